//! What can go wrong with a database, by what the caller can do about it.

use sqlx::error::ErrorKind;
use std::path::PathBuf;

/// Why the store gave no answer. "Not found" is none of these.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Locked, full, gone or too slow: try again.
    #[error("the database cannot be used now: {0}")]
    Unavailable(String),
    /// A constraint that the code should never run into.
    #[error("the database refused a row: {0}")]
    Constraint(String),
    /// What is stored does not fit the types: a fault of this code or of whoever changed the data.
    #[error("the database holds what cannot be read: {0}")]
    Unreadable(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        let text = error.to_string();
        match error {
            E::Database(e) if !matches!(e.kind(), ErrorKind::Other) => Self::Constraint(text),
            E::ColumnDecode { .. }
            | E::Decode(_)
            | E::Encode(_)
            | E::ColumnNotFound(_)
            | E::ColumnIndexOutOfBounds { .. }
            | E::TypeNotFound { .. }
            | E::RowNotFound => Self::Unreadable(text),
            _ => Self::Unavailable(text),
        }
    }
}

/// Why a database could not be opened, in one sentence that tells its cause too.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither engine.
    #[error("a database URL begins with sqlite: or postgres://")]
    Scheme,
    /// Each connection would have a database of its own, and none would survive.
    #[error("orders must outlive the process: name a file, not an in-memory SQLite database")]
    InMemory,
    /// The SQLite file's folder.
    #[error("cannot make the folder {folder:?} for the database: {cause}")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The engine says no; `target` names the database without its password.
    #[error("cannot open the database {target}: {cause}")]
    Connect {
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
        cause: sqlx::migrate::MigrateError,
    },
}
