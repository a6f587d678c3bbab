//! Ignores the tests that need a Postgres server where the developer says so.

fn main() {
    println!("cargo:rustc-check-cfg=cfg(skip_postgres)");
    println!("cargo:rerun-if-env-changed=JUMUN_SKIP_POSTGRES");
    if std::env::var("JUMUN_SKIP_POSTGRES").is_ok_and(|value| value == "1") {
        println!("cargo:rustc-cfg=skip_postgres");
    }
}
