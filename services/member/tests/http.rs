//! The service over real HTTP, on a clock of the test's.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

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
