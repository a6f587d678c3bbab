//! Check of every member's manifest against the import rules.

use super::rules::{self, WorkspaceMember};
use crate::workspace;
use anyhow::Result;
use cargo_metadata::{DependencyKind, Package};

/// One sentence for each manifest line that breaks a rule.
pub fn find_violations() -> Result<Vec<String>> {
    let metadata = workspace::cargo_metadata()?;
    let members: Vec<_> = metadata.workspace_packages().into_iter().map(read_member).collect();
    Ok(rules::find_violations(&members))
}

/// The dependencies that `package` declares, optional ones included; those of its tests are not
/// restricted.
fn read_member(package: &Package) -> WorkspaceMember {
    let declared =
        package.dependencies.iter().filter(|needs| needs.kind != DependencyKind::Development);
    let (inside, outside): (Vec<_>, Vec<_>) =
        declared.clone().partition(|needs| needs.path.is_some());
    let optional =
        outside.iter().filter(|needs| needs.optional).map(|needs| needs.name.clone()).collect();
    let tokio =
        declared.filter(|needs| needs.name == "tokio").flat_map(|needs| needs.features.clone());
    WorkspaceMember {
        name: package.name.to_string(),
        inside: inside.into_iter().map(|needs| needs.name.clone()).collect(),
        outside: outside.into_iter().map(|needs| needs.name.clone()).collect(),
        optional,
        tokio_features: tokio.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_binary_has_a_planted_bug_unless_a_build_asks_for_it() {
        let metadata = workspace::cargo_metadata().unwrap();
        let features = metadata.workspace_packages().into_iter().map(|package| &package.features);
        let defaults: Vec<_> =
            features.filter_map(|features| features.get("default")).flatten().collect();
        assert!(!defaults.iter().any(|feature| feature.contains("planted")), "{defaults:?}");
        let asking: Vec<_> =
            metadata.packages.iter().flat_map(|package| &package.dependencies).collect();
        assert!(
            !asking.iter().any(|needs| needs.features.iter().any(|name| name.contains("planted")))
        );
    }
}
