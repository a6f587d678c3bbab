//! What an operator does with a database while nobody, or everybody, uses it: the subcommands of every binary that has
//! one. This is their outside, files and words; what they do to a database is [`Maintained`].

use crate::archive::Summary;
use std::{
    cmp::Ordering,
    fs::{File, OpenOptions, remove_file},
    future::Future,
    io::{self, BufRead, BufReader, BufWriter, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// What to do instead of serving.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Maintenance {
    /// Bring the schema up to date and end
    Migrate,
    /// Write everything into FILE, from which either kind of database can be filled; `-` is standard output
    Export {
        /// Must not exist yet
        file: PathBuf,
    },
    /// Fill an empty database with what `export` wrote; `-` is standard input
    Import {
        /// What `export` wrote
        file: PathBuf,
    },
    /// Copy a SQLite database that may be in use
    Backup {
        /// The copy; must not exist yet
        file: PathBuf,
    },
}

/// Why it is not done, without the database being asked.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Columns that this program does not know would be lost.
    #[error("the database is at migration {found} and this program at {newest}: {mend}")]
    Schema {
        /// The database's.
        found: i64,
        /// The program's.
        newest: i64,
        /// What to do.
        mend: &'static str,
    },
    /// It has a tool of its own for this.
    #[error(
        "`backup` copies a SQLite file; of Postgres make a copy with pg_dump or with the operator's backups"
    )]
    IsPostgres,
    /// What was copied is broken, so the original may be.
    #[error("the copy does not pass the integrity check: {0}")]
    Broken(String),
}

/// Whole tables are moved only when the database and this program know the same columns.
///
/// # Errors
/// [`Refusal::Schema`].
pub fn same_schema(found: i64, newest: i64) -> Result<(), Refusal> {
    let mend = match found.cmp(&newest) {
        Ordering::Equal => return Ok(()),
        Ordering::Less => "run its subcommand `migrate` first",
        Ordering::Greater => "use the program that migrated it",
    };
    Err(Refusal::Schema { found, newest, mend })
}

/// A database that an operator can look after.
pub trait Maintained {
    /// What can go wrong.
    type Error: From<io::Error>;
    /// Brings the schema up to date.
    fn migrate(&self) -> impl Future<Output = Result<(), Self::Error>>;
    /// Writes everything, as of one moment, to `out`.
    fn export(&self, out: &mut dyn Write) -> impl Future<Output = Result<Summary, Self::Error>>;
    /// Fills the database, which must be empty, with all of `input` or with nothing.
    fn import(&self, input: &mut dyn BufRead) -> impl Future<Output = Result<Summary, Self::Error>>;
    /// Copies the database, as of one moment, into `file`, which exists and is empty.
    fn backup(&self, file: &Path) -> impl Future<Output = Result<(), Self::Error>>;
}

impl Maintenance {
    /// Does it to `database` and tells so in a line, with the digest of what was moved: on standard output, unless that
    /// carries the data.
    ///
    /// # Errors
    /// As `database` says, and when the file cannot be read or made. A file that could not be finished is removed.
    pub async fn tell<D: Maintained>(&self, database: &D) -> Result<(), D::Error> {
        let done = self.run(database).await?;
        match self {
            Self::Export { file } if is_standard(file) => writeln!(io::stderr(), "{done}")?,
            _ => writeln!(io::stdout(), "{done}")?,
        }
        Ok(())
    }

    async fn run<D: Maintained>(&self, database: &D) -> Result<String, D::Error> {
        match self {
            Self::Migrate => database.migrate().await.map(|()| "the schema is up to date".to_owned()),
            Self::Export { file } if is_standard(file) => {
                let mut out = BufWriter::new(io::stdout());
                Ok(format!("exported {}", database.export(&mut out).await?))
            }
            Self::Export { file } => {
                let made = New::make(file)?;
                let moved = database.export(&mut BufWriter::new(&made.file)).await?;
                made.keep()?;
                Ok(format!("exported {moved}"))
            }
            Self::Import { file } if is_standard(file) => {
                Ok(format!("imported {}", database.import(&mut BufReader::new(io::stdin())).await?))
            }
            Self::Import { file } => {
                let mut input = BufReader::new(File::open(file).map_err(|error| named(file, &error))?);
                Ok(format!("imported {}", database.import(&mut input).await?))
            }
            Self::Backup { file } => {
                let made = New::make(file)?;
                database.backup(file).await?;
                made.keep()?;
                Ok(format!("copied to {}", file.display()))
            }
        }
    }
}

fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}

fn named(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}

/// A file that nobody had before, for its owner's eyes only: it holds names. Removed when dropped unfinished.
struct New<'a> {
    path: &'a Path,
    file: File,
    keep: bool,
}

impl<'a> New<'a> {
    fn make(path: &'a Path) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        Ok(Self { path, file: file.map_err(|error| named(path, &error))?, keep: false })
    }

    /// On disk, with its name.
    fn keep(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        self.keep = true;
        Ok(())
    }
}

impl Drop for New<'_> {
    fn drop(&mut self) {
        if !self.keep {
            let _gone_already = remove_file(self.path);
        }
    }
}
