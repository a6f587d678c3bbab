//! The podman command. It is configured by the environment of this process (`CONTAINERS_CONF`).

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, de::DeserializeOwned};
use std::{collections::HashMap, net::Ipv4Addr, process::Stdio, time::Duration};
use tokio::{process::Command, time::timeout};

/// Label of everything that a lab creates, so that any later process can find and remove it.
pub const LABEL: &str = "jumun-lab";
const LIMIT: Duration = Duration::from_secs(60);

/// podman with these arguments, not started yet.
pub fn podman_command(words: &[&str]) -> std::process::Command {
    let mut podman = std::process::Command::new("podman");
    podman.args(words).stdin(Stdio::null());
    podman
}

/// Runs podman; returns its standard output.
///
/// # Errors
/// If it fails (its standard error is in the message) or hangs.
pub async fn run_podman(words: &[&str]) -> Result<String> {
    run_program("podman", words).await
}

/// Runs any program to its end; returns its standard output.
///
/// # Errors
/// If it fails (its standard error is in the message) or hangs.
pub async fn run_program(program: &str, words: &[&str]) -> Result<String> {
    let mut command = Command::new(program);
    let told = command.args(words).stdin(Stdio::null()).kill_on_drop(true).output();
    let what = || format!("`{program} {}`", words.join(" "));
    let told = timeout(LIMIT, told).await.with_context(|| format!("{} hangs", what()))?;
    let told = told.with_context(|| format!("`{program}` does not start"))?;
    ensure!(told.status.success(), "{}: {}", what(), String::from_utf8_lossy(&told.stderr).trim());
    Ok(String::from_utf8(told.stdout)?.trim().to_owned())
}

/// Result of `podman container inspect`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InspectedContainer {
    pub state: ContainerState,
    pub config: ContainerConfig,
    pub host_config: HostConfig,
    pub network_settings: NetworkSettings,
    #[serde(default)]
    pub bounding_caps: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContainerState {
    pub pid: u32,
    pub status: String,
    pub exit_code: i32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContainerConfig {
    pub user: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HostConfig {
    pub readonly_rootfs: bool,
    pub security_opt: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkSettings {
    networks: HashMap<String, NetworkAttachment>,
}

#[derive(Debug, Deserialize)]
struct NetworkAttachment {
    #[serde(rename = "IPAddress")]
    ip_address: String,
}

impl InspectedContainer {
    /// Inspects the container `name`.
    ///
    /// # Errors
    /// If there is none.
    pub async fn inspect_by_name(name: &str) -> Result<Self> {
        inspect_json(&["container", "inspect", name]).await
    }

    pub fn is_running(&self) -> bool {
        self.state.status == "running"
    }

    /// Its address on `network`; `None` while it is not attached.
    pub fn network_address(&self, network: &str) -> Option<Ipv4Addr> {
        self.network_settings.networks.get(network)?.ip_address.parse().ok()
    }

    /// Its addresses on all networks.
    pub fn all_addresses(&self) -> impl Iterator<Item = Ipv4Addr> {
        self.network_settings
            .networks
            .values()
            .filter_map(|attachment| attachment.ip_address.parse().ok())
    }
}

async fn inspect_json<T: DeserializeOwned>(words: &[&str]) -> Result<T> {
    let mut all: Vec<T> =
        serde_json::from_str(&run_podman(words).await?).context("podman's answer")?;
    all.pop().context("podman says nothing about it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_containers_addresses_are_read_and_none_where_it_is_cut_off() {
        let text = r#"{"State":{"Pid":7,"Status":"running","ExitCode":0},"Config":{"User":"65532:65532"},
            "HostConfig":{"ReadonlyRootfs":true,"SecurityOpt":[]},"BoundingCaps":[],
            "NetworkSettings":{"Networks":{"a":{"IPAddress":"10.89.0.5"},"b":{"IPAddress":""}}}}"#;
        let container: InspectedContainer = serde_json::from_str(text).unwrap();
        assert!(container.is_running());
        assert_eq!(container.network_address("a"), Some(Ipv4Addr::new(10, 89, 0, 5)));
        assert_eq!((container.network_address("b"), container.network_address("c")), (None, None));
        assert_eq!(container.all_addresses().count(), 1);
    }
}
