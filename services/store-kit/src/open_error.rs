//! Why a database could not be opened.

use service_kit::database;
use sqlx::migrate::MigrateError::{self, Execute, ExecuteMigration};
use std::{io, path::PathBuf};

/// In one sentence for the operator that tells its cause too, and no password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither engine.
    #[error("--database-url begins with sqlite: or postgres://")]
    Scheme,
    /// The driver cannot read it.
    #[error("--database-url cannot be read: {0}")]
    InvalidUrl(sqlx::Error),
    /// Each connection would have a database of its own, and none would survive.
    #[error("what is kept must outlive the process: name a file, not an in-memory SQLite database")]
    InMemory,
    /// The SQLite file's folder.
    #[error("cannot make the folder {folder:?} for the database: {cause}")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The engine says no.
    #[error("cannot open the database {target}: {cause}")]
    Connect {
        /// Which.
        target: String,
        /// Why.
        cause: sqlx::Error,
    },
    /// The SQLite file cannot be made or written; SQLite itself says only that it cannot be opened.
    #[error("cannot open the database {target}: {cause}; the file and its folder must be writable")]
    NotWritable {
        /// Which.
        target: String,
        /// Why.
        cause: sqlx::Error,
    },
    /// The schema.
    #[error("cannot bring the database {target} up to date: {cause}")]
    Migrate {
        /// Which.
        target: String,
        /// Why.
        cause: MigrateError,
    },
    /// Nobody migrated in time.
    #[error(
        "the database {target} is at migration {found} and this program needs {wanted}: run its subcommand `migrate`{}",
        .error.as_ref().map(|error| format!("; at last: {error}")).unwrap_or_default()
    )]
    NotMigrated {
        /// Which.
        target: String,
        /// Its last migration.
        found: i64,
        /// The program's.
        wanted: i64,
        /// Why it could not say so at last.
        error: Option<String>,
    },
}

impl OpenError {
    /// Waiting may help, and nobody has to mend anything.
    pub(crate) fn passes(&self) -> bool {
        match self {
            Self::Connect { cause, .. }
            | Self::Migrate { cause: Execute(cause) | ExecuteMigration(cause, _), .. } => passes(cause),
            _ => false,
        }
    }
}

/// The connection failed, or the server said so, in a way that may pass by itself.
fn passes(error: &sqlx::Error) -> bool {
    use sqlx::Error as E;
    match error {
        E::Io(error) => database::io_passes(error),
        E::Database(error) => error.code().is_some_and(|code| database::code_passes(&code)),
        E::PoolTimedOut => true,
        _ => false,
    }
}
