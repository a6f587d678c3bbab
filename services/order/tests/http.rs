//! Tests over real HTTP: every endpoint, and every way in which it refuses.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

#[path = "http/amending.rs"]
mod amending;
#[path = "http/callers.rs"]
mod callers;
#[path = "http/description.rs"]
mod description;
#[path = "http/feed.rs"]
mod feed;
#[path = "http/full_disk.rs"]
mod full_disk;
#[path = "http/lists.rs"]
mod lists;
#[path = "common/orders.rs"]
mod orders;
#[path = "http/overload.rs"]
mod overload;
#[path = "http/placing.rs"]
mod placing;
#[path = "http/printing.rs"]
mod printing;
#[path = "common/service.rs"]
mod service;
#[path = "http/staff.rs"]
mod staff;
#[path = "http/transitions.rs"]
mod transitions;
