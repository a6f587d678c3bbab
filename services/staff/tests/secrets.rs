//! `deploy/secrets.sh` with the real program: regardless of earlier modes, only the owner can read
//! the key.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
    process::{Command, Output},
};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn make_secrets(folder: &Path, owner: Option<&str>) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/secrets.sh");
    let mut make = Command::new("sh");
    make.arg(script).arg(folder).arg(env!("CARGO_BIN_EXE_staff"));
    owner.into_iter().fold(&mut make, |make, owner| make.env("KEY_OWNER", owner)).output().unwrap()
}

#[test]
fn a_folder_that_was_open_is_closed_and_its_key_is_the_owner_s_alone() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("secrets");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    for _again in 0..2 {
        let made = make_secrets(&folder, None);
        assert!(made.status.success(), "{made:?}");
        assert_eq!((mode(&folder), mode(&folder.join("staff.key"))), (0o700, 0o400));
        let public = fs::read_to_string(folder.join("staff-key.env")).unwrap();
        assert!(public.starts_with("JUMUN_STAFF_KEY=k4.public."), "{public}");
        // Modes as earlier releases left them.
        fs::set_permissions(folder.join("staff.key"), fs::Permissions::from_mode(0o444)).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn a_key_for_a_container_is_its_user_s_or_in_a_closed_folder() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("secrets");
    let made = make_secrets(&folder, Some("65532"));
    assert!(made.status.success(), "{made:?}");
    let key = fs::metadata(folder.join("staff.key")).unwrap();
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let expected = if is_root { (65532, 0o400) } else { (key.uid(), 0o444) };
    assert_eq!((key.uid(), key.mode() & 0o777), expected);
    assert_eq!(mode(&folder), 0o700);
}

#[test]
fn the_folder_of_another_user_is_refused_in_words() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("secrets");
    fs::create_dir(&folder).unwrap();
    if std::os::unix::fs::chown(&folder, Some(65_534), None).is_err() {
        return eprintln!("skipped: only root can make a folder that is another user's");
    }
    let refused = make_secrets(&folder, None);
    assert!(!refused.status.success() && !folder.join("staff.key").exists());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("belongs to another user"), "{said}");
}
