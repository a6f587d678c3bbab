//! Migrations by programs of several versions, and export and import between the two engines.

use crate::database::Database;
use db_kit::{
    DatabaseArgs, MigrateMode,
    archive::{ArchiveError, ArchiveSummary},
    audit::ChangeAuthor,
};
use futures::future::join_all;
use jiff::Timestamp;
use menu::{
    db::{self, MaintenanceError, MenuRepository, SCHEMA, open_repository},
    domain::picture::EncodedPicture,
    seed,
};
use menu_api::{Availability, Menu, SoldOutUntil, StoreId};
use std::{process::Command, sync::Arc, time::Duration};

fn database(url: &str) -> db::ServiceDatabase {
    db::ServiceDatabase::from_url(&SCHEMA, url).unwrap()
}

/// A menu with every kind of availability, a picture and an open draft, and a second store's menu.
async fn lived_in(url: &str) -> (Arc<dyn MenuRepository>, Menu) {
    let store = open_repository(url).await.unwrap();
    let second = seed::parse(seed::BUILT_IN, "second-shop".parse().unwrap()).unwrap();
    for menu in [seed::parse(seed::BUILT_IN, StoreId::default()).unwrap(), second] {
        assert!(store.seed_menu(&menu).await.unwrap());
    }
    let change = |menu: &mut Menu| {
        let until = SoldOutUntil::Time("2026-03-02T19:00:00.123Z".parse().unwrap());
        menu.items[0].availability = Availability::SoldOut { until };
        menu.items[1].availability = Availability::Hidden;
        menu.option_groups[0].options[0].availability =
            Availability::SoldOut { until: SoldOutUntil::Manual };
        menu.items.swap(2, 3);
        Ok(())
    };
    let menu = store
        .change_menu(
            &StoreId::default(),
            None,
            &change,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await
        .unwrap()
        .menu;
    let picture = EncodedPicture {
        id: "a1b2".parse().unwrap(),
        small: vec![0, 255, 10],
        large: (0..=255).collect(),
    };
    store
        .store_picture(&StoreId::default(), &picture, "2026-03-02T00:00:00Z".parse().unwrap())
        .await
        .unwrap();
    store
        .open_draft(
            &StoreId::default(),
            1_772_000_000_000,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await
        .unwrap();
    (store, menu)
}

async fn export(url: &str) -> (Vec<u8>, ArchiveSummary) {
    let mut file = Vec::new();
    let summary = database(url).export_archive(&mut file).await.unwrap();
    (file, summary)
}

pub async fn what_is_exported_and_imported_is_the_same_and_goes_on(
    from: &Database,
    target: &Database,
) {
    let (_, menu) = lived_in(&from.url).await;
    let (file, said) = export(&from.url).await;
    assert_eq!(database(&target.url).import_archive(&mut &*file).await.unwrap(), said);
    assert_eq!(export(&target.url).await, (file.clone(), said.clone()), "to the byte");
    let store = open_repository(&target.url).await.unwrap();
    assert_eq!(store.fetch_menu(&StoreId::default()).await.unwrap().unwrap(), menu);
    let change = |menu: &mut Menu| {
        menu.items[0].availability = Availability::Available;
        Ok(())
    };
    let next = store
        .change_menu(
            &StoreId::default(),
            Some(menu.version),
            &change,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await
        .unwrap()
        .menu;
    assert_eq!(next.version, menu.version + 1);
    let refused = database(&target.url).import_archive(&mut &*file).await;
    assert!(
        matches!(refused, Err(MaintenanceError::Archive(ArchiveError::NotEmpty("stores")))),
        "{refused:?}"
    );
}

pub async fn every_table_and_column_is_exported(on: &Database) {
    on.open().await.close().await;
    assert_eq!(database(&on.url).find_unarchived().await.unwrap(), [""; 0]);
}

pub async fn a_schema_newer_than_the_program_is_as_good_as_its_own(on: &Database) {
    let (_, menu) = lived_in(&on.url).await;
    let checksum = if on.url.starts_with("sqlite") { "x'00'" } else { "'\\x00'" };
    on.execute_sql(&format!(
        "ALTER TABLE items ADD COLUMN allergens TEXT;
         INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'by a newer program', TRUE, {checksum}, 0)"
    ))
    .await;
    for migrate in [MigrateMode::Auto, MigrateMode::Never] {
        let store =
            db::open_repository_with(&on.url, &DatabaseArgs { migrate, ..DatabaseArgs::default() })
                .await
                .unwrap();
        assert_eq!(store.fetch_menu(&StoreId::default()).await.unwrap().unwrap(), menu);
        store.close().await;
    }
    let refused = database(&on.url).export_archive(&mut Vec::new()).await.unwrap_err().to_string();
    assert!(refused.contains("at migration 9999"), "{refused}");
}

pub async fn of_many_who_migrate_at_once_one_does_and_who_never_does_waits(on: &Database) {
    let args = DatabaseArgs { migrate: MigrateMode::Never, ..DatabaseArgs::default() };
    let mut waiting = std::pin::pin!(db::open_repository_with(&on.url, &args));
    let early = tokio::time::timeout(Duration::from_millis(700), waiting.as_mut()).await;
    assert!(early.is_err(), "there is nothing to serve from");
    let database = database(&on.url);
    for migrated in join_all((0..6).map(|_| database.migrate_schema())).await {
        migrated.unwrap();
    }
    let store = tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap().unwrap();
    assert_eq!(store.fetch_menu_version(&StoreId::default()).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_menu_in_use_is_whole_and_opens_as_a_menu() {
    let from = Database::sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let (store, menu) = lived_in(&from.url).await;
    let copy = folder.path().join("copy.db").display().to_string();
    let backup = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_menu"));
        command.args(["backup", &copy, "--database-url", &from.url]).output().unwrap()
    };
    let output = backup();
    assert!(output.status.success(), "{output:?}");
    let restored = open_repository(&format!("sqlite:{copy}")).await.unwrap();
    assert_eq!(restored.fetch_menu(&StoreId::default()).await.unwrap().unwrap(), menu);
    store.ping().await.unwrap();

    let again = backup();
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(
        !again.status.success() && said.starts_with("menu: ") && said.contains("File exists"),
        "{said}"
    );
}
