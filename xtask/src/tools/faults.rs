//! Tools that some faults need. None is required: a fault whose tool is missing is skipped with a
//! message, so nothing here returns an error.

use super::debian;
use crate::{command, progress};
use std::{fs, path::PathBuf};

const LIBRARIES: &str = "/usr/lib";
const LIBFAKETIME: &str = "faketime/libfaketimeMT.so.1";

/// The library that shifts a process's clock; installed if possible.
pub fn ensure_libfaketime() -> Option<PathBuf> {
    find_libfaketime().or_else(|| {
        try_install("libfaketime");
        find_libfaketime()
    })
}

/// Installs `ip`, which makes network namespaces, if it is missing and that is possible.
pub fn ensure_iproute2() {
    if command::find_program("ip").is_none() {
        try_install("iproute2");
    }
}

fn try_install(package: &str) {
    if let Err(error) = debian::install_packages(&[package]) {
        progress::print_stage(format_args!("going on without {package}: {error:#}"));
    }
}

/// Looks in the library folder of each architecture, then in `/usr/local/lib`.
fn find_libfaketime() -> Option<PathBuf> {
    let folders = fs::read_dir(LIBRARIES).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut candidates = folders.map(|folder| folder.join(LIBFAKETIME)).collect::<Vec<_>>();
    candidates.push(PathBuf::from("/usr/local/lib").join(LIBFAKETIME));
    candidates.into_iter().find(|path| path.is_file())
}
