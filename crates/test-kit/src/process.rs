//! A service's real binary as a child process, with its log.

use rustix::process::{Pid, Signal, kill_process};
use std::{
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};

/// Deadline of each wait, much shorter than a process would wait for its database.
const SOON: Duration = Duration::from_secs(20);

/// A running process; dropping it kills it.
pub struct ServiceProcess {
    child: Child,
    log: UnboundedReceiver<String>,
}

impl ServiceProcess {
    /// Starts `binary` on the database at `url` and a free port, open to every caller, with further
    /// `flags`.
    pub fn start(binary: &str, url: &str, flags: &[&str]) -> Self {
        Self::start_with_command(std::process::Command::new(binary), url, flags)
    }

    /// As [`ServiceProcess::start`], by a command that ends in the binary's name.
    pub fn start_with_command(command: std::process::Command, url: &str, flags: &[&str]) -> Self {
        let mut command = Command::from(command);
        command.args([
            "--open",
            "--listen",
            "127.0.0.1:0",
            "--log-json",
            "true",
            "--database-url",
            url,
        ]);
        let mut child =
            command.args(flags).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        // Read on, so that a process that logs much is not held up.
        let (said, log) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let _nobody_reads = said.send(line);
            }
        });
        Self { child, log }
    }

    /// The next line of its log.
    pub async fn next_line(&mut self) -> String {
        timeout(SOON, self.log.recv()).await.unwrap().unwrap()
    }

    /// Waits until it is ready; returns its base URL.
    pub async fn wait_for_url(&mut self) -> String {
        let mut log = String::new();
        while let Some(line) = timeout(SOON, self.log.recv()).await.unwrap() {
            if let Some((_, address)) = line.split_once("\"address\":\"") {
                return format!("http://{}", address.split('"').next().unwrap());
            }
            log = log + &line + "\n";
        }
        panic!("it ended: {log}")
    }

    /// Waits until it ends by itself; returns its status and the rest of its log.
    pub async fn wait_for_exit(mut self) -> (ExitStatus, String) {
        let status = timeout(SOON, self.child.wait()).await.unwrap().unwrap();
        let mut log = Vec::new();
        while let Some(line) = self.log.recv().await {
            log.push(line);
        }
        (status, log.join("\n"))
    }

    /// Sends SIGTERM and waits until it has ended; returns its status and the rest of its log.
    ///
    /// # Panics
    /// If that takes longer than the five seconds that every process promises.
    pub async fn terminate_and_wait(self) -> (ExitStatus, String) {
        let began = Instant::now();
        kill_process(self.pid(), Signal::TERM).unwrap();
        let ended = self.wait_for_exit().await;
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        ended
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.id().unwrap()).unwrap()).unwrap()
    }
}

impl Drop for ServiceProcess {
    fn drop(&mut self) {
        // Waits for the end, so that the next process finds the database as a crash leaves it.
        if self.child.start_kill().is_ok() {
            while matches!(self.child.try_wait(), Ok(None)) {
                std::thread::yield_now();
            }
        }
    }
}
