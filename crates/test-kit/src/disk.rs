//! A small disk of one test's own.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A mounted tmpfs, unmounted when dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts a disk of `mib` MiB; `None` without the right to mount one.
    pub fn mount_tmpfs(mib: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap().keep();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={mib}m"), "tmpfs"]).arg(&folder);
        if mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
            return Some(Self(folder));
        }
        fs::remove_dir(folder).unwrap();
        None
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    fn ballast_file(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Fills the disk to the last byte, then frees `room` bytes.
    pub fn fill_leaving(&self, room: u64) {
        let mut ballast = fs::File::create(self.ballast_file()).unwrap();
        for chunk in [vec![0; 4096], vec![0]] {
            while ballast.write(&chunk).is_ok_and(|written| written > 0) {}
        }
        ballast.set_len(ballast.metadata().unwrap().len() - room).unwrap();
    }

    /// Frees what [`SmallDisk::fill_leaving`] took.
    pub fn remove_ballast(&self) {
        fs::remove_file(self.ballast_file()).unwrap();
    }

    pub fn set_read_only(&self) {
        let status =
            Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _still_there = Command::new("umount").arg("-l").arg(&self.0).status();
        let _still_there = fs::remove_dir(&self.0);
    }
}
