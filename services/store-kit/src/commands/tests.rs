use super::*;
use std::fs;

/// A database whose copy is the word `whole`. It can fail (`broken`) or have another process create
/// the final file `meanwhile`.
struct Fake<'a> {
    broken: bool,
    meanwhile: Option<&'a Path>,
}

impl Maintained for Fake<'_> {
    type Error = io::Error;

    async fn migrate(&self) -> io::Result<()> {
        Ok(())
    }

    async fn export(&self, _: &mut dyn Write) -> io::Result<Summary> {
        Err(io::ErrorKind::Unsupported.into())
    }

    async fn import(&self, _: &mut dyn BufRead) -> io::Result<Summary> {
        Err(io::ErrorKind::Unsupported.into())
    }

    async fn backup(&self, file: &Path) -> io::Result<()> {
        assert!(!fs::exists(file.with_extension("")).unwrap(), "nothing has its name before it is whole");
        fs::write(file, "whole")?;
        if let Some(path) = self.meanwhile {
            fs::write(path, "another's")?;
        }
        if self.broken { Err(io::ErrorKind::InvalidData.into()) } else { Ok(()) }
    }
}

#[tokio::test]
async fn a_copy_has_its_name_only_when_it_is_whole_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy");
    let backup = Maintenance::Backup { file: file.clone() };
    let names = || fs::read_dir(folder.path()).unwrap().count();

    backup.run(&Fake { broken: true, meanwhile: None }).await.unwrap_err();
    assert_eq!(names(), 0, "nothing half done is left");
    let taken = backup.run(&Fake { broken: false, meanwhile: Some(&file) }).await.unwrap_err();
    assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!((fs::read_to_string(&file).unwrap().as_str(), names()), ("another's", 1));
    remove_file(&file).unwrap();

    backup.run(&Fake { broken: false, meanwhile: None }).await.unwrap();
    assert_eq!((fs::read_to_string(&file).unwrap().as_str(), names()), ("whole", 1));
    let again = backup.run(&Fake { broken: false, meanwhile: None }).await.unwrap_err();
    assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
}
