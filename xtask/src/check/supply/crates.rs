//! Check of Cargo.lock: every crate is the workspace's own or comes from crates.io with its digest.

use super::python::is_sha256;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// One sentence for each crate from another source or without a digest.
pub fn find_violations(text: &str) -> Vec<String> {
    text.split("[[package]]").skip(1).filter_map(find_violation).collect()
}

fn find_violation(package: &str) -> Option<String> {
    let field = |name: &str| {
        let value =
            package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))?;
        Some(value.trim_matches('"'))
    };
    let name = field("name").unwrap_or("a crate");
    let source = field("source")?;
    if source != CRATES_IO {
        return Some(format!("{name} is from {source}"));
    }
    (!field("checksum").is_some_and(is_sha256)).then(|| format!("{name} has no digest"))
}

#[cfg(test)]
mod tests {
    use super::{CRATES_IO, find_violations};

    #[test]
    fn a_crate_from_elsewhere_or_without_a_digest_is_found() {
        let own = "[[package]]\nname = \"order\"\nversion = \"0.1.0\"\n";
        let digest = "a".repeat(64);
        let taken = format!(
            "{own}\n[[package]]\nname = \"x\"\nsource = \"{CRATES_IO}\"\nchecksum = \"{digest}\"\n"
        );
        assert_eq!(find_violations(&taken), Vec::<String>::new());
        for (good, bad) in [
            (CRATES_IO, "git+https://code.example/x#1234"),
            (digest.as_str(), "abc"),
            ("checksum", "check"),
        ] {
            assert_eq!(find_violations(&taken.replace(good, bad)).len(), 1, "{bad}");
        }
    }
}
