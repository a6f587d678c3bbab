//! Trial of deploy/install.sh and deploy/systemd, under a separate systemd.

use super::{
    Confinement,
    orders::{self, RunningCafe},
    own_machine::{self, OwnMachine},
};
use crate::{
    build::{Profile, licences},
    command,
    packages::SERVICES,
    progress,
    stack::Ports,
};
use anyhow::{Context as _, Result, ensure};
use std::{net::Ipv4Addr, process::Stdio, time::Duration};

const INSTALL_LIMIT: Duration = Duration::from_secs(180);
const LOG_LIMIT: Duration = Duration::from_secs(30);
const PIN: &str = "246810";

/// Installs the units with the binaries of `profile`, checks each unit's confinement, takes orders
/// and runs the backups. Skipped with a message if this machine cannot host a temporary machine.
///
/// # Errors
/// When one of these steps fails; the units' log is printed.
pub fn take_orders(profile: Profile) -> Result<()> {
    if !own_machine::is_possible() {
        return Ok(());
    }
    licences::write(profile)?;
    let machine = OwnMachine::start(&profile.folder())?;
    let mut units = SERVICES.into_iter().chain(["client", "admin"]);
    let taken = install(&machine).and_then(|()| units.try_for_each(|unit| is_confined(&machine, unit)));
    let taken = taken.and_then(|()| machine.on_its_network(|| orders::take_orders(&cafe())));
    let taken = taken.and_then(|()| SERVICES.iter().try_for_each(|service| is_copied(&machine, service)));
    if taken.is_err() {
        let mut log = machine.command("journalctl");
        let _shown = command::run(log.args(["--no-pager", "--lines=60", "--quiet"]), LOG_LIMIT);
    }
    taken.context("a café of these units takes no orders")
}

fn install(machine: &OwnMachine) -> Result<()> {
    progress::stage("deploy/install.sh, in a machine of its own");
    let mut install = machine.command("sh");
    install.arg("deploy/install.sh").env("JUMUN_PIN", PIN).stdout(Stdio::null());
    command::run(&mut install, INSTALL_LIMIT)
}

/// Checks the confinement that systemd made of the unit's directives, as the kernel reports it.
fn is_confined(machine: &OwnMachine, unit: &str) -> Result<()> {
    let service = format!("jumun-{unit}.service");
    let id = machine.text(&["systemctl", "show", "--property=MainPID", "--value", &service])?;
    let read = |file: &str| machine.text(&["cat", &format!("/proc/{id}/{file}")]);
    Confinement { user: None, writable: vec![format!("/var/lib/private/jumun-{unit}")] }
        .judge(&read("status")?, &read("mountinfo")?)
        .with_context(|| service.clone())
}

/// Checks that the backup timer's unit leaves a copy of the service's database.
fn is_copied(machine: &OwnMachine, service: &str) -> Result<()> {
    let unit = format!("jumun-backup@{service}.service");
    machine.text(&["systemctl", "start", &unit]).with_context(|| unit.clone())?;
    let folder = format!("/var/lib/private/jumun-{service}-backup");
    let copies = machine.text(&["find", &folder, "-name", "*.db", "-size", "+0"])?;
    ensure!(!copies.is_empty(), "{unit} left no copy");
    Ok(())
}

/// The units' default addresses.
fn cafe() -> RunningCafe {
    let surface = |port| (Ipv4Addr::LOCALHOST, port).into();
    RunningCafe {
        client: surface(Ports::DEFAULT.client),
        admin: surface(Ports::DEFAULT.admin),
        pin: PIN.to_owned(),
    }
}
