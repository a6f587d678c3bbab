//! Tests on paused time.

use super::*;
use std::cell::Cell;

/// A database that refuses connections until it is back, and counts the attempts.
struct Database {
    made: Instant,
    back_after: Duration,
    asked: Cell<u32>,
    last: Cell<Instant>,
    longest_gap: Cell<Duration>,
}

impl Database {
    fn back_after(back_after: Duration) -> Self {
        let made = Instant::now();
        let asked = Cell::default();
        let longest_gap = Cell::default();
        Self { made, back_after, asked, last: Cell::new(made), longest_gap }
    }

    async fn connect(&self) -> Result<u32, String> {
        self.asked.set(self.asked.get() + 1);
        self.longest_gap.set(self.longest_gap.get().max(self.last.get().elapsed()));
        self.last.set(Instant::now());
        if self.made.elapsed() >= self.back_after { Ok(7) } else { Err("refused".to_owned()) }
    }
}

#[tokio::test(start_paused = true)]
async fn a_database_that_comes_back_is_found_within_a_second() {
    let database = Database::back_after(Duration::from_secs(100));
    assert_eq!(wait_for("db", || database.connect(), |_| true).await, Ok(7));
    let late = database.made.elapsed() - database.back_after;
    assert!(late <= LONGEST_PAUSE && database.longest_gap.get() <= LONGEST_PAUSE, "{late:?}");
    assert!(database.asked.get() < 110, "and is not stormed: {}", database.asked.get());
}

#[tokio::test(start_paused = true)]
async fn a_short_absence_costs_little() {
    let database = Database::back_after(Duration::from_millis(40));
    assert_eq!(wait_for("db", || database.connect(), |_| true).await, Ok(7));
    assert!(database.made.elapsed() < Duration::from_millis(100), "{:?}", database.made.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_ends_the_wait_at_once() {
    let database = Database::back_after(Duration::MAX);
    let refused = wait_for("db", || database.connect(), |error| error != "refused").await;
    assert_eq!(refused, Err("refused".to_owned()));
    assert_eq!((database.asked.get(), database.made.elapsed()), (1, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn patience_ends_with_the_last_error() {
    let database = Database::back_after(Duration::MAX);
    assert_eq!(wait_for("db", || database.connect(), |_| true).await, Err("refused".to_owned()));
    let waited = database.made.elapsed();
    assert!(waited >= PATIENCE && waited <= PATIENCE + LONGEST_PAUSE, "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_long_attempt_uses_up_no_patience() {
    let made = Instant::now();
    let attempt = || async move {
        sleep(PATIENCE * 2).await;
        if made.elapsed() > PATIENCE * 3 { Ok(()) } else { Err("the connection broke") }
    };
    assert_eq!(wait_for("db", attempt, |_| true).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_told_at_its_beginning_and_every_ten_seconds() {
    let mut wait = DatabaseWait::start();
    let mut told_s = Vec::new();
    while wait.began.elapsed() < Duration::from_secs(35) {
        if wait.is_log_due() {
            told_s.push(wait.began.elapsed().as_secs());
        }
        wait.back_off().await;
    }
    assert_eq!(told_s, [0, 10, 20, 30]);
}

#[test]
fn a_server_that_is_not_there_yet_passes_and_a_wrong_word_does_not() {
    for code in ["57P03", "57P01", "53300", "08006"] {
        assert!(is_transient_code(code), "{code}");
    }
    // Wrong password, role or database; syntax error; duplicate table; full disk; protocol
    // violation.
    for code in ["28P01", "28000", "3D000", "42601", "42P07", "53100", "08P01", ""] {
        assert!(!is_transient_code(code), "{code}");
    }
    let refused = io::ErrorKind::ConnectionRefused;
    let denied = io::ErrorKind::PermissionDenied;
    assert!(is_transient_io(&refused.into()) && is_transient_io(&io::Error::other("no such name")));
    assert!(!is_transient_io(&denied.into()));
}
