//! A service's database, chosen by its URL.

use crate::{
    DatabaseArgs, DatabaseSchema, OpenDatabase, OpenError, postgres::PostgresServer,
    sqlite::SqliteFile,
};
use jiff::Timestamp;
use service_kit::Clock;

/// A database at a URL, `sqlite:…` or `postgres://…`.
#[derive(Debug, Clone)]
pub struct ServiceDatabase {
    pub(crate) schema: &'static DatabaseSchema,
    pub(crate) place: DatabaseLocation,
}

#[derive(Debug, Clone)]
pub(crate) enum DatabaseLocation {
    Sqlite(SqliteFile),
    Postgres(PostgresServer),
}

impl ServiceDatabase {
    /// Parses the URL without opening anything.
    ///
    /// # Errors
    /// [`OpenError`], if the URL is invalid or names an in-memory database.
    pub fn from_url(schema: &'static DatabaseSchema, url: &str) -> Result<Self, OpenError> {
        let place = match url.split_once(':') {
            Some(("sqlite", _)) => DatabaseLocation::Sqlite(SqliteFile::parse(url)?),
            Some(("postgres" | "postgresql", _)) => {
                DatabaseLocation::Postgres(PostgresServer::parse(url, schema.name)?)
            }
            _ => return Err(OpenError::Scheme),
        };
        Ok(Self { schema, place })
    }

    /// Opens the connection pools once the database is reachable and has its schema; waits up to 5
    /// minutes for transient errors. Creates a missing SQLite file and its folder.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(&self, args: &DatabaseArgs) -> Result<OpenDatabase, OpenError> {
        let opened = match &self.place {
            DatabaseLocation::Sqlite(file) => {
                OpenDatabase::Sqlite(file.open(self.schema, args.migrate).await?)
            }
            DatabaseLocation::Postgres(target) => {
                OpenDatabase::Postgres(target.open(self.schema, args).await?)
            }
        };
        let clock = Clock::system();
        self.newest_row_time(&opened).await.inspect(|newest| clock.record_newest_time(*newest));
        if let Some(doubt) = clock.find_anomaly() {
            tracing::error!("{doubt}");
        }
        Ok(opened)
    }

    /// The time of the newest stored row, if there is one.
    async fn newest_row_time(&self, opened: &OpenDatabase) -> Option<Timestamp> {
        let newest = self.schema.newest_ms;
        let millis = match opened {
            OpenDatabase::Sqlite(pools) => {
                sqlx::query_scalar(newest).fetch_optional(&pools.readers).await
            }
            OpenDatabase::Postgres(pools) => {
                sqlx::query_scalar(newest).fetch_optional(&pools.readers).await
            }
        };
        Timestamp::from_millisecond(millis.ok()??).ok()
    }
}
