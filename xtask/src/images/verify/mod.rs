//! Verification of the images. Each process runs on a read-only file system, without capabilities,
//! as an unprivileged user, in an image without a shell for an intruder, and ends in time on
//! SIGTERM. Together the images take an order, since one that starts and is healthy may still fail
//! at its purpose.

mod cafe;
mod container;

use super::{ContainerEngine, ContainerNetwork, ImageSet, USER, WEB, sbom};
use crate::{build::licences, command, progress, stack::StackPorts, trial::ProcessConfinement};
use anyhow::{Context as _, Result, ensure};
use container::RunningContainer;
use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

const DRAIN_LIMIT: Duration = Duration::from_secs(5);
const SHELLS: [&str; 9] = ["sh", "bash", "dash", "ash", "zsh", "busybox", "perl", "python3", "apt"];
const LIMIT: Duration = Duration::from_secs(60);

/// One process in an image: its flags for the engine, and the port with its health endpoints.
struct ImageProcess {
    title: &'static str,
    image: String,
    options: Vec<String>,
    health_port: u16,
    /// Paths that the image must contain, the program first.
    files: Vec<String>,
}

/// Verifies each image by itself, then takes an order with all of them.
///
/// # Errors
/// At the first check that fails.
pub fn verify_images(engine: ContainerEngine, images: &ImageSet) -> Result<()> {
    let secrets = tempfile::tempdir()?;
    make_secrets(engine, &images.full_name("staff"), secrets.path())?;
    // The engine's default network may have the addresses of one that another engine left behind.
    let network = ContainerNetwork::create_network(engine)?;
    for case in image_processes(images, secrets.path()) {
        verify_process(engine, &case, &network)
            .with_context(|| format!("{} in {}", case.title, case.image))?;
    }
    cafe::take_an_order(engine, images, secrets.path(), &network)
}

/// The engine's option for a file of environment variables, none of them secret.
fn env_file_option(secrets: &Path, name: &str) -> String {
    format!("--env-file={}", secrets.join(name).display())
}

/// The engine's option that mounts a signing key, read-only.
fn key_mount_option(secrets: &Path, key: &str) -> String {
    format!("--volume={}:/run/secrets/{key}:ro", secrets.join(key).display())
}

fn image_processes(images: &ImageSet, secrets: &Path) -> Vec<ImageProcess> {
    let checks = env_file_option(secrets, "staff-key.env");
    let surfaces = env_file_option(secrets, "surface-keys.env");
    let signs = |key: &str| key_mount_option(secrets, key);
    let service = |title, option: &str, health_port| {
        let files = vec![format!("{title}"), sbom_path(title), licences_path()];
        let options = vec![option.to_owned(), surfaces.clone()];
        ImageProcess { title, image: images.full_name(title), options, health_port, files }
    };
    vec![
        service("menu", &checks, StackPorts::DEFAULT.menu),
        service("order", &checks, StackPorts::DEFAULT.order),
        service("staff", &signs("staff.key"), StackPorts::DEFAULT.staff),
        surface_process("client", images.full_name(WEB), signs("client.key"), None),
        surface_process("admin", images.full_name(WEB), signs("admin.key"), Some(checks)),
    ]
}

fn surface_process(
    title: &'static str,
    image: String,
    signs: String,
    option: Option<String>,
) -> ImageProcess {
    let environment = [
        format!("JUMUN_SURFACE={title}"),
        format!("JUMUN_SITE_ROOT=/site/{title}"),
        format!("JUMUN_SURFACE_KEY_FILE=/run/secrets/{title}.key"),
    ];
    let options = environment
        .iter()
        .map(|pair| format!("--env={pair}"))
        .chain([signs])
        .chain(option)
        .collect();
    let site = format!("site/{title}/pkg/current");
    let files = vec![
        "server".to_owned(),
        sbom_path("web"),
        sbom_path("web-browser"),
        licences_path(),
        site,
    ];
    ImageProcess { title, image, options, health_port: 9100, files }
}

fn licences_path() -> String {
    format!("licenses/{}", licences::FILE)
}

fn sbom_path(name: &str) -> String {
    sbom::sbom_file(name)
        .file_name()
        .map_or_else(String::new, |file| format!("sbom/{}", file.to_string_lossy()))
}

