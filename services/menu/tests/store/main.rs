//! Tests of the store, one suite for both databases: SQLite always, Postgres on the server of
//! `JUMUN_TEST_POSTGRES`.

#![expect(clippy::unwrap_used, reason = "tests")]

mod database;
mod gate;
mod late;
mod maintenance;
mod stopped;
mod suite;

use database::Database;

/// Runs each function of a module once on each kind of database, on a database of its own.
macro_rules! on_both {
    ($($suite:ident: $($name:ident)+;)+) => {
        mod sqlite {
            $($(#[tokio::test]
            async fn $name() {
                super::$suite::$name(&super::Database::sqlite()).await;
            })+)+
        }
        mod postgres {
            $($(#[tokio::test]
            async fn $name() {
                match super::Database::postgres().await {
                    Some(database) => super::$suite::$name(&database).await,
                    None => eprintln!("skipped: JUMUN_TEST_POSTGRES is not set"),
                }
            })+)+
        }
    };
}

on_both! {
    suite:
    a_seeded_menu_is_read_back_as_it_was
    a_store_is_seeded_once_by_however_many_processes
    a_change_counts_the_version_up_and_outlives_the_process
    a_change_that_changes_nothing_keeps_the_version
    of_two_editors_who_saw_the_same_version_one_is_refused
    many_writers_at_once_lose_no_change
    a_refused_change_leaves_everything_as_it_was
    an_unknown_store_is_said_to_be_unknown
    stores_in_one_database_do_not_meet
    every_kind_of_availability_is_kept_to_the_millisecond
    what_is_taken_out_is_gone_and_the_order_of_the_rest_stays
    a_reader_sees_one_moment
    pictures_are_kept_and_those_that_no_item_shows_go_after_a_day
    a_draft_outlives_the_process_and_is_published_once
    of_two_who_change_a_draft_one_is_refused
    a_change_is_recorded_with_who_made_it_and_the_record_stays
    a_hidden_character_of_earlier_is_left_out_and_a_new_one_is_refused
    ;
    maintenance:
    what_is_exported_and_imported_is_the_same_and_goes_on
    every_table_and_column_is_exported
    a_schema_newer_than_the_program_is_as_good_as_its_own
    of_many_who_migrate_at_once_one_does_and_who_never_does_waits
    ;
}

#[tokio::test]
async fn the_folder_of_a_new_sqlite_file_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("a/b/menu.db").display());
    menu::store::open(&url).await.unwrap().ping().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_database_that_cannot_be_opened_is_one_sentence_without_the_password() {
    let error = |url: &'static str| async move { menu::store::open(url).await.unwrap_err().to_string() };
    assert_eq!(error("mysql://localhost/menu").await, "--database-url begins with sqlite: or postgres://");
    // This error comes only after waiting for the server.
    let refused = error("postgres://menu:s3cret@127.0.0.1:1/menu").await;
    assert!(refused.starts_with("cannot open the database menu on 127.0.0.1:1: "), "{refused}");
    assert!(!refused.contains("s3cret") && !refused.contains('\n'), "{refused}");
    let folder = tempfile::NamedTempFile::new().unwrap();
    let below_a_file = format!("sqlite:{}/menu.db", folder.path().display());
    let refused = menu::store::open(&below_a_file).await.unwrap_err().to_string();
    assert!(refused.contains(&folder.path().display().to_string()), "{refused}");
}
