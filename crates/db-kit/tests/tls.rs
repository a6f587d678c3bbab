//! Tests of TLS and certificate verification, on the Postgres server at `JUMUN_TEST_POSTGRES`. Its
//! certificate authority is in the file `JUMUN_TEST_POSTGRES_CA`, and an unrelated one in
//! `JUMUN_TEST_POSTGRES_OTHER_CA`.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

use db_kit::{DatabaseArgs, DatabaseSchema, OpenDatabase, OpenError, ServiceDatabase};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::env;

static SCHEMA: DatabaseSchema = DatabaseSchema {
    name: "db-kit-tls",
    sqlite: migrations,
    postgres: migrations,
    tables: &[],
    unarchived: &[],
    file: file!(),
    newest_ms: "SELECT 0",
    on_postgres: None,
};

fn migrations() -> Migrator {
    let sql =
        sqlx::SqlSafeStr::into_sql_str("CREATE TABLE IF NOT EXISTS sealed (name TEXT PRIMARY KEY)");
    Migrator::with_migrations(vec![Migration::new(
        1,
        "sealed".into(),
        MigrationType::Simple,
        sql,
        false,
    )])
}

/// The server's URL with `parameters`.
fn url(parameters: &str) -> String {
    let server = test_kit::postgres_server();
    let authority = |name| env::var(name).unwrap_or_default();
    let parameters = parameters
        .replace("OTHER", &authority("JUMUN_TEST_POSTGRES_OTHER_CA"))
        .replace("TRUSTED", &authority("JUMUN_TEST_POSTGRES_CA"));
    format!("{server}?{parameters}")
}

/// Whether the connection is encrypted, as reported by the server.
async fn is_sealed(url: &str) -> Result<bool, OpenError> {
    let OpenDatabase::Postgres(pools) =
        ServiceDatabase::from_url(&SCHEMA, url)?.open(&DatabaseArgs::default()).await?
    else {
        panic!("it is a server")
    };
    let asked = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    Ok(sqlx::query_scalar(asked).fetch_one(&pools.readers).await.unwrap())
}

#[tokio::test]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn a_server_is_believed_only_by_the_authority_that_signed_for_it() {
    for (parameters, sealed) in [
        ("sslmode=disable", false),
        ("", true),
        ("sslmode=require", true),
        ("sslmode=verify-ca&sslrootcert=TRUSTED", true),
        ("sslmode=verify-full&sslrootcert=TRUSTED", true),
    ] {
        assert_eq!(is_sealed(&url(parameters)).await.unwrap(), sealed, "{parameters}");
    }
    for parameters in [
        "sslmode=verify-full&sslrootcert=OTHER",
        "sslmode=verify-ca&sslrootcert=OTHER",
        "sslmode=verify-full",
    ] {
        let refused = is_sealed(&url(parameters)).await.unwrap_err().to_string();
        assert!(refused.contains("certificate"), "{parameters}: {refused}");
    }
}
