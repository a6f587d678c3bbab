//! A real menu process that starts before its database.

use crate::database::Database;
use test_kit::{ConnectionFailure, ConnectionGate, ServiceProcess};

fn start(url: &str) -> ServiceProcess {
    ServiceProcess::start(env!("CARGO_BIN_EXE_menu"), url, &[])
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn who_starts_before_the_database_waits_for_it_through_all_that_passes() {
    let database = Database::postgres().await;
    let (gate, url) = ConnectionGate::in_front_of(&database.url);
    let mut process = start(&url);
    let line = process.next_line().await;
    assert!(line.contains("waiting for the database") && line.contains("refused"), "{line}");

    gate.open([ConnectionFailure::Refuse("57P03"), ConnectionFailure::Refuse("53300")]);
    let address = process.wait_for_url().await;
    let menu = reqwest::get(format!("{address}/api/v1/menu")).await.unwrap();
    assert_eq!(menu.status(), 200, "migrated, and with a menu");
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn what_somebody_has_to_mend_ends_the_process_at_once() {
    let database = Database::postgres().await;
    let (gate, through) = ConnectionGate::in_front_of(&database.url);
    gate.open([ConnectionFailure::Refuse("28P01")]);
    let (server, _) = database.url.rsplit_once('/').unwrap();
    for (url, why) in [
        (through, "28P01"),
        (format!("{server}/no_such_database"), "\"no_such_database\" does not exist"),
        ("postgres://127.0.0.1:no-port/menu".to_owned(), "port"),
    ] {
        let (status, said) = start(&url).wait_for_exit().await;
        assert!(!status.success() && said.contains(why), "{url}: {said}");
        assert!(said.starts_with("menu: ") && !said.contains("waiting"), "{url}: {said}");
    }
}

#[tokio::test]
async fn sigterm_ends_the_wait_at_once() {
    for migrate in ["auto", "never"] {
        let nowhere = "postgres://127.0.0.1:1/menu";
        let mut process =
            ServiceProcess::start(env!("CARGO_BIN_EXE_menu"), nowhere, &["--migrate", migrate]);
        assert!(process.next_line().await.contains("waiting for the database"));
        let (status, said) = process.terminate_and_wait().await;
        assert!(status.success() && said.is_empty(), "{migrate}: {said}");
    }
}
