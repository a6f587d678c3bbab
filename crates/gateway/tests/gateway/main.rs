//! Tests of the gateway against services in this process that die, lie and come back.

#![expect(clippy::unwrap_used, reason = "tests")]

mod agree;
mod fake_menu;
mod fake_order;
mod feed;
mod fixture;
mod log;
mod menu;
mod orders;
mod pictures;
mod place;
mod promises;
mod redirect;
mod roster;
mod trace;
