//! Chromium for the tests, and a font with Korean letters.

use super::debian;
use crate::command;
use anyhow::{Context as _, Result};
use std::{path::PathBuf, time::Duration};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Path of the browser: from the variable `CHROMIUM` if set, else from PATH, else newly installed.
pub fn ensure_browser() -> Result<PathBuf> {
    if let Some(path) = find_browser() {
        return Ok(path);
    }
    debian::install_packages(&["chromium"])?;
    find_browser().context("chromium was installed but is not in PATH")
}

fn find_browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| NAMES.iter().find_map(|name| command::find_program(name)))
}

/// Installs a Korean font if there is none: without one every letter of the menu is the same box,
/// and a screenshot shows nothing.
pub fn ensure_fonts() -> Result<()> {
    if has_korean_font() {
        return Ok(());
    }
    debian::install_packages(&["fontconfig", "fonts-noto-cjk"])
}

fn has_korean_font() -> bool {
    let mut fc_list = command::workspace_command("fc-list");
    command::run_for_output(fc_list.args([":lang=ko", "family"]), Duration::from_secs(30))
        .is_ok_and(|fonts| !fonts.is_empty())
}
