//! Wall clock of one process, moved while the process runs. libfaketime reads the offset from a
//! file at every look at the time. The monotonic clock stays, as a real clock step would leave it.

use anyhow::{Context as _, Result};
use std::{ffi::OsString, fs, path::PathBuf};

/// A clock that can be moved until its file is removed.
#[derive(Debug, Clone)]
pub struct WallClock {
    file: PathBuf,
    library: PathBuf,
}

impl WallClock {
    /// A clock that shows the right time, controlled by `file`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn new(library: PathBuf, file: PathBuf) -> Result<Self> {
        let clock = Self { file, library };
        clock.shift(0)?;
        Ok(clock)
    }

    /// Environment variables that put a process on this clock; none once it is taken off.
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

    /// Moves it to `seconds` from the right time. The file is replaced by a rename, since it may be
    /// read at any moment.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn shift(&self, seconds: i32) -> Result<()> {
        let next = self.file.with_extension("next");
        fs::write(&next, format!("{seconds:+}"))
            .and_then(|()| fs::rename(&next, &self.file))
            .context("cannot move the clock")
    }

    /// Moves it back to the right time; does nothing if it is taken off.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn set_right(&self) -> Result<()> {
        if self.file.exists() { self.shift(0) } else { Ok(()) }
    }

    /// Removes the file: from its next start on, the process uses the machine's clock.
    ///
    /// # Errors
    /// If the file cannot be removed.
    pub fn take_off(&self) -> Result<()> {
        fs::remove_file(&self.file).context("cannot take the clock off")
    }
}
