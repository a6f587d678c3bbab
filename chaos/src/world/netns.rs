//! A network namespace for one process, joined to this machine by a veth pair. With the pair down,
//! packets vanish and no connection is reset.

use anyhow::{Context as _, Result};
use process_kit::command::run_silently;
use std::{fs, net::Ipv4Addr, path::Path, process};

const PREFIX: &str = "jumun-chaos-";

/// A network namespace; dropping it removes it with its interfaces.
pub struct NetworkNamespace {
    name: String,
    interface: String,
    near: Ipv4Addr,
    far: Ipv4Addr,
}

impl NetworkNamespace {
    /// Creates the `index`th namespace of this run.
    ///
    /// # Errors
    /// If this user or machine may not.
    pub fn create_nth(index: u8) -> Result<Self> {
        let run = process::id();
        let octet = u8::try_from(run % 256).unwrap_or_default();
        let near = Ipv4Addr::new(10, 231, octet, 4 * index + 1);
        let far = Ipv4Addr::new(10, 231, octet, 4 * index + 2);
        let name = format!("{PREFIX}{run}-{index}");
        let interface = format!("jch{run}-{index}");
        run_silently("ip", &["netns", "add", &name])?;
        let namespace = Self { name, interface, near, far };
        namespace.connect_veth().context("its interfaces cannot be made")?;
        Ok(namespace)
    }

    fn connect_veth(&self) -> Result<()> {
        let peer = "inside";
        let ip = |words: &[&str]| run_silently("ip", words);
        let near = format!("{}/30", self.near);
        let far = format!("{}/30", self.far);
        let name = self.name.as_str();
        let interface = self.interface.as_str();
        ip(&["link", "add", interface, "type", "veth", "peer", "name", peer, "netns", name])?;
        ip(&["addr", "add", &near, "dev", interface])?;
        ip(&["link", "set", interface, "up"])?;
        ip(&["-n", name, "addr", "add", &far, "dev", peer])?;
        ip(&["-n", name, "link", "set", "lo", "up"])?;
        ip(&["-n", name, "link", "set", peer, "up"])
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// This machine's address, as seen from inside.
    pub fn host_address(&self) -> Ipv4Addr {
        self.near
    }

    /// Address of the process inside.
    pub fn inner_address(&self) -> Ipv4Addr {
        self.far
    }

    /// Sets the inner interface up or down.
    ///
    /// # Errors
    /// If the interface cannot be set.
    pub fn set_reachable(&self, reachable: bool) -> Result<()> {
        let state = if reachable { "up" } else { "down" };
        run_silently("ip", &["-n", &self.name, "link", "set", "inside", state])
    }
}

impl Drop for NetworkNamespace {
    fn drop(&mut self) {
        let _gone_already = run_silently("ip", &["link", "del", &self.interface]);
        let _gone_already = run_silently("ip", &["netns", "del", &self.name]);
    }
}

/// Removes the namespaces of earlier runs that were killed.
pub fn sweep_namespaces() {
    for entry in fs::read_dir("/run/netns").into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
        if owner.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _not_ours_to_remove = run_silently("ip", &["netns", "del", &name]);
        }
    }
}
