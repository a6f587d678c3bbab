//! A private container network.

use super::ContainerEngine;
use crate::progress;
use anyhow::{Context as _, Result};
use std::net::Ipv4Addr;

/// A container network that is removed on drop.
pub struct ContainerNetwork {
    engine: ContainerEngine,
    name: String,
}

impl ContainerNetwork {
    /// Creates a network whose name contains this process's id.
    ///
    /// # Errors
    /// When the engine cannot create one.
    pub fn create_network(engine: ContainerEngine) -> Result<Self> {
        let name = format!("jumun-verify-{}", std::process::id());
        engine.output_text(&["network", "create", &name])?;
        Ok(Self { engine, name })
    }

    /// This machine's address on the network; it has one once a container is attached.
    pub fn gateway_address(&self) -> Result<Ipv4Addr> {
        let field = "{{range .Subnets}}{{.Gateway}}{{end}}";
        let address =
            self.engine.output_text(&["network", "inspect", "--format", field, &self.name])?;
        address.parse().with_context(|| format!("the engine gives no gateway but {address:?}"))
    }

    /// The engine's option that attaches a container to this network.
    pub fn attach_option(&self) -> String {
        format!("--network={}", self.name)
    }
}

impl Drop for ContainerNetwork {
    fn drop(&mut self) {
        if let Err(error) = self.engine.output_text(&["network", "rm", "--force", &self.name]) {
            progress::print_stage(format_args!("network {} stays: {error:#}", self.name));
        }
    }
}
