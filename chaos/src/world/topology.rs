//! The two deployments that a café can choose.

use super::{
    ProcessWorld, ServiceKind, WorldSetup,
    builder::{ReplicaHosting, WorldBuilder},
};
use anyhow::Result;
use std::time::Duration;

const READY_LIMIT: Duration = Duration::from_secs(60);

/// Set of processes of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum WorldTopology {
    /// The default deployment: one of each, on SQLite
    OneMachine,
    /// Two of each service on one Postgres, one of the two in a network namespace of its own
    Replicas,
}

impl WorldTopology {
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
    pub async fn start(self, setup: &WorldSetup) -> Result<ProcessWorld> {
        let mut builder = WorldBuilder::new(setup, self).await?;
        match self {
            Self::OneMachine => start_one_machine(&mut builder).await?,
            Self::Replicas => start_replicas(&mut builder).await?,
        }
        let world = builder.into_world();
        world.wait_ready(READY_LIMIT).await?;
        Ok(world)
    }
}

async fn start_one_machine(builder: &mut WorldBuilder<'_>) -> Result<()> {
    builder.start_service(ServiceKind::Menu, 1, ReplicaHosting::OwnDisk).await?;
    builder.start_service(ServiceKind::Order, 1, ReplicaHosting::OwnDisk).await?;
    builder.start_service(ServiceKind::Staff, 1, ReplicaHosting::OwnDisk).await?;
    builder.start_surface(ServiceKind::Client, 1)?;
    builder.start_surface(ServiceKind::Admin, 1)?;
    builder.prepare_shared_surfaces()
}

async fn start_replicas(builder: &mut WorldBuilder<'_>) -> Result<()> {
    builder.start_postgres().await?;
    for service in [ServiceKind::Menu, ServiceKind::Order, ServiceKind::Staff] {
        builder.start_service(service, 1, ReplicaHosting::Shared).await?;
        builder.start_service(service, 2, ReplicaHosting::Apart).await?;
    }
    builder.start_surface(ServiceKind::Client, 1)?;
    builder.start_surface(ServiceKind::Client, 2)?;
    builder.start_surface(ServiceKind::Admin, 1)
}
