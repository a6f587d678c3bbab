//! Whether the images run as they shall: with a file system that cannot be written, without a single capability, as
//! nobody in particular, with no shell for whoever gets in, and ending when they are told to.

mod container;
mod process;

use super::{Engine, Images, USER, sbom};
use crate::{command, say};
use anyhow::{Context as _, Result, ensure};
use container::Container;
use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

const DRAIN_LIMIT: Duration = Duration::from_secs(5);
const SHELLS: [&str; 9] = ["sh", "bash", "dash", "ash", "zsh", "busybox", "perl", "python3", "apt"];
const LIMIT: Duration = Duration::from_secs(60);

/// One process in an image: its flags for the engine, and the port with its health endpoints.
struct Case<'a> {
    title: &'static str,
    image: &'a str,
    options: Vec<String>,
    health_port: u16,
    /// Paths that must be inside, the program first.
    files: Vec<String>,
}

/// # Errors
/// At the first thing that is not as it should be.
pub fn verify(engine: Engine, images: &Images) -> Result<()> {
    let secrets = tempfile::tempdir()?;
    make_secrets(engine, &images.web, secrets.path())?;
    for case in cases(images, secrets.path()) {
        one(engine, &case).with_context(|| format!("{} in {}", case.title, case.image))?;
    }
    Ok(())
}

fn cases<'a>(images: &'a Images, secrets: &Path) -> Vec<Case<'a>> {
    let service = |title, image, health_port| {
        let files = vec![format!("{title}"), bill(title)];
        Case { title, image, options: Vec::new(), health_port, files }
    };
    vec![
        service("menu", &images.menu, 7101),
        service("order", &images.order, 7102),
        surface("client", &images.web, secrets),
        surface("admin", &images.web, secrets),
    ]
}

fn surface<'a>(title: &'static str, image: &'a str, secrets: &Path) -> Case<'a> {
    let environment = [
        ("JUMUN_SURFACE", title.to_owned()),
        ("JUMUN_SITE_ROOT", format!("/site/{title}")),
        ("JUMUN_SESSION_KEY_FILE", "/run/secrets/session-key".to_owned()),
        ("JUMUN_STAFF_PIN_HASH_FILE", "/run/secrets/staff-pin".to_owned()),
    ];
    let mut options: Vec<_> =
        environment.iter().map(|(name, value)| format!("--env={name}={value}")).collect();
    for name in ["session-key", "staff-pin"] {
        options.push(format!("--volume={}:/run/secrets/{name}:ro", secrets.join(name).display()));
    }
    let files =
        vec!["server".to_owned(), bill("web"), bill("web-browser"), format!("site/{title}/pkg/current")];
    Case { title, image, options, health_port: 9100, files }
}

fn bill(name: &str) -> String {
    sbom::file(name).file_name().map_or_else(String::new, |file| format!("sbom/{}", file.to_string_lossy()))
}

/// As whoever begins makes them, with the binary in the image.
fn make_secrets(engine: Engine, web: &str, folder: &Path) -> Result<()> {
    let mut hash_pin = engine.command();
    hash_pin.args([
        "run",
        "--rm",
        "--interactive",
        "--network=none",
        "--read-only",
        "--cap-drop=ALL",
        web,
        "hash-pin",
    ]);
    let mut make = command::program("sh");
    make.arg("deploy/secrets.sh").arg(folder).arg(hash_pin.get_program()).args(hash_pin.get_args());
    for (name, value) in hash_pin.get_envs() {
        make.env(name, value.unwrap_or_default());
    }
    command::run(make.stdout(Stdio::null()), LIMIT)
}

fn one(engine: Engine, case: &Case<'_>) -> Result<()> {
    let user = engine.inspect(case.image, "{{.Config.User}}")?;
    ensure!(user == format!("{USER}:{USER}"), "its user is {user:?}");
    let mut container = Container::start(engine, case.image, &case.options, case.health_port)?;
    container.wait_ready()?;
    process::check(container.process_id()?)?;
    contents(&container.paths()?, case)?;
    ensure!(!container.can_run(&["/bin/sh", "-c", "exit 0"]), "it has a shell");
    ensure!(container.can_run(&[&format!("/{}", case.files[0]), "--health"]), "its health check fails");
    let began = Instant::now();
    let status = container.stop()?;
    let took = began.elapsed();
    ensure!(status == "0" && took < DRAIN_LIMIT, "told to stop, it ended with {status} after {took:?}");
    say::stage(format_args!(
        "{}: runs as {USER}, read-only, without capabilities or a shell; ready; stopped in {:.1} s",
        case.title,
        took.as_secs_f32()
    ));
    Ok(())
}

fn contents(paths: &[String], case: &Case<'_>) -> Result<()> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let shells: Vec<_> = paths.iter().filter(|path| SHELLS.contains(&last(path).as_str())).collect();
    ensure!(shells.is_empty(), "it has {shells:?}");
    for file in &case.files {
        ensure!(paths.contains(file), "it has no /{file}");
    }
    Ok(())
}
