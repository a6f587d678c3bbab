//! `cargo xtask up`: builds a bare checkout, starts it, prints its two addresses and supervises it.

use crate::{
    build::{self, BuildProfile},
    lan, progress,
    stack::{self, ProcessStack, StackPlan, StackPorts, secrets},
    tools, workspace,
};
use anyhow::{Context as _, Result};
use process_kit::make_private;
use std::{
    ffi::OsStr,
    net::{IpAddr, Ipv4Addr},
    path::Path,
    process::Command,
};

/// Who can reach the surfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkReach {
    ThisMachine,
    /// Every device on the café's network: the surfaces listen on all interfaces.
    Lan,
}

/// Builds, starts and supervises until interrupted. Cheap preconditions (a writable data folder,
/// free ports, npm) are checked before the long build.
pub fn run_local_stack(profile: BuildProfile, reach: NetworkReach) -> Result<()> {
    let data = workspace::root_folder().join("data");
    let (listen, public) = match reach {
        NetworkReach::ThisMachine => (Ipv4Addr::LOCALHOST.into(), None),
        NetworkReach::Lan => (IpAddr::from(Ipv4Addr::UNSPECIFIED), lan::lan_address()),
    };
    require_writable(&data)?;
    stack::require_free(StackPorts::DEFAULT, listen)?;
    tools::npm::require_node()?;
    build::build_all(profile)?;

    let staff = profile.binaries_folder().join("staff");
    let keys = secrets::ensure_keys(&data, &profile.binaries_folder())?;
    let pin = secrets::ensure_manager(&data, &staff)?;
    if let Some(pin) = &pin {
        // Printed here too: if a process fails to start below, the PIN would be lost.
        progress::print_stage(format_args!("made a manager's PIN: {pin}"));
    }
    let site = workspace::root_folder().join("target/site");
    let binaries = profile.binaries_folder();
    let ports = StackPorts::DEFAULT;
    let plan =
        StackPlan { binaries, data, keys, site, ports, listen, public, is_one_address: false };
    progress::print_stage(
        "starting the services and both surfaces on SQLite in data/; they log to data/logs/",
    );
    let stack = ProcessStack::start(&plan)?;
    print_addresses(reach, public)?;
    print_first_pin(
        pin.as_deref(),
        &secrets::staff_command(&secrets::database_url(&plan.data), &staff),
    );
    println!("\n  Ctrl-C stops everything.\n");
    stack.supervise_until_interrupt();
    progress::print_stage("stopping");
    stack.stop()
}

fn require_writable(data: &Path) -> Result<()> {
    make_private(data).and_then(|()| tempfile::tempfile_in(data)).map(drop).with_context(|| {
        format!("cannot write to {}: make that folder this user's", data.display())
    })
}

fn print_addresses(reach: NetworkReach, public: Option<IpAddr>) -> Result<()> {
    let StackPorts { client, admin, .. } = StackPorts::DEFAULT;
    println!();
    println!("  customers   http://127.0.0.1:{client}/client");
    println!("  staff       http://127.0.0.1:{admin}/admin");
    match (reach, public) {
        (NetworkReach::ThisMachine, _) => {}
        (NetworkReach::Lan, None) => {
            println!("  this machine has no address in a network, so no phone can reach it");
        }
        (NetworkReach::Lan, Some(address)) => {
            let url = format!("http://{address}:{client}/client");
            println!("\n  on the network: {url} and http://{address}:{admin}/admin\n");
            println!("{}", lan::qr_code(&url)?);
        }
    }
    Ok(())
}

/// Prints the first manager's PIN, if it is new, and how the command `staff` adds another manager,
/// for a PIN that was forgotten or never seen.
fn print_first_pin(pin: Option<&str>, staff: &Command) {
    if let Some(pin) = pin {
        println!(
            "\n  The first manager's PIN is {pin}, for signing in once and setting another one. It is shown this once: only its hash is kept."
        );
    }
    let words =
        [staff.get_program()].into_iter().chain(staff.get_args()).map(OsStr::to_string_lossy);
    println!("\n  Forgotten? This reads a new PIN up to Ctrl-D, and adds a manager with it:");
    println!("    {} --add-manager", words.collect::<Vec<_>>().join(" "));
}
