//! Tests of the store, one suite for SQLite and the Postgres that `JUMUN_TEST_POSTGRES` names.

#![expect(clippy::unwrap_used, reason = "tests")]

mod database;
mod late;
mod maintenance;
mod stopped;
mod suite;

test_kit::on_both_engines! {
    crate::database::Database:
    suite::a_seeded_menu_is_read_back_as_it_was,
    suite::a_store_is_seeded_once_by_however_many_processes,
    suite::a_change_counts_the_version_up_and_outlives_the_process,
    suite::a_change_that_changes_nothing_keeps_the_version,
    suite::of_two_editors_who_saw_the_same_version_one_is_refused,
    suite::many_writers_at_once_lose_no_change,
    suite::a_refused_change_leaves_everything_as_it_was,
    suite::an_unknown_store_is_said_to_be_unknown,
    suite::stores_in_one_database_do_not_meet,
    suite::every_kind_of_availability_is_kept_to_the_millisecond,
    suite::what_is_taken_out_is_gone_and_the_order_of_the_rest_stays,
    suite::a_reader_sees_one_moment,
    suite::pictures_are_kept_and_those_that_no_item_shows_go_after_a_day,
    suite::a_draft_outlives_the_process_and_is_published_once,
    suite::of_two_who_change_a_draft_one_is_refused,
    suite::a_change_is_recorded_with_who_made_it_and_the_record_stays,
    suite::a_hidden_character_of_earlier_is_left_out_and_a_new_one_is_refused,
    maintenance::every_table_and_column_is_exported,
    maintenance::a_schema_newer_than_the_program_is_as_good_as_its_own,
    maintenance::of_many_who_migrate_at_once_one_does_and_who_never_does_waits,
}

test_kit::between_engines! {
    crate::database::Database:
    maintenance::what_is_exported_and_imported_is_the_same_and_goes_on,
}

#[tokio::test]
async fn the_folder_of_a_new_sqlite_file_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("a/b/menu.db").display());
    menu::db::open_repository(&url).await.unwrap().ping().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_database_that_cannot_be_opened_is_one_sentence_without_the_password() {
    let error = |url: &'static str| async move {
        menu::db::open_repository(url).await.unwrap_err().to_string()
    };
    assert_eq!(
        error("mysql://localhost/menu").await,
        "--database-url begins with sqlite: or postgres://"
    );
    // This error comes only after waiting for the server.
    let refused = error("postgres://menu:s3cret@127.0.0.1:1/menu").await;
    assert!(refused.starts_with("cannot open the database menu on 127.0.0.1:1: "), "{refused}");
    assert!(!refused.contains("s3cret") && !refused.contains('\n'), "{refused}");
    let folder = tempfile::NamedTempFile::new().unwrap();
    let below_a_file = format!("sqlite:{}/menu.db", folder.path().display());
    let refused = menu::db::open_repository(&below_a_file).await.unwrap_err().to_string();
    assert!(refused.contains(&folder.path().display().to_string()), "{refused}");
}
