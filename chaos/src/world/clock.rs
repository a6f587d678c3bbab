//! The wall clock of one process, moved while it runs: libfaketime, told by a file that it reads at every look at the
//! time. Its monotonic clock is left alone, as a real step of the clock would leave it.

use anyhow::{Context as _, Result};
use std::{ffi::OsString, fs, path::PathBuf};

/// A clock that can be moved, for as long as its file is there.
#[derive(Debug, Clone)]
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

    /// What a process needs in its environment to live by this clock: nothing once it is taken off.
    pub fn envs(&self) -> Vec<(&'static str, OsString)> {
        if !self.file.exists() {
            return Vec::new();
        }
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

    /// Back to the right time, if it is not taken off.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_right(&self) -> Result<()> {
        if self.file.exists() { self.shift(0) } else { Ok(()) }
    }

    /// The process lives by the machine's clock when it is started the next time.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn take_off(&self) -> Result<()> {
        fs::remove_file(&self.file).context("cannot take the clock off")
    }
}
