//! The real processes on free ports, with data of their own.

use crate::{
    build::{self, Profile},
    stack::{Plan, Ports, Stack, secrets},
    workspace,
};
use anyhow::Result;
use std::{fs, net::Ipv4Addr, path::PathBuf};

/// The PIN that the tests sign in with.
pub const STAFF_PIN: &str = "482913";

/// Builds, and starts everything on an empty data folder. Its logs stay in `target/test-data/logs` afterwards.
pub fn start() -> Result<(Stack, Ports)> {
    build::all(Profile::Dev)?;
    let data = data();
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    fs::create_dir_all(&data)?;
    let binaries = Profile::Dev.folder();
    let member = binaries.join("member");
    let keys = secrets::ensure_keys(&data, &binaries)?;
    secrets::add_manager(&secrets::database_url(&data), &member, STAFF_PIN)?;
    let ports = Ports::free()?;
    let listen = Ipv4Addr::LOCALHOST.into();
    let plan = Plan { binaries, data, keys, site: site(), ports, listen, public: None, is_one_address: true };
    let stack = Stack::start(&plan)?;
    Ok((stack, ports))
}

/// What the surfaces serve from, one folder each.
pub fn site() -> PathBuf {
    workspace::root().join("target/site")
}

/// Databases, keys and logs of the tests.
pub fn data() -> PathBuf {
    workspace::root().join("target/test-data")
}
