//! `cargo xtask chaos` starts this.

fn main() {}
