//! Migrations by programs of several versions, and export and import between the two engines.

use crate::{add, after_s, databases::Base, enrol, kept, noon, pin};
use db_kit::{
    DatabaseArgs, MigrateMode,
    archive::{ArchiveError, ArchiveSummary},
};
use futures::future::join_all;
use staff::{
    db::{self, MaintenanceError, SCHEMA, ServiceDatabase},
    domain::{GuessSource, PinGuess, PinScheme},
};
use staff_api::StaffRole;

fn database(url: &str) -> ServiceDatabase {
    ServiceDatabase::from_url(&SCHEMA, url).unwrap()
}

async fn export(url: &str) -> (Vec<u8>, ArchiveSummary) {
    let mut file = Vec::new();
    let summary = database(url).export_archive(&mut file).await.unwrap();
    (file, summary)
}

/// Two people, one of them signed in on a device, and a bucket of guesses.
async fn live_in(base: &Base) {
    let store = &*base.store;
    let minji = add(store, "민지", StaffRole::Manager, 1).await;
    add(store, "지훈", StaffRole::Barista, 2).await;
    let tablet = enrol(store, "태블릿").await;
    crate::devices::sign_in(store, &minji, tablet, after_s(1), kept(PinScheme::Peppered, 1)).await;
    let guess = PinGuess::new(&GuessSource::Device(tablet), noon());
    assert_eq!(store.count_guess("main", &guess).await.unwrap(), None);
}

pub async fn what_is_exported_and_imported_is_the_same_and_goes_on(base: &Base, target: &Base) {
    live_in(base).await;
    let (file, said) = export(&base.url).await;
    assert_eq!(database(&target.url).import_archive(&mut &*file).await.unwrap(), said);
    assert_eq!(export(&target.url).await, (file.clone(), said.clone()), "to the byte");
    let old = &base.store;
    let new = &target.store;
    assert_eq!(new.fetch_roster("main").await.unwrap(), old.fetch_roster("main").await.unwrap());
    let owner = new.find_person_by_pin("main", &pin(1)).await.unwrap().unwrap();
    assert_eq!(owner.person.name, "민지");
    assert_eq!(new.fetch_pin_salt("main", [9; 16]).await.unwrap(), [7; 16], "the salt of the PINs");
    let last = new.list_audit_entries("main", None, 1).await.unwrap().events[0].id;
    add(&**new, "수아", StaffRole::Barista, 3).await;
    assert_eq!(new.list_audit_entries("main", None, 1).await.unwrap().events[0].id, last + 1);
    let refused = database(&target.url).import_archive(&mut &*file).await;
    let is_full =
        matches!(refused, Err(MaintenanceError::Archive(ArchiveError::NotEmpty("stores"))));
    assert!(is_full, "{refused:?}");
}

pub async fn every_table_and_column_is_exported(base: &Base) {
    assert_eq!(database(&base.url).find_unarchived().await.unwrap(), [""; 0]);
}

pub async fn a_schema_newer_than_the_program_is_as_good_as_its_own(base: &Base) {
    live_in(base).await;
    let roster = base.store.fetch_roster("main").await.unwrap();
    let checksum = if base.url.starts_with("sqlite") { "x'00'" } else { "'\\x00'" };
    base.execute_sql(&format!(
        "ALTER TABLE people ADD COLUMN birthday TEXT;
         INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'by a newer program', TRUE, {checksum}, 0)"
    ))
    .await;
    assert_eq!(base.store.fetch_roster("main").await.unwrap(), roster, "it ran through it");
    for migrate in [MigrateMode::Auto, MigrateMode::Never] {
        let args = DatabaseArgs { migrate, ..DatabaseArgs::default() };
        let started = db::open_repository_with(&base.url, &args).await.unwrap();
        assert_eq!(started.fetch_roster("main").await.unwrap(), roster);
        started.close().await;
    }
    let refused =
        database(&base.url).export_archive(&mut Vec::new()).await.unwrap_err().to_string();
    assert!(refused.contains("at migration 9999"), "{refused}");
}

pub async fn of_many_who_migrate_at_once_one_does(base: &Base) {
    base.drop_all_tables().await;
    let database = database(&base.url);
    for migrated in join_all((0..6).map(|_| database.migrate_schema())).await {
        migrated.unwrap();
    }
    live_in(base).await;
}
