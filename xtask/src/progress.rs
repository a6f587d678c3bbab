//! Progress output: one line per stage with the elapsed time, so that a long build does not look
//! hung.

use std::{sync::OnceLock, time::Instant};

static START: OnceLock<Instant> = OnceLock::new();

/// Prints `text` after the seconds since the first line.
pub fn print_stage(text: impl std::fmt::Display) {
    let elapsed = START.get_or_init(Instant::now).elapsed().as_secs_f32();
    println!("[{elapsed:7.1} s] {text}");
}
