//! Errors of opening a database.

use crate::wait;
use sqlx::migrate::MigrateError::{self, Execute, ExecuteMigration};
use std::{io, path::PathBuf};

/// Why a database could not be opened. The message is one sentence for the operator, with the cause
/// and without a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL's scheme is neither SQLite nor Postgres.
    #[error("--database-url begins with sqlite: or postgres://")]
    Scheme,
    /// The driver cannot parse the URL.
    #[error("--database-url cannot be read: {0}")]
    InvalidUrl(sqlx::Error),
    /// In memory, each connection would have its own database, and the data would be lost with the
    /// process.
    #[error("what is kept must outlive the process: name a file, not an in-memory SQLite database")]
    InMemory,
    /// The folder of the SQLite file cannot be created.
    #[error("cannot make the folder {folder:?} for the database: {cause}")]
    Folder {
        /// The path of the folder.
        folder: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
    /// The connection failed.
    #[error("cannot open the database {target}: {cause}")]
    Connect {
        /// The database's name or URL, without the password.
        target: String,
        /// The error of the driver.
        cause: sqlx::Error,
    },
    /// The SQLite file cannot be created or written; SQLite itself says only that it cannot be
    /// opened.
    #[error("cannot open the database {target}: {cause}; the file and its folder must be writable")]
    NotWritable {
        /// The URL of the file.
        target: String,
        /// The error of the driver.
        cause: sqlx::Error,
    },
    /// A migration failed.
    #[error("cannot bring the database {target} up to date: {cause}")]
    Migrate {
        /// The database's name or URL, without the password.
        target: String,
        /// The error of the migration.
        cause: MigrateError,
    },
    /// The schema was not migrated in time.
    #[error(
        "the database {target} is at migration {found} and this program needs {wanted}: run its subcommand `migrate`{}",
        .error.as_ref().map(|error| format!("; at last: {error}")).unwrap_or_default()
    )]
    NotMigrated {
        /// The database's name or URL, without the password.
        target: String,
        /// The last migration of the database.
        found: i64,
        /// The newest migration of the program.
        wanted: i64,
        /// The error of the last attempt to read the database's migrations.
        error: Option<String>,
    },
}

impl OpenError {
    /// Whether the error is transient, so that waiting may help without intervention.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Connect { cause, .. }
            | Self::Migrate { cause: Execute(cause) | ExecuteMigration(cause, _), .. } => {
                is_transient(cause)
            }
            _ => false,
        }
    }
}

/// Whether a failed connection or an error of the server is transient.
fn is_transient(error: &sqlx::Error) -> bool {
    use sqlx::Error as E;
    match error {
        E::Io(error) => wait::is_transient_io(error),
        E::Database(error) => error.code().is_some_and(|code| wait::is_transient_code(&code)),
        E::PoolTimedOut => true,
        _ => false,
    }
}
