//! The real processes on free ports, with their own data folder.

use crate::{
    build::{self, Profile},
    stack::{Plan, Ports, Stack, secrets},
    workspace,
};
use anyhow::Result;
use process_kit::keys::STAFF_PIN;
use std::{fs, net::Ipv4Addr, path::PathBuf};

/// Builds everything and starts it on an empty data folder. The logs stay in
/// `target/test-data/logs` afterwards.
pub fn start() -> Result<(Stack, Ports)> {
    build::all(Profile::Dev)?;
    let data = data();
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    fs::create_dir_all(&data)?;
    let binaries = Profile::Dev.folder();
    let staff = binaries.join("staff");
    let keys = secrets::ensure_keys(&data, &binaries)?;
    secrets::add_manager(&secrets::database_url(&data), &staff, STAFF_PIN)?;
    let ports = Ports::free()?;
    let listen = Ipv4Addr::LOCALHOST.into();
    let plan = Plan { binaries, data, keys, site: site(), ports, listen, public: None, is_one_address: true };
    let stack = Stack::start(&plan)?;
    Ok((stack, ports))
}

/// The folder that the surfaces serve from, with one subfolder each.
pub fn site() -> PathBuf {
    workspace::root().join("target/site")
}

/// The folder of the tests' databases, keys and logs.
pub fn data() -> PathBuf {
    workspace::root().join("target/test-data")
}
