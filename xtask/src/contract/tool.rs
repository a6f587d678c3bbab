//! `schemathesis` and a validator of OpenAPI documents, in a Python environment below `target/`.

use crate::{command, tools::python};
use anyhow::Result;
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const REQUIREMENTS: &str = "xtask/src/contract/requirements.txt";
const VALIDATE_LIMIT: Duration = Duration::from_secs(120);

pub struct ContractTools {
    programs: PathBuf,
}

/// Installs both unless the pinned versions are installed already.
pub fn ensure_tools() -> Result<ContractTools> {
    python::ensure_environment("contract", REQUIREMENTS).map(|programs| ContractTools { programs })
}

impl ContractTools {
    /// Checks that `document` is valid OpenAPI 3.1.
    pub fn validate_document(&self, document: &Path) -> Result<()> {
        let mut validator = self.tool_command("openapi-spec-validator");
        command::run_checked(validator.args(["--schema", "3.1"]).arg(document), VALIDATE_LIMIT)
    }

    pub fn tool_command(&self, name: &str) -> Command {
        command::workspace_command(self.programs.join(name))
    }
}
