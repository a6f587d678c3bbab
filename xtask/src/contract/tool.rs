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

pub struct Tools {
    programs: PathBuf,
}

/// Installs both unless the pinned versions are installed already.
pub fn ensure() -> Result<Tools> {
    python::ensure("contract", REQUIREMENTS).map(|programs| Tools { programs })
}

impl Tools {
    /// Checks that `document` is valid OpenAPI 3.1.
    pub fn validate(&self, document: &Path) -> Result<()> {
        let mut validator = self.program("openapi-spec-validator");
        command::run(validator.args(["--schema", "3.1"]).arg(document), VALIDATE_LIMIT)
    }

    pub fn program(&self, name: &str) -> Command {
        command::program(self.programs.join(name))
    }
}
