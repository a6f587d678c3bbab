//! Third-party images that ours are based on or that a manifest starts: pinned by digest, so that
//! the same name means the same bytes. A digest has to be looked up in a registry; the names here
//! were written without one and are the only exceptions.

/// The exceptions. The first tag is the newest at the time of a build, and `--base` replaces it;
/// the second image gets its version in k8s/release.
const BY_TAG: [&str; 2] = ["gcr.io/distroless/cc-debian13:nonroot", "postgres"];
/// Prefixes of the images that `cargo xtask images` makes, which are named by version.
const OWN: [&str; 2] = ["jumun/", "${JUMUN_IMAGES:-jumun}/"];

/// One sentence for each base of a Containerfile that is not pinned.
pub fn containerfile_violations(text: &str) -> Vec<String> {
    let mut stages = vec!["scratch".to_owned(), "${BASE}".to_owned()];
    let mut found = Vec::new();
    for line in text.lines() {
        let words: Vec<_> =
            line.split_whitespace().filter(|word| !word.starts_with("--")).collect();
        match words.as_slice() {
            ["FROM", base, rest @ ..] => {
                found.extend(
                    (!stages.iter().any(|stage| stage == base))
                        .then(|| find_violation(base))
                        .flatten(),
                );
                stages.extend(rest.last().map(|name| (*name).to_owned()));
            }
            ["ARG", argument] => {
                let base = argument.strip_prefix("BASE=");
                found.extend(base.and_then(find_violation));
            }
            _ => {}
        }
    }
    found
}

/// One sentence for each image of a Kubernetes or Compose file that is not pinned.
pub fn manifest_violations(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("- "));
    let values = lines
        .filter_map(|line| line.strip_prefix("image:").or_else(|| line.strip_prefix("imageName:")));
    values.map(|value| value.trim().trim_matches(['"', '\''])).filter_map(find_violation).collect()
}

fn find_violation(image: &str) -> Option<String> {
    let own = OWN.iter().any(|prefix| image.starts_with(prefix));
    let digest =
        image.split_once("@sha256:").is_some_and(|(_, digest)| super::python::is_sha256(digest));
    let known = image.is_empty() || own || digest || BY_TAG.contains(&image);
    (!known).then(|| format!("{image} is not pinned by its digest (name@sha256:…)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_base_needs_a_digest() {
        let pinned = format!("debian@sha256:{}", "0".repeat(64));
        let build =
            |base: &str| format!("ARG BASE={base}\nFROM ${{BASE}} AS common\nFROM common AS web\n");
        for good in [BY_TAG[0], &pinned] {
            assert_eq!(containerfile_violations(&build(good)), Vec::<String>::new());
        }
        assert_eq!(containerfile_violations(&build("docker.io/library/alpine:3")).len(), 1);
        assert_eq!(
            containerfile_violations("FROM --platform=linux/amd64 debian:13 AS x\nFROM x\n").len(),
            1
        );
        assert_eq!(
            containerfile_violations("FROM scratch\nADD base.tar /\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_manifest_starts_our_images_and_pinned_ones() {
        let good =
            "  - image: jumun/order\n    image: ${JUMUN_IMAGES:-jumun}/web:${JUMUN_TAG:-0.1.0}\n";
        assert_eq!(manifest_violations(good), Vec::<String>::new());
        assert_eq!(
            manifest_violations("- image: redis:7\nimageName: \"ghcr.io/x/postgresql:17\"\n").len(),
            2
        );
    }
}
