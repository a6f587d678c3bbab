//! What an operator does with a database while nobody, or everybody, uses it: the subcommands of every binary that has
//! one. This is their outside, files and words; what they do to a database is [`Maintained`].

use crate::archive::Summary;
use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};
use std::{
    cmp::Ordering,
    fs::{File, OpenOptions, hard_link, remove_file},
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
    /// As `database` says, and when the file cannot be read or made. A file has its name only when it is whole; one
    /// that could not be finished, called `FILE.part` until then, is removed.
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
                made.keep(file)?;
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
                database.backup(&made.part).await?;
                made.keep(file)?;
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

/// A file that nobody had before, for its owner's eyes only: it holds names. It is called `FILE.part` until it is
/// whole, so that what a killed process leaves does not look like a copy, and removed when dropped unfinished.
struct New {
    part: PathBuf,
    file: File,
}

impl New {
    fn make(path: &Path) -> io::Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(named(path, &Errno::EXIST.into()));
        }
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part);
        file.map_err(|error| named(&part, &error)).map(|file| Self { part, file })
    }

    /// On disk, with its name, which somebody else may have taken meanwhile.
    fn keep(self, path: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        rename_new(&self.part, path).map_err(|error| named(path, &error))?;
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for New {
    fn drop(&mut self) {
        let _renamed_already = remove_file(&self.part);
    }
}

/// Replaces nothing. NFS has no such rename, but it has links.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS) => hard_link(from, to),
        renamed => Ok(renamed?),
    }
}

#[cfg(test)]
mod tests;
