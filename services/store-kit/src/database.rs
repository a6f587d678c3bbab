//! A service's database, by its URL.

use crate::{OpenError, Opened, Schema, postgres::Target, sqlite::File};
use jiff::Timestamp;
use service_kit::{Clock, DatabaseArgs};

/// The database that a URL names, `sqlite:…` or `postgres://…`.
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
    /// Opens nothing yet.
    ///
    /// # Errors
    /// [`OpenError`], when the URL names no database that can be kept.
    pub fn at(schema: &'static Schema, url: &str) -> Result<Self, OpenError> {
        let place = match url.split_once(':') {
            Some(("sqlite", _)) => Place::Sqlite(File::parse(url)?),
            Some(("postgres" | "postgresql", _)) => Place::Postgres(Target::parse(url, schema.name)?),
            _ => return Err(OpenError::Scheme),
        };
        Ok(Self { schema, place })
    }

    /// The connections that serve, as soon as the database is there and has its schema: 5 minutes are waited at most for
    /// what passes by itself. A missing SQLite file and its folder are made.
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

    /// When the newest thing was kept, if there is any.
    async fn newest(&self, opened: &Opened) -> Option<Timestamp> {
        let newest = self.schema.newest_ms;
        let millis = match opened {
            Opened::Sqlite(pools) => sqlx::query_scalar(newest).fetch_optional(&pools.readers).await,
            Opened::Postgres(pools) => sqlx::query_scalar(newest).fetch_optional(&pools.readers).await,
        };
        Timestamp::from_millisecond(millis.ok()??).ok()
    }
}
