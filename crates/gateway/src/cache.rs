//! Disk cache of the last answer of a service, so that it outlives a restart of the server while
//! the service is down. It is written to a temporary file beside its place, synced and renamed: a
//! crash leaves either the old copy or the new one.

use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs, io,
    io::Write,
    marker::PhantomData,
    path::{Path, PathBuf},
    time::Duration,
};

const FILE: &str = "last-known-menu.json";

#[derive(Debug, Clone)]
pub(crate) struct DiskCache<T> {
    file: PathBuf,
    kept: PhantomData<fn(T) -> T>,
}

impl<T: Serialize + DeserializeOwned> DiskCache<T> {
    /// Keeps the copy in this file, or under the usual name if `path` is a folder. The folder is
    /// created only now: if it is removed later, that was intended, and it stays away.
    pub fn at_path(path: PathBuf) -> Self {
        let is_folder = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
        let cache =
            Self { file: if is_folder { path.join(FILE) } else { path }, kept: PhantomData };
        if let Err(error) = fs::create_dir_all(cache.parent_folder()) {
            tracing::warn!(folder = %cache.parent_folder().display(), %error, "what is known has no place on disk");
        }
        cache
    }

    fn parent_folder(&self) -> &Path {
        self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// [`DiskCache::load`], with the age of the copy.
    pub fn load_with_age(&self) -> Option<(T, Duration)> {
        self.load().map(|kept| (kept, self.copy_age()))
    }

    /// Time since the copy was last confirmed by the service: the age of the file.
    fn copy_age(&self) -> Duration {
        let modified = fs::metadata(&self.file).and_then(|file| file.modified());
        modified.ok().and_then(|modified| modified.elapsed().ok()).unwrap_or_default()
    }

    /// The copy, if there is a readable one. A damaged copy is logged and ignored.
    pub fn load(&self) -> Option<T> {
        let bytes = match fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!(file = %self.file.display(), %error, "what was known cannot be read");
                return None;
            }
        };
        serde_json::from_slice(&bytes)
            .inspect_err(
                |error| tracing::warn!(file = %self.file.display(), %error, "what was known is damaged"),
            )
            .ok()
    }

    /// Replaces the copy. Blocks on the disk.
    pub fn save(&self, known: &T) -> io::Result<()> {
        let folder = self.parent_folder();
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        beside.write_all(&serde_json::to_vec(known)?)?;
        beside.as_file().sync_all()?;
        beside.persist(&self.file)?;
        fs::File::open(folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use menu_api::Menu;

    fn menu(version: i64) -> Menu {
        let store = serde_json::json!({ "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} });
        let menu = serde_json::json!({ "version": version, "store": store, "categories": [], "items": [], "option_groups": [] });
        serde_json::from_value(menu).unwrap()
    }

    #[test]
    fn the_copy_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DiskCache::<Menu>::at_path(folder.path().to_owned());
        assert_eq!(cache.load(), None);
        cache.save(&menu(1)).unwrap();
        cache.save(&menu(2)).unwrap();
        assert_eq!(DiskCache::at_path(folder.path().join(FILE)).load(), Some(menu(2)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_yet_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DiskCache::at_path(folder.path().join("data/"));
        cache.save(&menu(1)).unwrap();
        assert!(folder.path().join("data").join(FILE).exists());
    }

    #[test]
    fn a_folder_that_was_removed_does_not_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DiskCache::at_path(folder.path().join("data/"));
        fs::remove_dir(folder.path().join("data")).unwrap();
        assert!(cache.save(&menu(1)).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_damaged_copy_is_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DiskCache::<Menu>::at_path(folder.path().to_owned());
        for damage in [&b"{\"version\": 1"[..], b"", b"\xff\xfe"] {
            fs::write(folder.path().join(FILE), damage).unwrap();
            assert_eq!(cache.load(), None);
        }
    }
}
