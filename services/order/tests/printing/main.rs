//! Printing against a fake printer on loopback that can hang, disconnect, run out of paper or
//! answer late.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests, and their helpers outside of #[test]"
)]

#[path = "../common/databases.rs"]
mod databases;
#[path = "../common/orders.rs"]
mod orders;
#[path = "../common/printer.rs"]
mod printer;
mod transport;
mod worker;
