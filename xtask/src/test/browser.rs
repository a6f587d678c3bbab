//! The browser tests: Playwright against the real processes.

use super::{control, test_stack};
use crate::{
    command, progress,
    stack::{ProcessStack, StackPorts, secrets},
    tools::{chromium, engines::BrowserEngines, npm},
    workspace,
};
use anyhow::Result;
use process_kit::keys::STAFF_PIN;
use std::{process::Command, time::Duration};

const FOLDER: &str = "end2end";
const LIMIT: Duration = Duration::from_secs(47 * 60);

/// Starts everything, runs the specs (only those that `arguments` name, if any) and ends
/// everything. Without `engines` the specs run in Chromium alone.
pub fn run_specs(arguments: &[String], engines: Option<&BrowserEngines>) -> Result<()> {
    npm::require_node()?;
    let chromium = chromium::ensure_browser()?;
    chromium::ensure_fonts()?;
    npm::ensure_packages(FOLDER)?;
    let (stack, ports) = test_stack::start_test_stack()?;
    let mut playwright = playwright_command(ports);
    playwright.args(arguments).env("CHROMIUM", chromium);
    if let Some(engines) = engines {
        playwright.env("FIREFOX", &engines.firefox).env("WEBKIT_DRIVER", &engines.webkit_driver);
    }
    with_control(stack, |control| {
        progress::print_stage(
            "running the browser tests; the processes log to target/test-data/logs/",
        );
        command::run_checked(playwright.env("STACK_CONTROL", control), LIMIT)
    })
}

/// Playwright's runner, with the address of each process in its environment.
fn playwright_command(ports: StackPorts) -> Command {
    let mut playwright = command::workspace_command(npm::tool_path(FOLDER, "playwright"));
    playwright.arg("test").current_dir(workspace::root_folder().join(FOLDER));
    let urls = [
        ("CLIENT_URL", ports.client),
        ("ADMIN_URL", ports.admin),
        ("CLIENT_OPS_URL", ports.client_ops),
        ("ADMIN_OPS_URL", ports.admin_ops),
        ("MENU_URL", ports.menu),
        ("ORDER_URL", ports.order),
        ("STAFF_URL", ports.staff),
    ];
    playwright.envs(urls.map(|(name, port)| (name, format!("http://127.0.0.1:{port}"))));
    for (name, surface) in [("CLIENT_KEY_FILE", "client"), ("ADMIN_KEY_FILE", "admin")] {
        playwright.env(name, secrets::surface_key(&test_stack::test_data_folder(), surface));
    }
    playwright.env("STAFF_KEY_FILE", secrets::signing_key(&test_stack::test_data_folder()));
    playwright.env("STAFF_PIN", STAFF_PIN).env("SITE_ROOT", test_stack::site_folder());
    playwright
}

/// Calls `run` with the control channel's URL. The stack is ended before this returns, also when
/// `run` fails.
fn with_control(stack: ProcessStack, run: impl FnOnce(&str) -> Result<()>) -> Result<()> {
    let control = control::StackControl::open(stack)?;
    let outcome = run(control.url());
    control.close()?.stop()?;
    outcome
}
