//! A private container network.

use super::Engine;
use crate::progress;
use anyhow::{Context as _, Result};
use std::net::Ipv4Addr;

/// A container network that is removed on drop.
pub struct ContainerNetwork {
    engine: Engine,
    name: String,
}

impl ContainerNetwork {
    /// Creates a network whose name contains this process's id.
    ///
    /// # Errors
    /// When the engine cannot create one.
    pub fn make(engine: Engine) -> Result<Self> {
        let name = format!("jumun-verify-{}", std::process::id());
        engine.text(&["network", "create", &name])?;
        Ok(Self { engine, name })
    }

    /// This machine's address on the network; it has one once a container is attached.
    pub fn gateway(&self) -> Result<Ipv4Addr> {
        let field = "{{range .Subnets}}{{.Gateway}}{{end}}";
        let address = self.engine.text(&["network", "inspect", "--format", field, &self.name])?;
        address.parse().with_context(|| format!("the engine gives no gateway but {address:?}"))
    }

    /// The engine's option that attaches a container to this network.
    pub fn option(&self) -> String {
        format!("--network={}", self.name)
    }
}

impl Drop for ContainerNetwork {
    fn drop(&mut self) {
        if let Err(error) = self.engine.text(&["network", "rm", "--force", &self.name]) {
            progress::stage(format_args!("network {} stays: {error:#}", self.name));
        }
    }
}
