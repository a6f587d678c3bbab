//! Reproducible tar archives: the same files give the same bytes, independent of time and user.

use crate::{build::Digest, command};
use anyhow::Result;
use std::{path::Path, time::Duration};

const LIMIT: Duration = Duration::from_secs(120);

/// Packs the contents of `folder` into `tar`: sorted by name, with the epoch as time and numeric
/// owners.
pub fn make(folder: &Path, tar: &Path) -> Result<()> {
    let mut pack = command::program("tar");
    pack.arg("-C").arg(folder).args(["--sort=name", "--mtime=@0", "--numeric-owner", "-cf"]);
    command::run(pack.arg(tar).arg("."), LIMIT)
}

/// Hex digest of the archive's contents, independent of its name.
pub fn digest(file: &Path) -> Result<String> {
    let mut digest = Digest::default();
    digest.add("archive", &std::fs::read(file)?);
    Ok(digest.hex())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_same_files_give_the_same_archive() {
        let work = tempfile::tempdir().unwrap();
        let digests = ["first", "second"].map(|name| {
            let folder = work.path().join(name);
            fs::create_dir_all(folder.join("b")).unwrap();
            fs::write(folder.join("b/1"), "one").unwrap();
            fs::write(folder.join("a"), "two").unwrap();
            let tar = work.path().join(format!("{name}.tar"));
            make(&folder, &tar).unwrap();
            digest(&tar).unwrap()
        });
        assert_eq!(digests[0], digests[1]);
    }
}
