//! Check of npm's lock files: every package has a digest, and none names its source. npm then uses
//! its configured registry, and a package from elsewhere (git, a plain URL) cannot slip in.

use serde_json::Value;

/// One sentence for each package without a digest or with a source.
pub fn find_violations(text: &str) -> Vec<String> {
    let Ok(lock) = serde_json::from_str::<Value>(text) else {
        return vec!["it is not JSON".to_owned()];
    };
    let Some(packages) = lock.get("packages").and_then(Value::as_object) else {
        return vec!["it lists no packages (lockfileVersion 3)".to_owned()];
    };
    let others = packages.iter().filter(|(path, _)| !path.is_empty());
    others
        .filter_map(|(path, package)| find_violation(package).map(|what| format!("{path} {what}")))
        .collect()
}

fn find_violation(package: &Value) -> Option<&'static str> {
    let integrity = package.get("integrity").and_then(Value::as_str);
    if !integrity.is_some_and(|digest| digest.starts_with("sha512-") && digest.len() == 95) {
        return Some("has no SHA-512 digest");
    }
    package
        .get("resolved")
        .map(|_| "names where it is from; `npm install --omit-lockfile-registry-resolved`")
}

#[cfg(test)]
mod tests {
    use super::find_violations;
    use serde_json::json;

    #[test]
    fn a_package_has_a_digest_and_no_place() {
        let digest = format!("sha512-{}==", "A".repeat(86));
        let lock = |package: serde_json::Value| {
            json!({ "packages": { "": { "name": "tools" }, "node_modules/x": package } })
                .to_string()
        };
        assert_eq!(find_violations(&lock(json!({ "integrity": digest }))), Vec::<String>::new());
        for bad in [
            json!({ "version": "1.0.0" }),
            json!({ "integrity": "sha1-AAAA" }),
            json!({ "integrity": digest, "resolved": "git+ssh://git@code.example/x.git" }),
            json!({ "link": true }),
        ] {
            assert_eq!(find_violations(&lock(bad.clone())).len(), 1, "{bad}");
        }
        assert_eq!(find_violations("{}").len(), 1);
    }
}
