//! Lifecycle of one container: create, start, stop, kill, remove.

use super::{
    name_server,
    part::LabPart,
    podman::{InspectedContainer, LABEL, run_podman, run_program},
    policy,
    recipe::ContainerRecipe,
};
use anyhow::{Context as _, Result, ensure};
use std::time::Duration;
use tokio::time::Instant;

/// The 5 s that a process promises, and 1 s for podman, which signals, waits and detaches the
/// networks. podman kills the process after 10 s.
pub const TERMINATE_LIMIT: Duration = Duration::from_secs(6);
const GRACE_S: &str = "10";
const OWN_USER: &str = "65532:65532";

/// Creates the container `name` of `part` and starts it.
///
/// # Errors
/// If podman fails.
pub async fn create_container(name: &str, part: LabPart, recipe: &ContainerRecipe) -> Result<()> {
    let mut words =
        vec!["create", "--pull", "never", "--name", name, "--hostname", name, "--label", LABEL];
    words.extend([
        "--read-only",
        // Otherwise podman mounts a tmpfs over /tmp, /var/tmp and /run, which a pod does not have.
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
    for network in part.attached_networks() {
        let mut place = format!("{network}:alias={}", part.dns_alias());
        if part.is_postgres() {
            let address = name_server::fixed_address(part).await?;
            place.extend([
                format!(",ip={address}"),
                format!(",mac={}", name_server::mac_address(address)),
            ]);
        }
        places.extend(["--network".to_owned(), place]);
    }
    // A database keeps its address, as behind a cluster's service, so it needs no name server.
    for database in part.called_parts().iter().filter(|called| called.is_postgres()) {
        let known =
            format!("{}:{}", database.dns_alias(), name_server::fixed_address(*database).await?);
        places.extend(["--add-host".to_owned(), known]);
    }
    words.extend(places.iter().map(String::as_str));
    if part.is_postgres() {
        // SIGINT is a fast shutdown. It does not wait for clients, which stay connected until they
        // end.
        words.extend(["--stop-signal", "SIGINT"]);
    }
    words.extend(recipe.options.iter().map(String::as_str));
    words.push(&recipe.image);
    words.extend(recipe.command.iter().map(String::as_str));
    run_podman(&words).await?;
    start_container(name, part).await
}

/// Starts an existing container. Its network namespace exists and its policy is in force before its
/// process starts.
///
/// # Errors
/// If podman or nft fails.
pub async fn start_container(name: &str, part: LabPart) -> Result<()> {
    run_podman(&["init", name]).await?;
    policy::apply_policy(InspectedContainer::inspect_by_name(name).await?.state.pid, part).await?;
    run_podman(&["start", name]).await.map(drop)
}

/// Sends SIGKILL and waits until the container is gone.
///
/// # Errors
/// If podman fails.
pub async fn kill_container(name: &str) -> Result<()> {
    run_podman(&["kill", "--signal", "KILL", name]).await?;
    run_podman(&["wait", "--interval", "20ms", name]).await?;
    // Also detaches its networks, before it can start again.
    run_podman(&["container", "cleanup", name]).await.map(drop)
}

/// Sends the container's stop signal (SIGTERM, or SIGINT for a database); returns how long it took
/// to exit.
///
/// # Errors
/// If it had to be killed, or its exit code is not 0.
pub async fn stop_container(name: &str) -> Result<Duration> {
    let began = Instant::now();
    run_podman(&["stop", "--time", GRACE_S, name]).await?;
    let took = began.elapsed();
    let code = InspectedContainer::inspect_by_name(name).await?.state.exit_code;
    ensure!(code == 0, "{name} ended with {code} after {took:.1?}");
    Ok(took)
}

/// Removes it, running or not.
///
/// # Errors
/// If podman fails.
pub async fn remove_container(name: &str) -> Result<()> {
    run_podman(&["rm", "--force", "--time", "0", name]).await.map(drop)
}

/// The last lines of its log.
pub async fn last_log_lines(name: &str) -> String {
    let told = run_program("sh", &["-c", "exec podman logs --tail 5 \"$0\" 2>&1", name]).await;
    told.unwrap_or_else(|error| format!("no log: {error:#}"))
}

/// Checks that it is confined: not root, a read-only root file system, no capabilities, no new
/// privileges.
///
/// # Errors
/// The first point in which it is not.
pub async fn ensure_confined(name: &str) -> Result<()> {
    let container = InspectedContainer::inspect_by_name(name).await.context(name.to_owned())?;
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
