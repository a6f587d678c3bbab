//! One line a stage, with the time since the start: a long build shall not look like a hang.

use std::{sync::OnceLock, time::Instant};

static START: OnceLock<Instant> = OnceLock::new();

/// Prints `text` behind the seconds since the first line.
pub fn stage(text: impl std::fmt::Display) {
    let elapsed = START.get_or_init(Instant::now).elapsed().as_secs_f32();
    println!("[{elapsed:7.1} s] {text}");
}
