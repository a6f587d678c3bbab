//! A real menu process that starts before its database.

use crate::{database::Database, gate::Gate};
use std::{
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStderr, Command},
    time::timeout,
};

/// Deadline of the tests, much shorter than the process would wait.
const SOON: Duration = Duration::from_secs(20);

struct Process {
    child: Child,
    said: Lines<BufReader<ChildStderr>>,
}

impl Process {
    fn start(url: &str) -> Self {
        Self::start_with(url, "auto")
    }

    fn start_with(url: &str, migrate: &str) -> Self {
        let mut menu = Command::new(env!("CARGO_BIN_EXE_menu"));
        menu.args([
            "--open",
            "--listen",
            "127.0.0.1:0",
            "--log-json",
            "true",
            "--database-url",
            url,
            "--migrate",
            migrate,
        ]);
        let mut child = menu.stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let said = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, said }
    }

    /// The next line of its log.
    async fn line(&mut self) -> String {
        timeout(SOON, self.said.next_line()).await.unwrap().unwrap().unwrap()
    }

    /// Its address, once it listens.
    async fn listens(&mut self) -> String {
        loop {
            let line = self.line().await;
            if let Some((_, address)) = line.split_once("\"address\":\"") {
                return format!("http://{}", address.split('"').next().unwrap());
            }
        }
    }

    /// Waits until it ends by itself; returns its status and the rest of its log.
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
    let Some(database) = Database::postgres().await else {
        return eprintln!("skipped: JUMUN_TEST_POSTGRES is not set");
    };
    let (gate, url) = Gate::before(&database.url);
    let mut process = Process::start(&url);
    let line = process.line().await;
    assert!(line.contains("waiting for the database") && line.contains("refused"), "{line}");

    gate.open(["57P03", "53300"]);
    let address = process.listens().await;
    let menu = reqwest::get(format!("{address}/api/v1/menu")).await.unwrap();
    assert_eq!(menu.status(), 200, "migrated, and with a menu");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_has_to_mend_ends_the_process_at_once() {
    let Some(database) = Database::postgres().await else {
        return eprintln!("skipped: JUMUN_TEST_POSTGRES is not set");
    };
    let (gate, through) = Gate::before(&database.url);
    gate.open(["28P01"]);
    let (server, _) = database.url.rsplit_once('/').unwrap();
    for (url, why) in [
        (through, "28P01"),
        (format!("{server}/no_such_database"), "\"no_such_database\" does not exist"),
        ("postgres://127.0.0.1:no-port/menu".to_owned(), "port"),
    ] {
        let (status, said) = Process::start(&url).ends().await;
        assert!(!status.success() && said.contains(why), "{url}: {said}");
        assert!(said.starts_with("menu: ") && !said.contains("waiting"), "{url}: {said}");
    }
}

#[tokio::test]
async fn sigterm_ends_the_wait_at_once() {
    for migrate in ["auto", "never"] {
        let mut process = Process::start_with("postgres://127.0.0.1:1/menu", migrate);
        assert!(process.line().await.contains("waiting for the database"));
        let pid = process.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
        let (status, said) = process.ends().await;
        assert!(status.success() && said.is_empty(), "{migrate}: {said}");
    }
}
