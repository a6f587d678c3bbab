//! Check that each service has what it needs outside its own crate: image, units, manifests,
//! alerts, its part in tests and trials, and its lines in the guides.

use crate::{build::files_below, packages::SERVICES, workspace};
use anyhow::{Context as _, Result};
use std::{fs, path::Path};

/// What each service needs: a file (or folder, of which one file suffices), the text that it must
/// contain, and what that is. `{}` is the service's name; ` … ` skips a part of the line.
const NEEDED: [(&str, &str, &str); 35] = [
    ("images/Containerfile", "FROM common AS {}", "stage"),
    ("xtask/src/images", "service(\"{}\"", "case in the images' verification"),
    ("deploy/systemd/jumun-{}.service", "ExecStart=/usr/local/lib/jumun/{}", "systemd unit"),
    ("deploy/systemd/jumun.target", "Wants= … jumun-{}.service", "unit among those of the café"),
    ("deploy/systemd/jumun.target", "Wants= … jumun-backup@{}.timer", "hourly copy"),
    ("deploy/install.sh", "for binary in … {}", "binary among the installed ones"),
    ("deploy/install.sh", "services= … jumun-{}", "unit among the started ones"),
    ("compose.yaml", "image: … /{}:${JUMUN_TAG", "service"),
    ("compose.yaml", "volumes: … {}:/data", "volume"),
    ("k8s/base/{}.yaml", "kind: Deployment", "Deployment"),
    ("k8s/base/kustomization.yaml", "- {}.yaml", "manifest among the resources"),
    ("k8s/release/kustomization.yaml", "jumun/{}", "version"),
    ("k8s/migrate/jobs.yaml", "image: jumun/{}", "Job that migrates its database"),
    (
        "k8s/components/replicas/scaling.yaml",
        "kind: Deployment, name: {}",
        "HorizontalPodAutoscaler",
    ),
    ("k8s/components/sqlite/kustomization.yaml", "sqlite:/data/{}.db", "SQLite database"),
    ("k8s/components/postgres/kustomization.yaml", "path: {}.yaml", "patch for Postgres"),
    (
        "k8s/components/cloudnative-pg/clusters.yaml",
        "name: {}-database",
        "cluster of CloudNativePG",
    ),
    (
        "k8s/components/cloudnative-pg/kustomization.yaml",
        "secretName: {}-database-app",
        "patch for its cluster",
    ),
    ("k8s/postgres/{}/kustomization.yaml", "namePrefix: {}-", "Postgres server"),
    (
        "k8s/overlays/prod-small/kustomization.yaml",
        "../../postgres/{}",
        "Postgres server in the overlay",
    ),
    ("k8s/monitoring/rules.yaml", "absent(up{job=\"{}\"})", "alert on its absence"),
    ("k8s/monitoring/tests.yaml", "up{job=\"{}\"", "series in the tests of the alerts"),
    ("xtask/src/stack", "self. … \"{}\"", "process in the stack of `cargo xtask up`"),
    ("xtask/src/test", "ports.{})", "URL for the browser tests"),
    ("chaos/src/world", "Self:: … => \"{}\"", "`ServiceKind` in the auditor"),
    ("chaos/src/lab", "Self:: … => \"{}\"", "`LabPart` in the lab"),
    ("ARCHITECTURE.md", "`services/{}`", "row in the table of folders"),
    ("README.md", "{}", "place in the picture"),
    ("docs/api.md", "services/{}/openapi.json", "link"),
    ("docs/backup.md", "for service in … {}", "name in the restore"),
    ("docs/compose.md", "/{} export", "backup"),
    ("docs/kubernetes.md", "for service in … {}", "name in the restore"),
    ("docs/lab.md", "{}-postgres", "place in the picture"),
    ("docs/one-box.md", "/var/lib/jumun-{}", "data folder"),
    ("docs/operations.md", "--service-name … {}", "name among the services"),
];

/// Crates that are built by commands of their own.
const NOT_BY_DEFAULT: [&str; 3] = ["chaos", "frontend", "xtask"];

/// One sentence for each thing that a service lacks, and for each crate that no command builds.
pub fn find_violations() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for service in SERVICES {
        found.extend(missing_needs(service)?);
    }
    let metadata = workspace::cargo_metadata()?;
    let by_default: Vec<_> =
        metadata.workspace_default_packages().iter().map(|package| &package.name).collect();
    let left_out = metadata
        .workspace_packages()
        .into_iter()
        .map(|package| &package.name)
        .filter(|name| !by_default.contains(name) && !NOT_BY_DEFAULT.contains(&name.as_str()));
    found.extend(left_out.map(|name| {
        format!("{name} is not in `default-members` of Cargo.toml: its tests and lints never run")
    }));
    Ok(found)
}

fn missing_needs(service: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (place, wanted, what) in NEEDED {
        let place = place.replace("{}", service);
        let wanted = wanted.replace("{}", service);
        let path = workspace::root_folder().join(&place);
        let has_it = read_text(&path)?.lines().any(|line| has_parts(line, &wanted));
        found.extend(
            (!has_it).then(|| format!("{service} has no {what}: `{wanted}` is missing in {place}")),
        );
    }
    Ok(found)
}

/// Text of a file, or of every file below a folder; empty if there is none.
fn read_text(path: &Path) -> Result<String> {
    if path.is_file() {
        return fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    }
    files_below(path)?.iter().map(|(_, file)| read_text(file)).collect()
}

/// Whether `line` contains the parts of `wanted` one after the other, each as whole words.
fn has_parts(line: &str, wanted: &str) -> bool {
    let mut rest = Some(line);
    for part in wanted.split(" … ") {
        rest = rest.and_then(|rest| text_after(rest, part));
    }
    rest.is_some()
}

/// What is behind `part` in `line`.
fn text_after<'a>(line: &'a str, part: &str) -> Option<&'a str> {
    let is_of_a_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let begins = part.starts_with(is_of_a_word);
    let ends = part.ends_with(is_of_a_word);
    line.match_indices(part).map(|(at, _)| line.split_at(at)).find_map(|(before, rest)| {
        let after = &rest[part.len()..];
        let is_whole =
            !(begins && before.ends_with(is_of_a_word) || ends && after.starts_with(is_of_a_word));
        is_whole.then_some(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_has_nothing_yet_is_told_all_that_it_needs() {
        let all = missing_needs("loyalty").unwrap();
        assert_eq!(all.len(), NEEDED.len(), "{all:?}");
        assert_eq!(
            all[0],
            "loyalty has no stage: `FROM common AS loyalty` is missing in images/Containerfile"
        );
    }

    #[test]
    fn words_are_whole_and_in_sequence() {
        let line = "for binary in server menu order-api; do";
        assert!(has_parts(line, "for binary in … menu"));
        assert!(!has_parts(line, "for binary in … order") && !has_parts(line, "menu … server"));
    }
}
