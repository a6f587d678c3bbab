//! A digest over named contents: the cache key of build steps and the name of a published build.

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A SHA-256 of names and contents, each with its length, so that none can run into the next.
#[derive(Default)]
pub struct ContentDigest(Sha256);

impl ContentDigest {
    pub fn add_content(&mut self, name: &str, content: &[u8]) {
        for part in [name.as_bytes(), content] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    pub fn add_file(&mut self, path: &Path) -> Result<()> {
        let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        self.add_content(&path.to_string_lossy(), &content);
        Ok(())
    }

    /// The digest as 64 lower-case hex digits.
    pub fn into_hex(self) -> String {
        hex::encode(self.0.finalize())
    }
}

/// Every file below `folder` as (path relative to it, full path), sorted; empty if there is no such
/// folder.
pub fn files_below(folder: &Path) -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop().filter(|next| next.is_dir()) {
        for entry in
            fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((path.strip_prefix(folder)?.to_path_buf(), path));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: &[(&str, &str)]) -> String {
        let mut digest = ContentDigest::default();
        parts.iter().for_each(|(name, content)| digest.add_content(name, content.as_bytes()));
        digest.into_hex()
    }

    #[test]
    fn names_and_contents_do_not_run_together() {
        assert_eq!(of(&[("a", "b")]).len(), 64);
        assert_eq!(of(&[("a", "b")]), of(&[("a", "b")]));
        assert_ne!(of(&[("a", "bc")]), of(&[("ab", "c")]));
        assert_ne!(of(&[("a", ""), ("b", "")]), of(&[("a", "b")]));
    }

    #[test]
    fn files_are_found_in_a_stable_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("z")).unwrap();
        for name in ["z/1", "b", "a"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let names: Vec<_> =
            files_below(folder.path()).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, [PathBuf::from("a"), PathBuf::from("b"), PathBuf::from("z/1")]);
        assert!(files_below(&folder.path().join("none")).unwrap().is_empty());
    }
}
