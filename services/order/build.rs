//! Rebuilds the crate when a migration is added: cargo does not see that `sqlx::migrate!` reads the
//! folder.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
