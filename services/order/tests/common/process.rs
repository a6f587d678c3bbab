//! The real binary as a child process.

use reqwest::Client;
use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

pub struct Process {
    pub base: String,
    pub child: Child,
}

impl Process {
    /// Starts it on a SQLite file in `folder` and waits until it is ready.
    pub async fn start(folder: &Path) -> Self {
        Self::start_on(&format!("sqlite:{}/data/order.db", folder.display())).await
    }

    /// Starts it on the database at `url` and waits until it is ready.
    pub async fn start_on(url: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(env!("CARGO_BIN_EXE_order"))
            .args(["--listen", &format!("127.0.0.1:{port}"), "--log", "warn", "--open"])
            .args(["--database-url", url])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let process = Self { base: format!("http://127.0.0.1:{port}"), child };
        process.ready().await;
        process
    }

    /// Waits until it is ready.
    pub async fn ready(&self) {
        let url = format!("{}/readyz", self.base);
        let asking = async {
            while !Client::new().get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), asking).await.expect("it gets ready");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}
