//! Check that every image has this version, and that a new version gets new migration Jobs: a Job
//! is immutable.

use super::objects::{KubeObject, as_text, of_kind};
use crate::workspace;
use anyhow::{Context as _, Result};

/// The version that the workspace's packages share.
pub fn workspace_version() -> Result<String> {
    let packages = workspace::cargo_metadata()?.packages;
    let server = packages.iter().find(|package| package.name.as_str() == "server");
    Ok(server.context("the workspace has no package server")?.version.to_string())
}

/// One sentence for each image and Job of another version.
pub fn find_violations(objects: &[KubeObject], version: &str) -> Vec<String> {
    [image_violations(objects, version), job_violations(objects, version)].concat()
}

fn image_violations(objects: &[KubeObject], version: &str) -> Vec<String> {
    let mut found = Vec::new();
    for object in objects {
        for container in object.pod_containers() {
            let image = as_text(&container["image"]);
            let ours = image.rsplit_once('/').is_some_and(|(place, _)| place.ends_with("jumun"));
            if ours && !image.ends_with(&format!(":{version}")) && !image.contains('@') {
                found.push(format!("{} runs {image} and not {version}", object.title()));
            } else if !image.contains([':', '@']) {
                found.push(format!(
                    "{} runs {image} without a version: add it to k8s/release",
                    object.title()
                ));
            }
        }
    }
    found
}

fn job_violations(objects: &[KubeObject], version: &str) -> Vec<String> {
    let suffix = format!("-{}", version.replace('.', "-"));
    let others = of_kind(objects, "Job").filter(|job| !job.name().ends_with(&suffix));
    others.map(|job| format!("{} does not end in {suffix}: see k8s/migrate", job.title())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn job(name: &str, image: &str) -> [KubeObject; 1] {
        [KubeObject::from(json!({
            "kind": "Job", "metadata": {"name": name},
            "spec": {"template": {"spec": {"containers": [{"image": image}]}}},
        }))]
    }

    #[test]
    fn this_version_passes() {
        assert_eq!(
            find_violations(&job("order-migrate-1-2-3", "jumun/order:1.2.3"), "1.2.3"),
            Vec::<String>::new()
        );
        let pinned = job("order-migrate-1-2-3", "registry.example:5000/jumun/order@sha256:00");
        assert_eq!(find_violations(&pinned, "1.2.3"), Vec::<String>::new());
    }

    #[test]
    fn a_version_that_was_left_behind_is_found() {
        assert_eq!(
            find_violations(&job("order-migrate-1-2-3", "jumun/order:1.2.2"), "1.2.3").len(),
            1
        );
        assert_eq!(
            find_violations(&job("order-migrate-1-2-2", "jumun/order:1.2.3"), "1.2.3").len(),
            1
        );
        assert_eq!(find_violations(&job("order-migrate-1-2-3", "postgres"), "1.2.3").len(), 1);
    }
}
