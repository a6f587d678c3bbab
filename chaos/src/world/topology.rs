//! The two deployments that a café can choose.

use super::{
    Service, Setup, World,
    builder::{Builder, Home},
};
use anyhow::Result;
use std::time::Duration;

const READY_LIMIT: Duration = Duration::from_secs(60);

/// Set of processes of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Topology {
    /// The default deployment: one of each, on SQLite
    OneMachine,
    /// Two of each service on one Postgres, one of the two in a network namespace of its own
    Replicas,
}

impl Topology {
    pub const ALL: [Self; 2] = [Self::OneMachine, Self::Replicas];

    pub fn name(self) -> &'static str {
        match self {
            Self::OneMachine => "one_machine",
            Self::Replicas => "replicas",
        }
    }

    /// Starts everything and waits until it is ready.
    ///
    /// # Errors
    /// If something does not start; processes already started are ended.
    pub async fn start(self, setup: &Setup) -> Result<World> {
        let mut builder = Builder::new(setup, self).await?;
        match self {
            Self::OneMachine => one_machine(&mut builder).await?,
            Self::Replicas => replicas(&mut builder).await?,
        }
        let world = builder.finish();
        world.wait_ready(READY_LIMIT).await?;
        Ok(world)
    }
}

async fn one_machine(builder: &mut Builder<'_>) -> Result<()> {
    builder.service(Service::Menu, 1, Home::OwnDisk).await?;
    builder.service(Service::Order, 1, Home::OwnDisk).await?;
    builder.service(Service::Staff, 1, Home::OwnDisk).await?;
    builder.surface(Service::Client, 1)?;
    builder.surface(Service::Admin, 1)?;
    builder.shared_surfaces()
}

async fn replicas(builder: &mut Builder<'_>) -> Result<()> {
    builder.postgres().await?;
    for service in [Service::Menu, Service::Order, Service::Staff] {
        builder.service(service, 1, Home::Shared).await?;
        builder.service(service, 2, Home::Apart).await?;
    }
    builder.surface(Service::Client, 1)?;
    builder.surface(Service::Client, 2)?;
    builder.surface(Service::Admin, 1)
}
