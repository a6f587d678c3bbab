//! What some faults need; a fault that cannot be had is skipped with a clear word, so nothing here is an error.

use super::debian;
use crate::{command, say};
use std::{fs, path::PathBuf};

const LIBRARIES: &str = "/usr/lib";
const LIBFAKETIME: &str = "faketime/libfaketimeMT.so.1";

/// The library that moves a process's clock; installed when that can be done.
pub fn libfaketime() -> Option<PathBuf> {
    find_libfaketime().or_else(|| {
        install("libfaketime");
        find_libfaketime()
    })
}

/// The program that makes network namespaces; installed when that can be done.
pub fn iproute2() {
    if command::find("ip").is_none() {
        install("iproute2");
    }
}

fn install(package: &str) {
    if let Err(error) = debian::install(&[package]) {
        say::stage(format_args!("going on without {package}: {error:#}"));
    }
}

/// In the folder of whatever architecture this is.
fn find_libfaketime() -> Option<PathBuf> {
    let folders = fs::read_dir(LIBRARIES).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut candidates = folders.map(|folder| folder.join(LIBFAKETIME)).collect::<Vec<_>>();
    candidates.push(PathBuf::from("/usr/local/lib").join(LIBFAKETIME));
    candidates.into_iter().find(|path| path.is_file())
}
