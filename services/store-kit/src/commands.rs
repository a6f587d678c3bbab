//! Maintenance subcommands of every binary with a database. This module handles files and messages;
//! the work on the database is behind the trait [`Maintained`].

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

/// A subcommand that runs instead of the server.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Maintenance {
    /// Migrate the database schema and exit
    Migrate,
    /// Export all data to FILE, for import into either kind of database; `-` is standard output
    Export {
        /// The file to write; must not exist yet
        file: PathBuf,
    },
    /// Import a file of `export` into an empty database; `-` is standard input
    Import {
        /// A file that `export` wrote
        file: PathBuf,
    },
    /// Copy a SQLite database that may be in use
    Backup {
        /// The copy to write; must not exist yet
        file: PathBuf,
    },
}

/// Why a subcommand is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The schemas differ, so columns could be lost.
    #[error("the database is at migration {found} and this program at {newest}: {mend}")]
    Schema {
        /// The migration of the database.
        found: i64,
        /// The newest migration of the program.
        newest: i64,
        /// Instruction for the operator.
        mend: &'static str,
    },
    /// Postgres has its own tools for backups.
    #[error(
        "`backup` copies a SQLite file; of Postgres make a copy with pg_dump or with the operator's backups"
    )]
    IsPostgres,
    /// The copy is corrupt, so the original may be as well.
    #[error("the copy does not pass the integrity check: {0}")]
    Broken(String),
}

/// Checks that database and program have the same schema, which moving whole tables requires.
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

/// A database with the operations of the maintenance subcommands.
pub trait Maintained {
    /// The error of the database.
    type Error: From<io::Error>;
    /// Migrates the schema.
    fn migrate(&self) -> impl Future<Output = Result<(), Self::Error>>;
    /// Writes a consistent snapshot of all data to `out`.
    fn export(&self, out: &mut dyn Write) -> impl Future<Output = Result<Summary, Self::Error>>;
    /// Imports `input` into the database, which must be empty; all or nothing.
    fn import(&self, input: &mut dyn BufRead) -> impl Future<Output = Result<Summary, Self::Error>>;
    /// Copies a consistent snapshot of the database into `file`, which exists and is empty.
    fn backup(&self, file: &Path) -> impl Future<Output = Result<(), Self::Error>>;
}

impl Maintenance {
    /// Runs the subcommand and prints one line about the result, with the digest of the moved data.
    /// The line goes to standard output, or to standard error if standard output carries the data.
    ///
    /// # Errors
    /// An error of `database`, or of reading or creating the file. A file is called `FILE.part`
    /// until it is complete; one that cannot be completed is removed.
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

/// A new file, readable only by its owner since it holds names of people. It is called `FILE.part`
/// until it is complete, so that a killed process leaves no file that looks complete. It is removed
/// if dropped unfinished.
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

    /// Syncs the file to disk and gives it its final name; fails if that name has been taken
    /// meanwhile.
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

/// Renames without replacing an existing file. NFS lacks such a rename, so it falls back to a hard
/// link.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS) => hard_link(from, to),
        renamed => Ok(renamed?),
    }
}

#[cfg(test)]
mod tests;
