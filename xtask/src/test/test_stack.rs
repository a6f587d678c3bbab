//! The real processes on free ports, with their own data folder.

use crate::{
    build::{self, BuildProfile},
    stack::{ProcessStack, StackPlan, StackPorts, secrets},
    workspace,
};
use anyhow::Result;
use process_kit::keys::STAFF_PIN;
use std::{fs, net::Ipv4Addr, path::PathBuf};

/// Builds everything and starts it on an empty data folder. The logs stay in
/// `target/test-data/logs` afterwards.
pub fn start_test_stack() -> Result<(ProcessStack, StackPorts)> {
    build::build_all(BuildProfile::Dev)?;
    let data = test_data_folder();
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    fs::create_dir_all(&data)?;
    let binaries = BuildProfile::Dev.binaries_folder();
    let staff = binaries.join("staff");
    let keys = secrets::ensure_keys(&data, &binaries)?;
    secrets::add_manager(&secrets::database_url(&data), &staff, STAFF_PIN)?;
    let ports = StackPorts::find_free()?;
    let listen = Ipv4Addr::LOCALHOST.into();
    let plan = StackPlan {
        binaries,
        data,
        keys,
        site: site_folder(),
        ports,
        listen,
        public: None,
        is_one_address: true,
    };
    let stack = ProcessStack::start(&plan)?;
    Ok((stack, ports))
}

/// The folder that the surfaces serve from, with one subfolder each.
pub fn site_folder() -> PathBuf {
    workspace::root_folder().join("target/site")
}

/// The folder of the tests' databases, keys and logs.
pub fn test_data_folder() -> PathBuf {
    workspace::root_folder().join("target/test-data")
}
