//! The real process starts before its database, on the Postgres server that `JUMUN_TEST_POSTGRES`
//! names.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

#[expect(dead_code, reason = "shared with the suite of the store, which uses more")]
#[path = "common/databases.rs"]
mod databases;
#[path = "common/orders.rs"]
mod orders;

use databases::Base;
use std::time::Instant;
use test_kit::{ConnectionFailure, ConnectionGate, ServiceProcess};

fn start(url: &str) -> ServiceProcess {
    ServiceProcess::start(env!("CARGO_BIN_EXE_order"), url, &[])
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn who_starts_before_the_database_waits_for_it_through_all_that_passes() {
    let base = Base::postgres().await;
    base.drop_all_tables().await;
    let (gate, url) = ConnectionGate::in_front_of(&base.url);
    let mut process = start(&url);
    let line = process.next_line().await;
    assert!(line.contains("waiting for the database") && line.contains("refused"), "{line}");

    let opened = Instant::now();
    // Starting up, out of connections, cut at once, cut within the migrations (3 kB of SQL), then
    // available.
    gate.open([
        ConnectionFailure::Refuse("57P03"),
        ConnectionFailure::Refuse("53300"),
        ConnectionFailure::CutAfter(0),
        ConnectionFailure::CutAfter(2000),
    ]);
    let address = process.wait_for_url().await;
    println!("it listens {:.1?} after the database could be reached at last", opened.elapsed());
    let client = reqwest::Client::new();
    let ready = client.get(format!("{address}/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    let placed = client.post(format!("{address}/api/v1/orders")).header("idempotency-key", "k");
    assert_eq!(
        placed.json(&orders::new_order()).send().await.unwrap().status(),
        201,
        "the schema is whole"
    );
    drop(process);
    base.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn what_somebody_has_to_mend_ends_the_process_at_once() {
    let base = Base::postgres().await;
    let (gate, through) = ConnectionGate::in_front_of(&base.url);
    gate.open([ConnectionFailure::Refuse("28P01")]);
    let (server, _) = base.url.rsplit_once('/').unwrap();
    for (url, why) in [
        (through, "28P01"),
        (format!("{server}/no_such_database"), "\"no_such_database\" does not exist"),
        ("postgres://127.0.0.1:no-port/order".to_owned(), "port"),
    ] {
        let (status, said) = start(&url).wait_for_exit().await;
        assert!(!status.success() && said.contains(why), "{url}: {said}");
        assert!(said.starts_with("order: ") && !said.contains("waiting"), "{url}: {said}");
    }
    base.finish().await;
}
