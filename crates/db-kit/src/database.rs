//! A service's database, chosen by its URL.

use crate::{DatabaseArgs, OpenError, Opened, Schema, postgres::Target, sqlite::File};
use jiff::Timestamp;
use service_kit::Clock;

/// A database at a URL, `sqlite:…` or `postgres://…`.
#[derive(Debug, Clone)]
pub struct Database {
    pub(crate) schema: &'static Schema,
    pub(crate) place: Place,
}

#[derive(Debug, Clone)]
pub(crate) enum Place {
    Sqlite(File),
    Postgres(Target),
}

impl Database {
    /// Parses the URL without opening anything.
    ///
    /// # Errors
    /// [`OpenError`], if the URL is invalid or names an in-memory database.
    pub fn at(schema: &'static Schema, url: &str) -> Result<Self, OpenError> {
        let place = match url.split_once(':') {
            Some(("sqlite", _)) => Place::Sqlite(File::parse(url)?),
            Some(("postgres" | "postgresql", _)) => Place::Postgres(Target::parse(url, schema.name)?),
            _ => return Err(OpenError::Scheme),
        };
        Ok(Self { schema, place })
    }

    /// Opens the connection pools once the database is reachable and has its schema; waits up to 5
    /// minutes for transient errors. Creates a missing SQLite file and its folder.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(&self, args: &DatabaseArgs) -> Result<Opened, OpenError> {
        let opened = match &self.place {
            Place::Sqlite(file) => Opened::Sqlite(file.open(self.schema, args.migrate).await?),
            Place::Postgres(target) => Opened::Postgres(target.open(self.schema, args).await?),
        };
        let clock = Clock::system();
        self.newest(&opened).await.inspect(|newest| clock.witness(*newest));
        if let Some(doubt) = clock.doubt() {
            tracing::error!("{doubt}");
        }
        Ok(opened)
    }

    /// The time of the newest stored row, if there is one.
    async fn newest(&self, opened: &Opened) -> Option<Timestamp> {
        let newest = self.schema.newest_ms;
        let millis = match opened {
            Opened::Sqlite(pools) => sqlx::query_scalar(newest).fetch_optional(&pools.readers).await,
            Opened::Postgres(pools) => sqlx::query_scalar(newest).fetch_optional(&pools.readers).await,
        };
        Timestamp::from_millisecond(millis.ok()??).ok()
    }
}
