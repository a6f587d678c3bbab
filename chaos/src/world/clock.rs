//! The wall clock of one process, moved while it runs: libfaketime, told by a file. Its monotonic clock is left alone,
//! as a real step of the clock would leave it.

use anyhow::{Context as _, Result};
use std::{ffi::OsString, fs, path::PathBuf};

/// A clock that can be moved.
pub struct WallClock {
    file: PathBuf,
    library: PathBuf,
}

impl WallClock {
    /// The right time, told by `file`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn new(library: PathBuf, file: PathBuf) -> Result<Self> {
        let clock = Self { file, library };
        clock.shift(0)?;
        Ok(clock)
    }

    /// What a process needs in its environment to live by this clock.
    pub fn envs(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("LD_PRELOAD", self.library.clone().into()),
            ("FAKETIME_TIMESTAMP_FILE", self.file.clone().into()),
            ("FAKETIME_NO_CACHE", "1".into()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
            ("NO_FAKE_STAT", "1".into()),
        ]
    }

    /// Moves it to `seconds` from the right time. The file is replaced whole: it is read at any moment.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn shift(&self, seconds: i32) -> Result<()> {
        let next = self.file.with_extension("next");
        fs::write(&next, format!("{seconds:+}"))
            .and_then(|()| fs::rename(&next, &self.file))
            .context("cannot move the clock")
    }
}