/// Makes the keys in `folder` as a new operator does: `deploy/secrets.sh` with the binary in the
/// image `staff`.
pub fn make_secrets(engine: ContainerEngine, staff: &str, folder: &Path) -> Result<()> {
    let mut new_key = engine.engine_command();
    new_key
        .args(["run", "--rm", "--network=none", "--cap-drop=ALL"])
        .args(engine.read_only_options());
    // The folder belongs to the current user, so the container runs as that user.
    let user = rustix::process::geteuid().as_raw();
    let group = rustix::process::getegid().as_raw();
    new_key.args((engine == ContainerEngine::Podman && user != 0).then_some("--userns=keep-id"));
    new_key
        .arg(format!("--user={user}:{group}"))
        .arg(format!("--volume={0}:{0}", folder.display()));
    new_key.arg(staff);
    let mut make = command::workspace_command("sh");
    make.env("KEY_OWNER", USER.to_string());
    make.arg("deploy/secrets.sh").arg(folder).arg(new_key.get_program()).args(new_key.get_args());
    for (name, value) in new_key.get_envs() {
        make.env(name, value.unwrap_or_default());
    }
    command::run_checked(make.stdout(Stdio::null()), LIMIT)
}

fn verify_process(
    engine: ContainerEngine,
    case: &ImageProcess,
    network: &ContainerNetwork,
) -> Result<()> {
    let user = engine.inspect_field(&case.image, "{{.Config.User}}")?;
    ensure!(user == format!("{USER}:{USER}"), "its user is {user:?}");
    let options = [case.options.as_slice(), &[network.attach_option()]].concat();
    let mut container = RunningContainer::start(engine, &case.image, &options, case.health_port)?;
    container.wait_ready()?;
    expected_confinement().check_process(container.process_id()?)?;
    check_contents(&container.file_paths()?, case)?;
    ensure!(!container.can_run(&["/bin/sh", "-c", "exit 0"]), "it has a shell");
    ensure!(
        container.can_run(&[&format!("/{}", case.files[0]), "--health"]),
        "its health check fails"
    );
    let began = Instant::now();
    let status = container.stop()?;
    let took = began.elapsed();
    ensure!(
        status == "0" && took < DRAIN_LIMIT,
        "told to stop, it ended with {status} after {took:?}"
    );
    progress::print_stage(format_args!(
        "{}: runs as {USER}, read-only, without capabilities or a shell; ready; stopped in {:.1} s",
        case.title,
        took.as_secs_f32()
    ));
    Ok(())
}

/// The expected confinement of a process in an image: it may write to `/data` only.
pub fn expected_confinement() -> ProcessConfinement {
    // A rootless engine maps users to other ids on this machine.
    let user = rustix::process::geteuid().is_root().then_some(USER);
    ProcessConfinement { user, writable: vec!["/data".to_owned()] }
}

fn check_contents(paths: &[String], case: &ImageProcess) -> Result<()> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let shells: Vec<_> =
        paths.iter().filter(|path| SHELLS.contains(&last(path).as_str())).collect();
    ensure!(shells.is_empty(), "it has {shells:?}");
    let sources: Vec<_> = paths.iter().filter(|path| is_checkout_file(path)).collect();
    ensure!(sources.is_empty(), "it has {sources:?}, which is for who builds it");
    for file in &case.files {
        ensure!(paths.contains(file), "it has no /{file}");
    }
    Ok(())
}

/// Whether `path` belongs to a checkout and not into an image: version control, sources, a
/// developer's settings.
fn is_checkout_file(path: &str) -> bool {
    let ends = [".rs", ".ts", ".map", ".toml", ".lock", ".env", ".git", ".pdb", ".dwp"];
    let in_base = path.starts_with("var/lib/dpkg/") || path.starts_with("etc/");
    path.split('/').any(|part| part == ".git")
        || !in_base && ends.iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_a_source_or_a_missing_program_is_found() {
        let case =
            surface_process("client", "jumun/web".to_owned(), "--volume=k:k".to_owned(), None);
        let good: Vec<_> =
            case.files.iter().cloned().chain(["usr/lib/libc.so.6".to_owned()]).collect();
        assert!(check_contents(&good, &case).is_ok());
        for bad in [
            "usr/bin/sh",
            ".git/HEAD",
            "app/src/lib.rs",
            "site/client/pkg/1/client.wasm.map",
            "secrets/.env",
        ] {
            let paths: Vec<_> = good.iter().cloned().chain([bad.to_owned()]).collect();
            assert!(check_contents(&paths, &case).is_err(), "{bad}");
        }
        assert!(check_contents(&good[1..], &case).is_err());
    }
}
