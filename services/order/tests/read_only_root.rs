//! The real process with only its data folder writable, as in a container: it takes orders, and its
//! database can be copied, exported and imported.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test, and its helpers outside of #[test]"
)]

#[path = "common/orders.rs"]
mod orders;

use reqwest::{Client, StatusCode};
use std::{fs, os::unix::fs::MetadataExt as _, path::Path, process::Command};
use test_kit::ServiceProcess;

/// Bind-mounts the data folder, remounts all else read-only, checks that, and executes the program.
const READ_ONLY: &str = r#"
set -eu
data=$1; shift
mount --bind "$data" "$data"
cut -d' ' -f2 /proc/self/mounts | while read -r mounted; do
    [ "$mounted" = "$data" ] || mount -o remount,bind,ro "$mounted" 2>/dev/null || true
done
touch "$data/can-be-written"
for folder in / /tmp /var/tmp /usr/tmp "$PWD"; do
    if [ -d "$folder" ] && touch "$folder/cannot-be-written" 2>/dev/null; then
        rm -f "$folder/cannot-be-written"
        echo "$folder can be written" >&2
        exit 99
    fi
done
unset TMPDIR SQLITE_TMPDIR
exec "$@"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn with_only_its_data_folder_writable_it_takes_orders_and_is_copied() {
    let folder = tempfile::tempdir().unwrap();
    if !has_namespaces(folder.path()) {
        return;
    }
    let url = format!("sqlite:{}/order.db", folder.path().display());
    let mut process = ServiceProcess::start_with_command(confined(folder.path()), &url, &[]);
    let base = process.wait_for_url().await;
    let client = Client::new();
    for key in 0..10 {
        let request = client.post(format!("{base}/api/v1/orders")).json(&orders::new_order());
        let answer = request.header("idempotency-key", key.to_string()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED, "{}", answer.text().await.unwrap());
    }
    let [copy, export] =
        ["copy.db", "export.jsonl"].map(|name| folder.path().join(name).display().to_string());
    for (url, work) in [
        (url.clone(), ["backup", copy.as_str()]),
        (url, ["export", export.as_str()]),
        (format!("sqlite:{}/other.db", folder.path().display()), ["import", export.as_str()]),
    ] {
        let done =
            confined(folder.path()).args(work).args(["--database-url", &url]).output().unwrap();
        assert!(done.status.success(), "{work:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

/// The program with only `data` writable.
fn confined(data: &Path) -> Command {
    let mut command = unshared();
    command
        .args(["sh", "-c", READ_ONLY, "sh"])
        .arg(data)
        .arg(env!("CARGO_BIN_EXE_order"))
        .current_dir("/");
    command
}

/// Runs in a separate mount namespace; without root it also takes a user namespace.
fn unshared() -> Command {
    let mut command = Command::new("unshare");
    command.args(if is_root() {
        &["--mount", "--"][..]
    } else {
        &["--map-root-user", "--mount", "--"]
    });
    command
}

/// Whether mount namespaces are available. Root has them except in a container that forbids it, so
/// the test fails for root and is skipped for others.
fn has_namespaces(folder: &Path) -> bool {
    let tried = unshared().args(["mount", "--bind"]).args([folder, folder]).output();
    let refused = match tried {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    assert!(
        !is_root(),
        "this machine permits no mount namespace, so nothing was tested: {refused}"
    );
    println!("skipped: this machine permits no mount namespace: {refused}");
    false
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}
