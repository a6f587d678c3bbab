//! The migrations are read when the crate is compiled, unseen by cargo: a new one must compile it again.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
