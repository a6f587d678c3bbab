//! Browsers with other engines (Firefox and WebKit) for the tests, and the programs that drive
//! them. All are Debian packages; a machine that cannot install them runs the tests in Chromium
//! alone.

use super::debian;
use crate::command;
use anyhow::{Context as _, Result};
use std::{path::PathBuf, process::Stdio, time::Duration};

const PACKAGES: [&str; 5] =
    ["firefox-esr", "webkit2gtk-driver", "xvfb", "python3-gi", "gir1.2-webkit2-4.1"];
/// Debian's own Python, since Debian's packages provide the bindings for no other one.
const PYTHON: &str = "/usr/bin/python3";
/// The first lines of the WebKit tests' own browser, `end2end/engines/webkit_window.py`; they fail
/// if the bindings are missing.
const BINDINGS: &str =
    "import gi; gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')";

/// Paths of the programs of both engines.
pub struct BrowserEngines {
    pub firefox: PathBuf,
    pub webkit_driver: PathBuf,
}

/// Both engines' programs: from PATH, else newly installed.
///
/// # Errors
/// When they are missing and cannot be installed.
pub fn ensure_engines() -> Result<BrowserEngines> {
    if let Some(engines) = find_engines() {
        return Ok(engines);
    }
    debian::install_packages(&PACKAGES)?;
    find_engines().context("Firefox and WebKit were installed but are not all in PATH")
}

fn find_engines() -> Option<BrowserEngines> {
    command::find_program("Xvfb")?;
    let engines = BrowserEngines {
        firefox: command::find_program("firefox-esr")?,
        webkit_driver: command::find_program("WebKitWebDriver")?,
    };
    let mut python = command::workspace_command(PYTHON);
    python.args(["-c", BINDINGS]).stderr(Stdio::null());
    command::run_for_output(&mut python, Duration::from_secs(30)).is_ok().then_some(engines)
}
