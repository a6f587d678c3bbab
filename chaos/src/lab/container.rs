//! One container, made and broken.

use super::{
    names,
    part::Part,
    podman::{Container, LABEL, output, podman},
    policy,
    recipe::Recipe,
};
use anyhow::{Context as _, Result, ensure};
use std::time::Duration;
use tokio::time::Instant;

/// The 5 s that a process promises, and 1 s for podman, which signals, waits and takes it off its networks; it kills some
/// time later.
pub const TERMINATE_LIMIT: Duration = Duration::from_secs(6);
const GRACE_S: &str = "10";
const OWN_USER: &str = "65532:65532";

/// Makes the container `name` of `part`, and starts it.
///
/// # Errors
/// When podman fails.
pub async fn make(name: &str, part: Part, recipe: &Recipe) -> Result<()> {
    let mut words = vec!["create", "--pull", "never", "--name", name, "--hostname", name, "--label", LABEL];
    words.extend([
        "--read-only",
        // Else podman lays memory over /tmp, /var/tmp and /run, which a pod does not have.
        "--read-only-tmpfs=false",
        "--cap-drop=ALL",
        "--security-opt",
        "no-new-privileges",
        "--user",
        OWN_USER,
    ]);
    // A name server that does not answer is given up for the next one before the caller gives up.
    words.extend(["--dns-option", "timeout:1", "--dns-option", "attempts:1"]);
    let mut places = Vec::new();
    for network in part.networks() {
        let mut place = format!("{network}:alias={}", part.alias());
        if part.is_postgres() {
            let address = names::fixed(part).await?;
            place.extend([format!(",ip={address}"), format!(",mac={}", names::hardware(address))]);
        }
        places.extend(["--network".to_owned(), place]);
    }
    // A database keeps its address, as behind a cluster's service, and finding it is no question to a name server.
    for database in part.calls().iter().filter(|called| called.is_postgres()) {
        let known = format!("{}:{}", database.alias(), names::fixed(*database).await?);
        places.extend(["--add-host".to_owned(), known]);
    }
    words.extend(places.iter().map(String::as_str));
    if part.is_postgres() {
        // A fast shutdown: its clients stay connected for as long as they live.
        words.extend(["--stop-signal", "SIGINT"]);
    }
    words.extend(recipe.options.iter().map(String::as_str));
    words.push(&recipe.image);
    words.extend(recipe.command.iter().map(String::as_str));
    podman(&words).await?;
    start(name, part).await
}

/// Starts one that is there. Its network namespace is made and its policy is in force before its process begins.
///
/// # Errors
/// When podman or nft fails.
pub async fn start(name: &str, part: Part) -> Result<()> {
    podman(&["init", name]).await?;
    policy::apply(Container::named(name).await?.state.pid, part).await?;
    podman(&["start", name]).await.map(drop)
}

/// SIGKILL, and gone when this returns.
///
/// # Errors
/// When podman fails.
pub async fn kill(name: &str) -> Result<()> {
    podman(&["kill", "--signal", "KILL", name]).await?;
    podman(&["wait", "--interval", "20ms", name]).await?;
    // Its place on the networks goes, too, before it can be started again.
    podman(&["container", "cleanup", name]).await.map(drop)
}

/// SIGTERM (a database's own signal for a database); gives how long it took to exit.
///
/// # Errors
/// When it had to be killed, or did not end well.
pub async fn end(name: &str) -> Result<Duration> {
    let began = Instant::now();
    podman(&["stop", "--time", GRACE_S, name]).await?;
    let took = began.elapsed();
    let code = Container::named(name).await?.state.exit_code;
    ensure!(code == 0, "{name} ended with {code} after {took:.1?}");
    Ok(took)
}

/// Removes it, whatever it does.
///
/// # Errors
/// When podman fails.
pub async fn remove(name: &str) -> Result<()> {
    podman(&["rm", "--force", "--time", "0", name]).await.map(drop)
}

/// The end of what it said.
pub async fn last_lines(name: &str) -> String {
    let told = output("sh", &["-c", "exec podman logs --tail 5 \"$0\" 2>&1", name]).await;
    told.unwrap_or_else(|error| format!("no log: {error:#}"))
}

/// That it runs as it must: not as root, on a file system that is only read, with no capability.
///
/// # Errors
/// What is otherwise.
pub async fn is_confined(name: &str) -> Result<()> {
    let container = Container::named(name).await.context(name.to_owned())?;
    let host = &container.host_config;
    ensure!(container.config.user == OWN_USER, "{name} runs as {}", container.config.user);
    ensure!(host.readonly_rootfs, "{name} can write its own image");
    let caps = container.bounding_caps.unwrap_or_default();
    ensure!(caps.is_empty(), "{name} may have {caps:?}");
    ensure!(
        host.security_opt.iter().any(|option| option == "no-new-privileges"),
        "{name} may gain privileges"
    );
    Ok(())
}
