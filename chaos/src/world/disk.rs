//! A small disk in memory for one process, which can be filled to the last byte and made read-only.

use anyhow::{Context as _, Result};
use process_kit::command::run_silently;
use std::{
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicBool, Ordering},
};

const PREFIX: &str = "jumun-chaos-";
const CHUNK_BYTES: usize = 64 * 1024;

/// A mounted tmpfs; dropping it unmounts it.
pub struct TmpfsDisk {
    path: PathBuf,
    read_only: AtomicBool,
}

impl TmpfsDisk {
    /// Mounts a tmpfs of `megabytes` at `path`.
    ///
    /// # Errors
    /// If this user or machine may not mount.
    pub fn mount_at(path: &Path, megabytes: u32) -> Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))?;
        let source = format!("{PREFIX}{}", process::id());
        let size = format!("size={megabytes}m");
        run_silently("mount", &["-t", "tmpfs", "-o", &size, &source, &path.to_string_lossy()])?;
        Ok(Self { path: path.to_path_buf(), read_only: AtomicBool::new(false) })
    }

    pub fn mount_point(&self) -> &Path {
        &self.path
    }

    /// Fills the disk to the last byte.
    ///
    /// # Errors
    /// If the filler file cannot be written for another reason than a full disk.
    pub fn fill_up(&self) -> Result<()> {
        let mut filler =
            File::create(self.filler_path()).context("cannot begin to fill the disk")?;
        let mut size = CHUNK_BYTES;
        while size > 0 {
            match filler.write(&vec![0; size]) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => size /= 2,
                Err(error) => return Err(error).context("cannot fill the disk"),
            }
        }
        Ok(())
    }

    /// Removes the filler file, if there is one.
    ///
    /// # Errors
    /// If the filler file cannot be removed.
    pub fn free_space(&self) -> Result<()> {
        match fs::remove_file(self.filler_path()) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).context("cannot free the disk")
            }
            _ => Ok(()),
        }
    }

    /// Makes it writable or read-only; the kernel refuses read-only while a file on it is open for
    /// writing.
    ///
    /// # Errors
    /// If the remount is refused.
    pub fn set_writable(&self, writable: bool) -> Result<()> {
        let options = if writable { "remount,rw" } else { "remount,ro" };
        run_silently("mount", &["-o", options, &self.path.to_string_lossy()])?;
        self.read_only.store(!writable, Ordering::Relaxed);
        Ok(())
    }

    /// Whether it is read-only now. A process that was started on it then must restart to write
    /// again.
    pub fn is_read_only(&self) -> bool {
        self.read_only.load(Ordering::Relaxed)
    }

    fn filler_path(&self) -> PathBuf {
        self.path.join("filler")
    }
}

impl Drop for TmpfsDisk {
    fn drop(&mut self) {
        let _gone_already = unmount_lazily(&self.path);
    }
}

/// Unmounts lazily, since a process may still have files open on it.
fn unmount_lazily(path: &Path) -> Result<()> {
    run_silently("umount", &["--lazy", &path.to_string_lossy()])
}

/// Unmounts the disks of earlier runs that were killed.
pub fn sweep_disks() {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    for line in mounts.lines() {
        let mut fields = line.split(' ');
        let source = fields.next().unwrap_or_default();
        let path = fields.next().unwrap_or_default();
        if source.strip_prefix(PREFIX).is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _not_ours_to_remove = unmount_lazily(Path::new(path));
        }
    }
}
