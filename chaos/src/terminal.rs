//! Terminal output: one line for each event, with the seconds since the first line.
#![expect(clippy::print_stdout, reason = "a command line tool speaks to its terminal")]

use std::{fmt::Display, sync::OnceLock};
use tokio::time::Instant;

static START: OnceLock<Instant> = OnceLock::new();

/// Prints `text` after the seconds since the first line.
pub fn print_timed_line(text: impl Display) {
    let elapsed = START.get_or_init(Instant::now).elapsed().as_secs_f32();
    println!("[{elapsed:7.1} s] {text}");
}

/// Prints `text` alone.
pub fn print_plain_line(text: impl Display) {
    println!("{text}");
}
