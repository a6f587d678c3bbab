//! What can go wrong with a database, by what the caller can do about it.

use service_kit::database;
use sqlx::{
    error::{DatabaseError, ErrorKind},
    migrate::MigrateError,
};
use std::path::PathBuf;

/// Why the store gave no answer. "Not found" is none of these.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Locked, gone or too slow: try again.
    #[error("the database cannot be used now: {0}")]
    Unavailable(String),
    /// More wait to write than may: try again.
    #[error("the write queue is full")]
    Overloaded,
    /// No room for what was to be written; reading goes on, and writing does once there is room.
    #[error("the database has no room left: {0}")]
    Full(String),
    /// The file system or the server allows no writing.
    #[error("the database is read-only: {0}")]
    ReadOnly(String),
    /// As many orders are wanted at that time as may be.
    #[error("the pickup slot is full")]
    SlotFull,
    /// A constraint that the code should never run into.
    #[error("the database refused a row: {0}")]
    Constraint(String),
    /// What is stored does not fit the types: a fault of this code or of whoever changed the data.
    #[error("the database holds what cannot be read: {0}")]
    Unreadable(String),
}

/// SQLITE_FULL, SQLITE_IOERR_SHMSIZE (the index of the log cannot grow); Postgres's disk_full. Of SQLite's other I/O
/// errors none says so: a write that finds no room is SQLITE_FULL.
const FULL: [&str; 3] = ["13", "4874", "53100"];
/// SQLITE_READONLY with its extended codes (RECOVERY, CANTLOCK, ROLLBACK, DBMOVED, CANTINIT, DIRECTORY); Postgres's
/// read_only_sql_transaction.
const READ_ONLY: [&str; 8] = ["8", "264", "520", "776", "1032", "1288", "1544", "25006"];

/// SQLITE_CANTOPEN, or one of [`READ_ONLY`].
pub(super) fn is_not_writable(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| code == "14" || READ_ONLY.contains(&&*code))
}

impl StoreError {
    /// The statement failed, and the database is as well as before: whoever else is in the same commit may go on.
    pub(super) fn is_of_one_statement(&self) -> bool {
        matches!(self, Self::SlotFull | Self::Constraint(_) | Self::Unreadable(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        let text = error.to_string();
        match error {
            E::Database(e) if e.code().is_some_and(|code| FULL.contains(&&*code)) => Self::Full(text),
            E::Database(e) if e.code().is_some_and(|code| READ_ONLY.contains(&&*code)) => {
                Self::ReadOnly(text)
            }
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
    pub(super) fn passes(&self) -> bool {
        use MigrateError::{Execute, ExecuteMigration};
        match self {
            Self::Connect { cause, .. } => passes(cause),
            Self::Migrate { cause: Execute(cause) | ExecuteMigration(cause, _), .. } => passes(cause),
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
