//! A new migration file rebuilds the crate: `sqlx::migrate!` reads the folder while compiling, unseen by cargo.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
