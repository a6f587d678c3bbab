//! A full disk: a small tmpfs of the test's own. The test is skipped without the right to mount
//! one.

use crate::service::{Service, gist};
use serde_json::json;
use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// A tmpfs of 8 MiB, unmounted when dropped.
struct Disk(PathBuf);

impl Disk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap().keep();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(&folder).stderr(Stdio::null());
        if mount.status().is_ok_and(|status| status.success()) {
            return Some(Self(folder));
        }
        fs::remove_dir(folder).unwrap();
        None
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Writes until not one more byte fits.
    fn fill(&self) {
        let mut ballast = fs::File::create(self.ballast()).unwrap();
        for chunk in [vec![0; 4096], vec![0]] {
            while ballast.write(&chunk).is_ok_and(|written| written > 0) {}
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _still_there = Command::new("umount").arg("-l").arg(&self.0).status();
        let _still_there = fs::remove_dir(&self.0);
    }
}

const AMERICANO: &str = "/admin/items/americano/availability";

/// Edits until 20 edits have been refused for lack of space: enough that every connection has met
/// it.
async fn refused_again_and_again(service: &Service) {
    let mut refusals = 0;
    for edit in 0..5000 {
        let state = if edit % 2 == 0 { "sold_out" } else { "available" };
        match gist(&service.put(AMERICANO, json!({ "state": state })).await) {
            (200, _) => {}
            (503, code) => {
                assert_eq!(code, "storage_full");
                refusals += 1;
                if refusals == 20 {
                    return;
                }
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("it never got full");
}

#[tokio::test]
async fn a_full_disk_stops_the_editing_alone_and_room_starts_it_again() {
    let Some(disk) = Disk::mount() else { return println!("skipped: no right to mount a small disk") };
    let service = Service::start_in(TempDir::new_in(&disk.0).unwrap()).await;
    for _round in 0..3 {
        disk.fill();
        refused_again_and_again(&service).await;
        let before = service.menu().await.version;
        assert_eq!(service.plain("/readyz").await.status(), 200);
        assert_eq!(service.get("/menu/events").await.status(), 200);
        fs::remove_file(disk.ballast()).unwrap();
        for (edit, state) in (1..).zip(["hidden", "sold_out", "available", "hidden", "available"]) {
            let edited = gist(&service.put(AMERICANO, json!({ "state": state })).await);
            assert_eq!(edited, (200, json!(before + edit)), "{state}");
        }
    }
}
