//! Supervisor: restarts a process after a short pause when it ends, as `cargo xtask up` does.

use super::{Book, spec::Spec, spec::pid_of};
use crate::say;
use rustix::process::Pid;
use std::{sync::Arc, time::Duration};
use tokio::{
    process::Child,
    sync::watch,
    time::{Instant, sleep},
};

const PAUSE: Duration = Duration::from_millis(200);
/// Pause after a process that lived less than [`SHORT_LIFE`].
const LONG_PAUSE: Duration = Duration::from_millis(500);
const SHORT_LIFE: Duration = Duration::from_secs(1);

/// Supervises until the sender of `wanted` is dropped.
pub async fn run(
    spec: Arc<Spec>,
    mut wanted: watch::Receiver<bool>,
    pids: watch::Sender<Option<Pid>>,
    book: Arc<Book>,
) {
    while wanted.wait_for(|wanted| *wanted).await.is_ok() {
        let began = Instant::now();
        match spec.spawn() {
            Ok(child) => live(&spec, child, &pids, &book).await,
            Err(error) => note(&spec, &book, &format!("{error:#}")),
        }
        sleep(if began.elapsed() < SHORT_LIFE { LONG_PAUSE } else { PAUSE }).await;
    }
}

async fn live(spec: &Spec, mut child: Child, pids: &watch::Sender<Option<Pid>>, book: &Book) {
    pids.send_replace(pid_of(&child));
    let ended = child.wait().await;
    pids.send_replace(None);
    note(spec, book, &ended.map_or_else(|error| error.to_string(), |status| status.to_string()));
}

fn note(spec: &Spec, book: &Book, how: &str) {
    let excused = book.with(|notes| {
        if !notes.excused {
            notes.crashes.push(format!("{} ended by itself: {how}{}", spec.name, spec.last_lines()));
        }
        notes.excused
    });
    if !excused {
        say::line(format_args!("{} ended by itself ({how})", spec.name));
    }
}
