//! A container network of its own.

use super::Engine;
use crate::say;
use anyhow::{Context as _, Result};
use std::net::Ipv4Addr;

/// A network that is gone when this is dropped.
pub struct ContainerNetwork {
    engine: Engine,
    name: String,
}

impl ContainerNetwork {
    /// # Errors
    /// When the engine makes none.
    pub fn make(engine: Engine) -> Result<Self> {
        let name = format!("jumun-verify-{}", std::process::id());
        engine.text(&["network", "create", &name])?;
        Ok(Self { engine, name })
    }

    /// This machine's address on it, once a container is on it.
    pub fn gateway(&self) -> Result<Ipv4Addr> {
        let field = "{{range .Subnets}}{{.Gateway}}{{end}}";
        let address = self.engine.text(&["network", "inspect", "--format", field, &self.name])?;
        address.parse().with_context(|| format!("the engine gives no gateway but {address:?}"))
    }

    /// The option that puts a container on it.
    pub fn option(&self) -> String {
        format!("--network={}", self.name)
    }
}

impl Drop for ContainerNetwork {
    fn drop(&mut self) {
        if let Err(error) = self.engine.text(&["network", "rm", "--force", &self.name]) {
            say::stage(format_args!("network {} stays: {error:#}", self.name));
        }
    }
}
