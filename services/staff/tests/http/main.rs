//! Tests of the service over real HTTP, on a manual clock.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

// Cargo makes a test of each file in `tests/`, so the modules of this one are in a folder.
mod audit;
mod callers;
mod fresh;
mod guessing;
mod people;
mod service;
mod sign_in;
