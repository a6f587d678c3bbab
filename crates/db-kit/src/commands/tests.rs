use super::*;
use crate::DatabaseSchema;
use sqlx::migrate::Migrator;
use std::fs;

static SCHEMA: DatabaseSchema = DatabaseSchema {
    name: "commands-test",
    sqlite: || Migrator::with_migrations(Vec::new()),
    postgres: || Migrator::with_migrations(Vec::new()),
    tables: &[],
    unarchived: &[],
    file: file!(),
    newest_ms: "SELECT 0",
    on_postgres: None,
};

#[tokio::test]
async fn a_copy_has_its_name_only_when_it_is_whole_and_replaces_nothing() {
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = |name| {
        ServiceDatabase::from_url(&SCHEMA, &format!("sqlite:{}", data.path().join(name).display()))
            .unwrap()
    };
    let file = folder.path().join("copy");
    let backup = MaintenanceCommand::Backup { file: file.clone() };
    let names = || fs::read_dir(folder.path()).unwrap().count();

    backup.run_command(&database("missing.db")).await.unwrap_err();
    assert_eq!(names(), 0, "nothing half done is left");

    let half_done = NewFile::create_part(&file).unwrap();
    assert!(!file.exists() && half_done.part.exists(), "nothing has its name before it is whole");
    fs::write(&file, "another's").unwrap();
    assert_eq!(half_done.publish_as(&file).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!((fs::read_to_string(&file).unwrap().as_str(), names()), ("another's", 1));
    remove_file(&file).unwrap();

    let database = database("real.db");
    database.migrate_schema().await.unwrap();
    backup.run_command(&database).await.unwrap();
    assert!(fs::read(&file).unwrap().starts_with(b"SQLite format 3\0") && names() == 1);
    let again = backup.run_command(&database).await.unwrap_err();
    assert!(
        matches!(&again, MaintenanceError::Io(error) if error.kind() == io::ErrorKind::AlreadyExists)
    );
}
