//! The real process starts before its database, on the Postgres server that `JUMUN_TEST_POSTGRES`
//! names.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests, and their helpers outside of #[test]")]

#[expect(dead_code, reason = "shared with the suite of the store, which uses more")]
#[path = "common/databases.rs"]
mod databases;
#[path = "common/gate.rs"]
mod gate;
#[path = "common/orders.rs"]
mod orders;

use databases::Base;
use gate::{Gate, Way};
use std::{
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStderr, Command},
    time::timeout,
};

/// Much less than the time for which the process waits.
const SOON: Duration = Duration::from_secs(20);

struct Process {
    child: Child,
    said: Lines<BufReader<ChildStderr>>,
}

impl Process {
    fn start(url: &str) -> Self {
        let mut order = Command::new(env!("CARGO_BIN_EXE_order"));
        order.args(["--open", "--listen", "127.0.0.1:0", "--log-json", "true", "--database-url", url]);
        let mut child = order.stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let said = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, said }
    }

    /// The next line of its log.
    async fn line(&mut self) -> String {
        timeout(SOON, self.said.next_line()).await.unwrap().unwrap().unwrap()
    }

    /// Waits until it listens; returns its base URL.
    async fn listens(&mut self) -> String {
        loop {
            let line = self.line().await;
            if let Some((_, address)) = line.split_once("\"address\":\"") {
                return format!("http://{}", address.split('"').next().unwrap());
            }
        }
    }

    /// Waits until it ends by itself; returns its status and log.
    async fn ends(mut self) -> (ExitStatus, String) {
        let status = timeout(SOON, self.child.wait()).await.unwrap().unwrap();
        let mut said = String::new();
        while let Some(line) = self.said.next_line().await.unwrap() {
            said.push_str(&line);
        }
        (status, said)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_starts_before_the_database_waits_for_it_through_all_that_passes() {
    let Some(base) = Base::postgres().await else { return };
    base.drop_all_tables().await;
    let (gate, url) = Gate::before(&base.url);
    let mut process = Process::start(&url);
    let line = process.line().await;
    assert!(line.contains("waiting for the database") && line.contains("refused"), "{line}");

    let opened = Instant::now();
    // Starting up, out of connections, cut at once, cut within the migrations (3 kB of SQL), then
    // available.
    gate.open([Way::Refuse("57P03"), Way::Refuse("53300"), Way::CutAfter(0), Way::CutAfter(2000)]);
    let address = process.listens().await;
    println!("it listens {:.1?} after the database could be reached at last", opened.elapsed());
    let client = reqwest::Client::new();
    let ready = client.get(format!("{address}/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    let placed = client.post(format!("{address}/api/v1/orders")).header("idempotency-key", "k");
    assert_eq!(placed.json(&orders::new_order()).send().await.unwrap().status(), 201, "the schema is whole");
    drop(process);
    base.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_has_to_mend_ends_the_process_at_once() {
    let Some(base) = Base::postgres().await else { return };
    let (gate, through) = Gate::before(&base.url);
    gate.open([Way::Refuse("28P01")]);
    let (server, _) = base.url.rsplit_once('/').unwrap();
    for (url, why) in [
        (through, "28P01"),
        (format!("{server}/no_such_database"), "\"no_such_database\" does not exist"),
        ("postgres://127.0.0.1:no-port/order".to_owned(), "port"),
    ] {
        let (status, said) = Process::start(&url).ends().await;
        assert!(!status.success() && said.contains(why), "{url}: {said}");
        assert!(said.starts_with("order: ") && !said.contains("waiting"), "{url}: {said}");
    }
    base.finish().await;
}
