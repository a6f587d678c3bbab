//! The pages of both surfaces, rendered on the server. Interactive parts are islands, hydrated in
//! the browser.
//!
//! `ssr` builds everything for the server binary. `hydrate` with `client` or with `admin` builds
//! one surface's islands for the browser, so that a phone never downloads the counter's code.

// A page is one deeply nested type, which exceeds the compiler's default recursion limit.
#![recursion_limit = "256"]

#[cfg(all(test, not(feature = "ssr")))]
compile_error!("alone, `app` has no pages and no tests: run `cargo test -p server -p app -- NAME`");

pub mod api;
#[cfg(feature = "hydrate")]
pub mod live;
pub mod ui;

#[cfg(feature = "admin")]
pub mod admin;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "ssr")]
pub mod ssr;
