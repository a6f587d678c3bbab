//! The pages of both surfaces, rendered on the server. Interactive parts are islands, hydrated in
//! the browser.
//!
//! `ssr` builds everything for the server binary. `hydrate` with `client` or with `admin` builds
//! one surface's islands for the browser, so that a phone never downloads the counter's code.
//!
//! Each server function is a public endpoint in a file of its own: its first line is the guard, and
//! every change is a POST. A plain form gets a redirect, a script gets the typed answer.

// A page is one deeply nested type, which exceeds the compiler's default recursion limit.
#![recursion_limit = "256"]

#[cfg(all(test, not(feature = "ssr")))]
compile_error!("alone, `app` has no pages and no tests: run `cargo test -p server -p app -- NAME`");

#[cfg(feature = "admin")]
pub mod admin;
#[cfg(feature = "client")]
pub mod client;
pub mod shared;
