//! One job on one printer. Time is paused, so a deadline passes as soon as all tasks are idle.

use crate::printer::{Mood, StandIn};
use order::printing::{PrinterConnection, PrinterDeadlines};
use order_api::{PrintConfirmation, PrintFault};
use std::time::Duration;
use tokio::time::Instant;

const PAGE: &[u8] = b"\x1b@a ticket that is longer than a few bytes\n\x1dVB\x00";

/// Asks the printer, then prints. The outer error is a failure before the job was begun, the inner
/// one after it.
async fn print(
    stand_in: &StandIn,
    confirmation: PrintConfirmation,
) -> Result<Result<(), PrintFault>, PrintFault> {
    let mut connection =
        PrinterConnection::open(stand_in.address, PrinterDeadlines::default()).await?;
    connection.check_status().await?;
    Ok(connection.print_page(PAGE, confirmation, *b"a1 ~").await)
}

#[tokio::test(start_paused = true)]
async fn a_job_is_printed_when_the_printer_says_so_in_either_way() {
    let stand_in = StandIn::start(Mood::Well).await;
    for confirmation in [PrintConfirmation::ProcessId, PrintConfirmation::Status] {
        assert_eq!(print(&stand_in, confirmation).await, Ok(Ok(())));
    }
    assert_eq!(stand_in.jobs(), [PAGE, PAGE]);
}

#[tokio::test(start_paused = true)]
async fn before_its_first_byte_a_job_may_be_tried_again_and_the_cause_is_known() {
    let stand_in = StandIn::start(Mood::PaperOut).await;
    assert_eq!(print(&stand_in, PrintConfirmation::ProcessId).await, Err(PrintFault::PaperOut));
    let begun = Instant::now();
    stand_in.turn(Mood::Mute);
    assert_eq!(print(&stand_in, PrintConfirmation::ProcessId).await, Err(PrintFault::NoAnswer));
    assert!(begun.elapsed() <= Duration::from_secs(4), "it hangs no longer than it may");
    assert!(stand_in.jobs().is_empty(), "nothing of it was sent");
    // Nothing listens at this address.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let std::net::SocketAddr::V4(closed) = closed else { unreachable!() };
    let refused = PrinterConnection::open(closed, PrinterDeadlines::default()).await;
    assert_eq!(refused.err(), Some(PrintFault::Refused));
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_and_not_confirmed_is_known_to_be_unknown() {
    for (mood, wanted) in [
        (Mood::Silent, PrintFault::Unconfirmed),
        (Mood::RunsOut, PrintFault::PaperOut),
        (Mood::Drops, PrintFault::ConnectionLost),
    ] {
        let stand_in = StandIn::start(mood).await;
        let begun = Instant::now();
        assert_eq!(
            print(&stand_in, PrintConfirmation::ProcessId).await,
            Ok(Err(wanted)),
            "{mood:?}"
        );
        assert!(begun.elapsed() < Duration::from_secs(40), "{mood:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_printer_that_answers_late_has_answered() {
    let stand_in = StandIn::start(Mood::Late).await;
    let later = async {
        stand_in.printed(1).await;
        tokio::time::sleep(Duration::from_secs(15)).await;
        stand_in.turn(Mood::Well);
    };
    let (printed, ()) = tokio::join!(print(&stand_in, PrintConfirmation::ProcessId), later);
    assert_eq!(printed, Ok(Ok(())));
}

#[tokio::test(start_paused = true)]
async fn a_printer_that_takes_no_more_bytes_holds_up_nobody_for_long() {
    // Nothing reads at the other end, so a large page fills the buffer.
    let (near, mut far) = tokio::io::duplex(64);
    let connection = PrinterConnection::from_stream(near, PrinterDeadlines::default());
    let begun = Instant::now();
    let printed =
        connection.print_page(&[b'a'; 1000], PrintConfirmation::ProcessId, *b"0000").await;
    assert_eq!(printed, Err(PrintFault::Unconfirmed));
    assert!(begun.elapsed() < Duration::from_secs(20));
    let _still_there = tokio::io::AsyncWriteExt::flush(&mut far).await;
}
