//! Tests of the endpoints over real HTTP, each with a service of its own.

#![expect(clippy::unwrap_used, reason = "tests")]

mod availability;
mod description;
mod draft;
mod edit;
mod events;
mod full_disk;
mod picture;
mod read;
mod refusals;
mod service;
mod staff;
mod store;
