//! Check of the manifest files: no secret, no image version outside the one place for it, and every
//! component in some overlay, since a component that none renders is never checked.

use crate::{build::files_below, workspace};
use anyhow::{Context as _, Result};
use std::{fs, path::Path};

const RELEASE: &str = "release";

/// One sentence for each such line and each unused component.
pub fn find_violations() -> Result<Vec<String>> {
    let folder = workspace::root_folder().join("k8s");
    let mut found = Vec::new();
    let mut used = String::new();
    for (_, path) in files_below(&folder)? {
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let place = path.strip_prefix(&folder)?;
            used.push_str(&text);
            found.extend(
                file_violations(place, &text)
                    .map(|sentence| format!("k8s/{}{sentence}", place.display())),
            );
        }
    }
    found.extend(unused_components(&used, &component_names(&folder.join("components"))?));
    Ok(found)
}

fn component_names(folder: &Path) -> Result<Vec<String>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

fn unused_components(texts: &str, components: &[String]) -> Vec<String> {
    let is_used =
        |name: &&String| texts.lines().any(|line| line.ends_with(&format!("components/{name}")));
    let idle = components.iter().filter(|name| !is_used(name));
    idle.map(|name| format!("k8s/components/{name} is in no overlay, so nothing checks it"))
        .collect()
}

fn file_violations(place: &Path, text: &str) -> impl Iterator<Item = String> {
    let may_name_versions = place.starts_with(RELEASE);
    text.lines().enumerate().filter_map(move |(index, line)| {
        let line = line.trim_start().trim_start_matches("- ");
        let sentence = match line.split_once(':')? {
            ("kind", kind) if kind.trim() == "Secret" => {
                "a secret is made by hand in the cluster, not here"
            }
            ("secretGenerator", _) => "a secret is made by hand in the cluster, not here",
            ("image", name) if name.contains([':', '@']) && !may_name_versions => {
                "versions stand in k8s/release"
            }
            ("newTag" | "newName" | "digest", _) if !may_name_versions => {
                "versions stand in k8s/release"
            }
            _ => return None,
        };
        Some(format!(":{}: {sentence}", index + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(place: &str, text: &str) -> usize {
        file_violations(Path::new(place), text).count()
    }

    #[test]
    fn a_planted_secret_is_found() {
        assert_eq!(lines("base/x.yaml", "apiVersion: v1\nkind: Secret\n"), 1);
        assert_eq!(
            lines("overlays/dev/kustomization.yaml", "secretGenerator:\n  - name: key\n"),
            1
        );
        assert_eq!(lines("base/x.yaml", "kind: SecretStore\nsecret:\n  secretName: a\n"), 0);
    }

    #[test]
    fn a_component_without_an_overlay_is_found() {
        let texts =
            "components:\n  - ../../components/ingress\n  # ../../components/tls is another\n";
        let names = ["ingress".to_owned(), "tls".to_owned()];
        assert_eq!(unused_components(texts, &names).len(), 1);
    }

    #[test]
    fn versions_stand_in_one_place() {
        assert_eq!(lines("base/order.yaml", "- name: app\n  image: jumun/order:0.1.0\n"), 1);
        assert_eq!(lines("base/order.yaml", "  - image: jumun/order@sha256:00\n"), 1);
        assert_eq!(lines("overlays/dev/kustomization.yaml", "    newTag: 0.1.0\n"), 1);
        assert_eq!(lines("release/kustomization.yaml", "    newTag: 0.1.0\n"), 0);
        assert_eq!(lines("base/order.yaml", "  image: jumun/order\n"), 0);
    }
}
