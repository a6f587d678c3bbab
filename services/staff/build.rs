//! Rebuilds the crate when a migration is added: `sqlx::migrate!` reads the folder at compile time,
//! which cargo does not see.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    // Tests that need a Postgres server are ignored where the developer says so.
    println!("cargo:rustc-check-cfg=cfg(skip_postgres)");
    println!("cargo:rerun-if-env-changed=JUMUN_SKIP_POSTGRES");
    if std::env::var("JUMUN_SKIP_POSTGRES").is_ok_and(|value| value == "1") {
        println!("cargo:rustc-cfg=skip_postgres");
    }
}
