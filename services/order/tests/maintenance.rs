//! Maintenance subcommands of the real binary, as an operator uses them, on SQLite files.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

#[path = "common/orders.rs"]
mod orders;
#[path = "common/process.rs"]
mod process;

use order_api::{NewOrder, Order};
use process::Process;
use reqwest::Client;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicBool, Ordering},
};

fn run(database: &str, args: &[&str]) -> Output {
    let mut order = Command::new(env!("CARGO_BIN_EXE_order"));
    order.args(args).args(["--database-url", database]).stdin(Stdio::null()).output().unwrap()
}

fn done(database: &str, args: &[&str]) -> String {
    let output = run(database, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command that must fail with exactly one line of explanation.
fn refused(database: &str, args: &[&str]) -> String {
    let output = run(database, args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && output.stdout.is_empty(), "{said}");
    assert!(said.starts_with("order: ") && said.trim_end().lines().count() == 1, "{said}");
    said
}

async fn place(base: &str, key: &str) -> Order {
    let order = NewOrder { note: key.to_owned(), ..orders::new_order() };
    let request =
        Client::new().post(format!("{base}/api/v1/orders")).header("idempotency-key", key);
    request.json(&order).send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

async fn open(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).read_only(true).connect().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_orders_come_in_is_whole_and_has_every_order_acknowledged_before() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path()).await;
    let database = format!("sqlite:{}/data/order.db", folder.path().display());
    let copy = folder.path().join("copy.db");
    let mut before = Vec::new();
    for index in 0..20 {
        before.push(place(&process.base, &format!("before-{index}")).await);
    }
    let copying = AtomicBool::new(true);
    let base = process.base.clone();
    let writers = futures::future::join_all((0..4).map(async |writer| {
        let mut placed = 0;
        while copying.load(Ordering::Relaxed) {
            place(&base, &format!("during-{writer}-{placed}")).await;
            placed += 1;
        }
        placed
    }));
    let backup = async {
        let database = database.clone();
        let copy = copy.display().to_string();
        let said =
            tokio::task::spawn_blocking(move || done(&database, &["backup", &copy])).await.unwrap();
        copying.store(false, Ordering::Relaxed);
        said
    };
    let (during, said) = tokio::join!(writers, backup);
    assert!(said.starts_with("copied to ") && during.iter().sum::<u32>() > 0, "{said} {during:?}");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);

    let mut conn = open(&copy).await;
    let check: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut conn).await.unwrap();
    assert_eq!(check, "ok");
    let notes: Vec<String> =
        sqlx::query_scalar("SELECT note FROM orders").fetch_all(&mut conn).await.unwrap();
    assert!(before.iter().all(|order| notes.contains(&order.note)), "every one is in it");
    conn.close().await.unwrap();
    let again = refused(&database, &["backup", &copy.display().to_string()]);
    assert!(again.contains("File exists"), "{again}");
    drop(process);

    // Restore as in docs/backup.md: stop the service, delete WAL and index, and replace the file
    // with the copy.
    let file = folder.path().join("data/order.db");
    for rest in ["order.db-wal", "order.db-shm"] {
        let _none = fs::remove_file(folder.path().join("data").join(rest));
    }
    fs::copy(&copy, &file).unwrap();
    let process = Process::start(folder.path()).await;
    let known: Order = place(&process.base, "before-7").await;
    assert_eq!(known, before[7], "its key is known");
    let next = place(&process.base, "after").await;
    assert_eq!(
        usize::try_from(next.number).unwrap(),
        notes.len() + 1,
        "the next number is the next one"
    );
}

#[tokio::test]
async fn a_cafe_moves_through_a_file_and_through_a_pipe_with_one_digest() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| format!("{}/{name}", folder.path().display());
    let old = at("data/order.db");
    let new = at("new/order.db");
    let piped = at("piped/order.db");
    let [old, new, piped] = [old, new, piped].map(|file| format!("sqlite:{file}"));
    let process = Process::start(folder.path()).await;
    place(&process.base, "k").await;
    drop(process);

    let file = at("cafe.jsonl");
    let exported = done(&old, &["export", &file]);
    let digest = exported.strip_prefix("exported ").unwrap();
    assert_eq!(done(&new, &["import", &file]), format!("imported {digest}"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let through = run(&old, &["export", "-"]);
    assert_eq!(through.stdout, fs::read(&file).unwrap());
    assert_eq!(
        String::from_utf8(through.stderr).unwrap(),
        exported,
        "words do not mix with the data"
    );
    let mut import = Command::new(env!("CARGO_BIN_EXE_order"));
    let import = import
        .args(["--database-url", &piped, "import", "-"])
        .stdin(fs::File::open(&file).unwrap());
    assert!(import.status().unwrap().success());
    assert_eq!(done(&piped, &["export", &at("again.jsonl")]), exported);

    assert!(refused(&old, &["export", &file]).contains("File exists"));
    assert!(refused(&new, &["import", &file]).contains("not empty"));
    assert!(refused(&old, &["import", &at("nowhere")]).contains("nowhere: No such file"));
    assert!(
        refused(&format!("sqlite:{}", at("none.db")), &["export", &at("x")]).contains("none.db")
    );
    assert!(
        !fs::exists(at("x")).unwrap() && !fs::exists(at("none.db")).unwrap(),
        "nothing half done is left"
    );
    assert!(refused("postgres://127.0.0.1:1/x", &["backup", &at("x")]).contains("pg_dump"));
    assert!(refused("mysql://x", &["migrate"]).contains("begins with sqlite:"));
    assert_eq!(
        done(&format!("sqlite:{}", at("fresh.db")), &["migrate"]),
        "the schema is up to date\n"
    );
}
