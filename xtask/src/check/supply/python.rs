//! Check of the lists of Python packages: pip installs a package only if its archive has one of the
//! listed digests (`tools/python.rs` requires that), so each entry needs one.

const DIGEST: &str = "--hash=sha256:";

/// One sentence for each entry that is not pinned.
pub fn find_violations(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let lines =
        joined.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(find_violation).collect()
}

fn find_violation(line: &str) -> Option<String> {
    let name = line.split(['=', ' ', '>', '<', '~', '@']).next().unwrap_or_default();
    if line.starts_with('-') {
        return Some(format!("`{line}` is an option; a list only names packages"));
    }
    if !line.contains("==") || line.contains("://") {
        return Some(format!("{name} is not pinned to a version"));
    }
    let mut digests =
        line.split_whitespace().filter_map(|word| word.strip_prefix(DIGEST)).peekable();
    let known = digests.peek().is_some() && digests.all(is_sha256);
    (!known).then(|| format!("{name} has no digest (--hash=sha256:…)"))
}

pub fn is_sha256(digest: &str) -> bool {
    digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::find_violations;

    #[test]
    fn a_package_needs_a_version_and_a_digest() {
        let digest = "0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141";
        let good =
            format!("# why\nidna==3.10 ; python_version > '3' \\\n    --hash=sha256:{digest}\n");
        assert_eq!(find_violations(&good), Vec::<String>::new());
        for bad in [
            "idna==3.10".to_owned(),
            "idna>=3".to_owned(),
            "--extra-index-url https://packages.example".to_owned(),
            format!("idna @ https://packages.example/idna.whl --hash=sha256:{digest}"),
            "idna==3.10 --hash=sha256:abc".to_owned(),
            good.replace("sha256", "md5"),
        ] {
            assert_eq!(find_violations(&bad).len(), 1, "{bad}");
        }
    }
}
