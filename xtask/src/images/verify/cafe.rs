//! A café in containers that takes one order. No other check finds a process that starts and is
//! healthy but cannot write its data.

use super::{ContainerEngine, ImageSet, RunningContainer, WEB, env_file_option, key_mount_option};
use crate::{images::ContainerNetwork, progress, stack::StackPorts, trial};
use anyhow::{Context as _, Result};
use std::{net::Ipv4Addr, path::Path};

const MENU: &str = "menu";
const ORDER: &str = "order";
const PAGES: u16 = 3000;

/// Starts menu, order and the customers' surface on `network`, confined as in the checks of each
/// image, with the keys in the folder `secrets`; then places an order and cancels it.
///
/// # Errors
/// When the order is not taken or not cancelled.
pub fn take_an_order(
    engine: ContainerEngine,
    images: &ImageSet,
    secrets: &Path,
    network: &ContainerNetwork,
) -> Result<()> {
    let service = |name: &str, port| {
        let options = [
            network.attach_option(),
            env_file_option(secrets, "staff-key.env"),
            env_file_option(secrets, "surface-keys.env"),
            format!("--env=JUMUN_HOST_NAMES={name}"),
        ];
        RunningContainer::start(engine, &images.full_name(name), &options, port)
    };
    let (menu, order) =
        (service(MENU, StackPorts::DEFAULT.menu)?, service(ORDER, StackPorts::DEFAULT.order)?);
    // The surface first waits for the menu: without one it listens a second later.
    for container in [&menu, &order] {
        container.wait_ready()?;
    }
    let surface = [
        network.attach_option(),
        // Not every engine resolves names on its networks.
        format!("--add-host={MENU}:{}", menu.network_address()?),
        format!("--add-host={ORDER}:{}", order.network_address()?),
        format!("--publish=127.0.0.1::{PAGES}"),
        "--env=JUMUN_SURFACE=client".to_owned(),
        "--env=JUMUN_SITE_ROOT=/site/client".to_owned(),
        key_mount_option(secrets, "client.key"),
        "--env=JUMUN_SURFACE_KEY_FILE=/run/secrets/client.key".to_owned(),
        format!("--env=JUMUN_MENU_URL=http://{MENU}:{}", StackPorts::DEFAULT.menu),
        format!("--env=JUMUN_ORDER_URL=http://{ORDER}:{}", StackPorts::DEFAULT.order),
    ];
    let surface = RunningContainer::start(
        engine,
        &images.full_name(WEB),
        &surface,
        StackPorts::DEFAULT.client_ops,
    )?;
    surface.wait_ready()?;
    let taken =
        trial::take_and_cancel((Ipv4Addr::LOCALHOST, surface.published_port(PAGES)?).into());
    if taken.is_err() {
        [&order, &surface].iter().for_each(|container| container.show_log());
    }
    taken.context("a café of these images takes no orders")?;
    progress::print_stage("an order was placed and cancelled over the pages of these images");
    Ok(())
}
