//! Maintenance subcommands of every binary with a database: files and messages. The work on the
//! database is in `maintenance.rs`.

use crate::{MaintenanceError, ServiceDatabase};
use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};
use std::{
    fs::{File, OpenOptions, hard_link, remove_file},
    io::{self, BufReader, BufWriter, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// A subcommand that runs instead of the server.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum MaintenanceCommand {
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

impl MaintenanceCommand {
    /// Runs the subcommand and prints one line about the result, with the digest of the moved data.
    /// The line goes to standard output, or to standard error if standard output carries the data.
    ///
    /// # Errors
    /// An error of `database`, or of reading or creating the file. A file is called `FILE.part`
    /// until it is complete; one that cannot be completed is removed.
    pub(crate) async fn run(&self, database: &ServiceDatabase) -> Result<(), MaintenanceError> {
        let done = self.run_command(database).await?;
        match self {
            Self::Export { file } if is_standard(file) => writeln!(io::stderr(), "{done}")?,
            _ => writeln!(io::stdout(), "{done}")?,
        }
        Ok(())
    }

    async fn run_command(&self, database: &ServiceDatabase) -> Result<String, MaintenanceError> {
        match self {
            Self::Migrate => {
                database.migrate_schema().await.map(|()| "the schema is up to date".to_owned())
            }
            Self::Export { file } if is_standard(file) => {
                let mut out = BufWriter::new(io::stdout());
                Ok(format!("exported {}", database.export_archive(&mut out).await?))
            }
            Self::Export { file } => {
                let made = NewFile::create_part(file)?;
                let moved = database.export_archive(&mut BufWriter::new(&made.file)).await?;
                made.publish_as(file)?;
                Ok(format!("exported {moved}"))
            }
            Self::Import { file } if is_standard(file) => Ok(format!(
                "imported {}",
                database.import_archive(&mut BufReader::new(io::stdin())).await?
            )),
            Self::Import { file } => {
                let mut input = BufReader::new(
                    File::open(file).map_err(|error| error_with_path(file, &error))?,
                );
                Ok(format!("imported {}", database.import_archive(&mut input).await?))
            }
            Self::Backup { file } => {
                let made = NewFile::create_part(file)?;
                database.back_up_to(&made.part).await?;
                made.publish_as(file)?;
                Ok(format!("copied to {}", file.display()))
            }
        }
    }
}

fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}

fn error_with_path(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}

/// A new file, readable only by its owner since it holds names of people. It is called `FILE.part`
/// until it is complete, so that a killed process leaves no file that looks complete. It is removed
/// if dropped unfinished.
struct NewFile {
    part: PathBuf,
    file: File,
}

impl NewFile {
    fn create_part(path: &Path) -> io::Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(error_with_path(path, &Errno::EXIST.into()));
        }
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part);
        file.map_err(|error| error_with_path(&part, &error)).map(|file| Self { part, file })
    }

    /// Syncs the file to disk and gives it its final name; fails if that name has been taken
    /// meanwhile.
    fn publish_as(self, path: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        rename_new(&self.part, path).map_err(|error| error_with_path(path, &error))?;
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for NewFile {
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
