//! Trial of deploy/install.sh and deploy/systemd, under a separate systemd.

use super::{
    ProcessConfinement,
    orders::{self, RunningCafe},
    own_machine::{self, TemporaryMachine},
};
use crate::{
    build::{BuildProfile, licences},
    command,
    packages::SERVICES,
    progress,
    stack::StackPorts,
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
pub fn take_orders(profile: BuildProfile) -> Result<()> {
    if !own_machine::is_possible() {
        return Ok(());
    }
    licences::write_licences(profile)?;
    let machine = TemporaryMachine::start(&profile.binaries_folder())?;
    let mut units = SERVICES.into_iter().chain(["client", "admin"]);
    let taken = install_units(&machine)
        .and_then(|()| units.try_for_each(|unit| check_confinement(&machine, unit)));
    let taken =
        taken.and_then(|()| machine.in_network_namespace(|| orders::take_orders(&default_cafe())));
    let taken = taken
        .and_then(|()| SERVICES.iter().try_for_each(|service| check_backup(&machine, service)));
    if taken.is_err() {
        let mut log = machine.machine_command("journalctl");
        let _shown =
            command::run_checked(log.args(["--no-pager", "--lines=60", "--quiet"]), LOG_LIMIT);
    }
    taken.context("a café of these units takes no orders")
}

fn install_units(machine: &TemporaryMachine) -> Result<()> {
    progress::print_stage("deploy/install.sh, in a machine of its own");
    let mut install = machine.machine_command("sh");
    install.arg("deploy/install.sh").env("JUMUN_PIN", PIN).stdout(Stdio::null());
    command::run_checked(&mut install, INSTALL_LIMIT)
}

/// Checks the confinement that systemd made of the unit's directives, as the kernel reports it.
fn check_confinement(machine: &TemporaryMachine, unit: &str) -> Result<()> {
    let service = format!("jumun-{unit}.service");
    let id =
        machine.output_text(&["systemctl", "show", "--property=MainPID", "--value", &service])?;
    let read = |file: &str| machine.output_text(&["cat", &format!("/proc/{id}/{file}")]);
    ProcessConfinement { user: None, writable: vec![format!("/var/lib/private/jumun-{unit}")] }
        .check_proc_files(&read("status")?, &read("mountinfo")?)
        .with_context(|| service.clone())
}

/// Checks that the backup timer's unit leaves a copy of the service's database.
fn check_backup(machine: &TemporaryMachine, service: &str) -> Result<()> {
    let unit = format!("jumun-backup@{service}.service");
    machine.output_text(&["systemctl", "start", &unit]).with_context(|| unit.clone())?;
    let folder = format!("/var/lib/private/jumun-{service}-backup");
    let copies = machine.output_text(&["find", &folder, "-name", "*.db", "-size", "+0"])?;
    ensure!(!copies.is_empty(), "{unit} left no copy");
    Ok(())
}

/// The units' default addresses.
fn default_cafe() -> RunningCafe {
    let surface = |port| (Ipv4Addr::LOCALHOST, port).into();
    RunningCafe {
        client: surface(StackPorts::DEFAULT.client),
        admin: surface(StackPorts::DEFAULT.admin),
        pin: PIN.to_owned(),
    }
}
