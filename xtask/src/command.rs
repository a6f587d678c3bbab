//! Commands that run in the checkout, and everything that `process_kit` does with commands.

pub use process_kit::command::*;
use std::{
    ffi::OsStr,
    process::{Command, Stdio},
};

/// A command for `program`, to run in the checkout's root with empty standard input.
pub fn workspace_command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::workspace::root_folder()).stdin(Stdio::null());
    command
}

/// The cargo that runs this xtask.
pub fn cargo_command() -> Command {
    let mut cargo = workspace_command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    clear_package_env(&mut cargo);
    cargo
}

/// Removes the variables that `cargo run` sets for xtask itself: build scripts that watch them
/// would run again.
pub fn clear_package_env(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let is_own =
            |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(is_own) {
            command.env_remove(name);
        }
    }
}
