//! Tests of the service over real HTTP, on a manual clock.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

// Cargo makes a test of each file in `tests/`, so the modules of this one are in a folder.
#[path = "http/audit.rs"]
mod audit;
#[path = "http/callers.rs"]
mod callers;
#[path = "http/fresh.rs"]
mod fresh;
#[path = "http/guessing.rs"]
mod guessing;
#[path = "http/people.rs"]
mod people;
#[path = "http/service.rs"]
mod service;
#[path = "http/sign_in.rs"]
mod sign_in;
