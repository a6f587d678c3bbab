//! Wall clock of one process, moved while the process runs. libfaketime reads the offset from a
//! file at every look at the time. The monotonic clock stays, as a real clock step would leave it.

use anyhow::{Context as _, Result};
use process_kit::ProcessSpec;
use std::{ffi::OsString, fs, path::PathBuf, sync::Arc};

/// A clock that can be moved until its file is removed.
#[derive(Debug, Clone)]
pub struct WallClock {
    file: PathBuf,
    library: PathBuf,
    /// Whether a running process follows the file; else it keeps the offset of its start.
    follows: bool,
}

impl WallClock {
    /// A clock that shows the right time, controlled by `file`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn new(library: PathBuf, file: PathBuf) -> Result<Self> {
        let clock = Self { file, library, follows: true };
        clock.set_offset(0)?;
        Ok(clock)
    }

    /// The same clock for a process that looks at the time in signal handlers, as Postgres does.
    /// Reading the file there allocates, which corrupts the heap of the process now and then.
    pub fn with_offset_at_start(self) -> Self {
        Self { follows: false, ..self }
    }

    /// Puts the process on this clock from its next start on, until it is taken off.
    pub fn attach_to(&self, spec: &mut ProcessSpec) {
        let clock = self.clone();
        spec.envs_at_start = Some(Arc::new(move || clock.env_vars()));
    }

    fn env_vars(&self) -> Vec<(&'static str, OsString)> {
        let Ok(offset) = fs::read_to_string(&self.file) else { return Vec::new() };
        let source = if self.follows {
            vec![
                ("FAKETIME_TIMESTAMP_FILE", self.file.clone().into()),
                ("FAKETIME_NO_CACHE", "1".into()),
            ]
        } else {
            vec![("FAKETIME", offset.into())]
        };
        let usual = [
            ("LD_PRELOAD", self.library.clone().into()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
            ("NO_FAKE_STAT", "1".into()),
        ];
        usual.into_iter().chain(source).collect()
    }

    /// Moves it to `seconds` from the right time. The file is replaced by a rename, since it may be
    /// read at any moment.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn set_offset(&self, seconds: i32) -> Result<()> {
        let next = self.file.with_extension("next");
        fs::write(&next, format!("{seconds:+}"))
            .and_then(|()| fs::rename(&next, &self.file))
            .context("cannot move the clock")
    }

    /// Moves it back to the right time; does nothing if it is taken off.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn reset_offset(&self) -> Result<()> {
        if self.file.exists() { self.set_offset(0) } else { Ok(()) }
    }

    /// Removes the file: from its next start on, the process uses the machine's clock.
    ///
    /// # Errors
    /// If the file cannot be removed.
    pub fn detach_clock(&self) -> Result<()> {
        fs::remove_file(&self.file).context("cannot take the clock off")
    }
}
