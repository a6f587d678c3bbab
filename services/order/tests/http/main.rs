//! Tests over real HTTP: every endpoint, and every way in which it refuses.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

mod amending;
mod callers;
mod description;
mod feed;
mod full_disk;
mod lists;
#[path = "../common/orders.rs"]
mod orders;
mod overload;
mod placing;
mod printing;
#[path = "../common/service.rs"]
mod service;
mod staff;
mod transitions;
