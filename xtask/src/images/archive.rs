//! Reproducible tar archives: the same files give the same bytes, independent of time and user.

use crate::{build::ContentDigest, command};
use anyhow::Result;
use std::{path::Path, time::Duration};

const LIMIT: Duration = Duration::from_secs(120);

/// Packs the contents of `folder` into `tar`: sorted by name, with the epoch as time and numeric
/// owners.
pub fn pack_tar(folder: &Path, tar: &Path) -> Result<()> {
    let mut pack = command::workspace_command("tar");
    pack.arg("-C").arg(folder).args(["--sort=name", "--mtime=@0", "--numeric-owner", "-cf"]);
    command::run_checked(pack.arg(tar).arg("."), LIMIT)
}

/// Hex digest of the archive's contents, independent of its name.
pub fn content_digest(file: &Path) -> Result<String> {
    let mut digest = ContentDigest::default();
    digest.add_content("archive", &std::fs::read(file)?);
    Ok(digest.into_hex())
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
            pack_tar(&folder, &tar).unwrap();
            content_digest(&tar).unwrap()
        });
        assert_eq!(digests[0], digests[1]);
    }
}
