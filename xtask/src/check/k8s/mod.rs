//! Check of the manifests below `k8s/` as a cluster would get them: every overlay is rendered and
//! checked by the API's own schemas, by checkov, and by rules that neither of them can know.

mod objects;
mod reachability;
mod release;
mod rules;
mod sources;

pub use objects::{KubeObject, as_list, as_text, of_kind, selector_matches, to_labels};

use crate::{
    command, progress,
    tools::{kubectl, python},
    workspace,
};
use anyhow::{Context as _, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const KUBERNETES: &str = "1.36";
const LIMIT: Duration = Duration::from_secs(120);
const TO_JSON: &str =
    "import json, sys, yaml; json.dump(list(yaml.safe_load_all(sys.stdin)), sys.stdout)";
/// API groups whose schemas come with an operator and not with Kubernetes: the schema check skips
/// them, the project's own rules do not.
const CUSTOM: [(&str, &str); 3] = [
    ("postgresql.cnpg.io", "CloudNativePG"),
    ("gateway.networking.k8s.io", "the Gateway API"),
    ("monitoring.coreos.com", "the Prometheus operator"),
];

/// Renders and checks every overlay.
///
/// # Errors
/// When something is wrong; the message lists the broken rules of all overlays.
pub fn check_overlays() -> Result<()> {
    let programs = python::ensure_environment("k8s", "k8s/requirements.txt")?;
    let kubectl = kubectl::ensure_kubectl(&programs)?;
    let rendered = workspace::root_folder().join("target/k8s");
    let _left_over = fs::remove_dir_all(&rendered);
    fs::create_dir_all(&rendered).with_context(|| format!("cannot make {}", rendered.display()))?;
    let mut wrong = sources::find_violations()?;
    for overlay in overlay_folders()? {
        let found = overlay_violations(&overlay, &kubectl, &programs, &rendered)?;
        wrong
            .extend(found.into_iter().map(|sentence| format!("{}: {sentence}", overlay.display())));
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("; "));
    run_checkov(&programs, &rendered)
}

/// Every folder below `k8s/overlays`.
///
/// # Errors
/// When there is none.
pub fn overlay_folders() -> Result<Vec<PathBuf>> {
    let folder = Path::new("k8s/overlays");
    let entries =
        fs::read_dir(workspace::root_folder().join(folder)).context("cannot list k8s/overlays")?;
    let mut found: Vec<_> =
        entries.map(|entry| Ok(folder.join(entry?.file_name()))).collect::<Result<_>>()?;
    found.sort();
    ensure!(!found.is_empty(), "k8s/overlays is empty");
    Ok(found)
}

/// One sentence for each rule that `overlay` breaks.
fn overlay_violations(
    overlay: &Path,
    kubectl: &Path,
    programs: &Path,
    rendered: &Path,
) -> Result<Vec<String>> {
    let (yaml, objects) = render_overlay(overlay, kubectl, programs)?;
    let name = overlay.file_name().context("an overlay has a name")?;
    fs::write(rendered.join(name).with_extension("yaml"), &yaml)?;
    validate_schemas(&objects, programs).with_context(|| format!("{}", overlay.display()))?;
    let version = release::workspace_version()?;
    Ok([
        rules::find_violations(&objects),
        reachability::find_violations(&objects),
        release::find_violations(&objects, &version),
    ]
    .concat())
}

/// The YAML of `overlay` as kustomize renders it, and its objects. The Python in the folder
/// `programs` needs a YAML module.
///
/// # Errors
/// When it does not render.
pub fn render_overlay(
    overlay: &Path,
    kubectl: &Path,
    programs: &Path,
) -> Result<(String, Vec<KubeObject>)> {
    let yaml = command::run_for_output(
        command::workspace_command(kubectl).arg("kustomize").arg(overlay),
        LIMIT,
    )
    .with_context(|| format!("{} does not render", overlay.display()))?;
    let json = command::run_with_input(
        command::workspace_command(programs.join("python")).args(["-c", TO_JSON]),
        &yaml,
        LIMIT,
    )?;
    let objects = KubeObject::parse_list(&json)?;
    Ok((yaml, objects))
}

fn validate_schemas(objects: &[KubeObject], programs: &Path) -> Result<()> {
    let (custom, core): (Vec<_>, Vec<_>) = objects.iter().partition(|object| is_custom(object));
    for (group, origin) in CUSTOM {
        let count = custom.iter().filter(|object| object.api_group() == group).count();
        if count > 0 {
            progress::print_stage(format_args!("{count} objects of {origin} have no schema here"));
        }
    }
    let file = tempfile::Builder::new().suffix(".json").tempfile()?;
    let documents: Vec<_> = core.iter().map(ToString::to_string).collect();
    fs::write(file.path(), documents.join("\n---\n"))?;
    let said = tempfile::NamedTempFile::new()?;
    let mut validate = command::workspace_command(programs.join("kubernetes-validate"));
    validate
        .args(["--strict", "--quiet", "-k", KUBERNETES])
        .arg(file.path())
        .stdout(said.reopen()?);
    let status = command::run_for_status(&mut validate, LIMIT)?;
    let said = fs::read_to_string(said.path())?;
    // The validator only warns about a kind without a schema, so any output is a failure.
    ensure!(
        status.success() && said.trim().is_empty(),
        "Kubernetes {KUBERNETES} does not take it: {}",
        said.trim()
    );
    Ok(())
}

fn is_custom(object: &KubeObject) -> bool {
    CUSTOM.iter().any(|(group, _)| object.api_group() == *group)
}

fn run_checkov(programs: &Path, rendered: &Path) -> Result<()> {
    let mut checkov = command::workspace_command(programs.join("checkov"));
    checkov.args(["--config-file", "k8s/checkov.yaml", "--directory"]).arg(rendered);
    command::run_checked(checkov.env("LOG_LEVEL", "ERROR"), LIMIT)
}
