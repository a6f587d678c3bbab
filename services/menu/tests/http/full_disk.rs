//! A full disk: a small tmpfs of the test's own. The test is skipped without the right to mount
//! one.

use crate::service::{Service, gist};
use serde_json::json;
use tempfile::TempDir;
use test_kit::SmallDisk;

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
    let Some(disk) = SmallDisk::mount_tmpfs(8) else {
        return println!("skipped: no right to mount a small disk");
    };
    let service = Service::start_in(TempDir::new_in(disk.path()).unwrap()).await;
    for _round in 0..3 {
        disk.fill_leaving(0);
        refused_again_and_again(&service).await;
        let before = service.menu().await.version;
        assert_eq!(service.plain("/readyz").await.status(), 200);
        assert_eq!(service.get("/menu/events").await.status(), 200);
        disk.remove_ballast();
        for (edit, state) in (1..).zip(["hidden", "sold_out", "available", "hidden", "available"]) {
            let edited = gist(&service.put(AMERICANO, json!({ "state": state })).await);
            assert_eq!(edited, (200, json!(before + edit)), "{state}");
        }
    }
}
