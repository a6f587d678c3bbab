//! The archive format for moving a database's rows between engines: lines of JSON with a header,
//! one line per row in a canonical order, and an end line with the number of rows and their digest.
//!
//! Equal rows give equal bytes on every engine, so equal digests mean that two databases hold the
//! same rows. A truncated file has no end line, and a modified one has another digest.

mod rows;
mod transfer;

pub use rows::{ArchiveColumn, ArchiveTable, ColumnKind};
pub(crate) use rows::{FieldValue, Row};
pub(crate) use transfer::{ArchiveSpec, TableAccess};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    fmt,
    io::{self, BufRead, Read as _, Write},
};

/// The version of the format, in the header.
const FORMAT: u32 = 1;
/// Maximum length of a line in bytes. Rows are far below it, since request bodies are limited.
const LINE_LIMIT: u64 = 16 << 20;

/// Why an archive cannot be read or imported.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Reading or writing the file failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The file is not an archive of this service.
    #[error("this is no export of {0}")]
    Foreign(&'static str),
    /// The archive was written by a newer version of the program.
    #[error(
        "its schema is {found} and this program knows no newer one than {newest}: use the program that wrote it"
    )]
    Newer {
        /// The schema of the file.
        found: i64,
        /// The newest schema that the program knows.
        newest: i64,
    },
    /// A line is invalid.
    #[error("line {line}: {why}")]
    Line {
        /// Line number, from 1.
        line: u64,
        /// The reason, in words.
        why: String,
    },
    /// The end line is missing.
    #[error("the file was cut off: its end is missing")]
    CutOff,
    /// The rows differ from the end line.
    #[error("the file was changed: its rows are {found}, and its end says {said}")]
    Changed {
        /// Computed from the rows.
        found: ArchiveSummary,
        /// Stated in the end line.
        said: ArchiveSummary,
    },
    /// The target database has rows; an import does not merge.
    #[error("the database is not empty: the table {0} has rows")]
    NotEmpty(&'static str),
    /// The rows read back from the database differ from the archive.
    #[error("nothing was imported: the database would hold {found}, and the file says {said}")]
    Differs {
        /// Computed from the rows read back.
        found: ArchiveSummary,
        /// Stated in the archive.
        said: ArchiveSummary,
    },
}

/// The number of rows and their digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveSummary {
    /// Number of rows.
    pub rows: u64,
    /// SHA-256 of the rows' lines, in hexadecimal.
    pub sha256: String,
}

impl fmt::Display for ArchiveSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows, sha-256 {}", self.rows, self.sha256)
    }
}

#[derive(Serialize, Deserialize)]
struct ArchiveHeader {
    archive: String,
    format: u32,
    schema: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ArchiveLine {
    Row { row: serde_json::Map<String, serde_json::Value>, table: String },
    End { end: ArchiveSummary },
}

#[derive(Default)]
struct RowDigest {
    count: u64,
    hash: Sha256,
}

impl RowDigest {
    fn add_line(&mut self, line: &[u8]) {
        self.count += 1;
        self.hash.update(line);
    }

    fn into_summary(self) -> ArchiveSummary {
        ArchiveSummary { rows: self.count, sha256: hex::encode(self.hash.finalize()) }
    }
}

/// Writer of an archive, line by line.
pub(crate) struct ArchiveWriter<W> {
    out: W,
    rows: RowDigest,
}

impl<W: Write> ArchiveWriter<W> {
    /// Starts an archive of the service `name` with the schema of migration `schema`.
    ///
    /// # Errors
    /// When writing to `out` fails.
    pub(crate) fn with_header(mut out: W, name: &str, schema: i64) -> io::Result<Self> {
        let header = ArchiveHeader { archive: name.to_owned(), format: FORMAT, schema };
        serde_json::to_writer(&mut out, &header)?;
        out.write_all(b"\n")?;
        Ok(Self { out, rows: RowDigest::default() })
    }

    /// Writes the next row of `table`; rows must come in the order of [`Table::select`].
    ///
    /// # Errors
    /// When writing to `out` fails.
    pub(crate) fn write_row(&mut self, table: &ArchiveTable, row: Row) -> io::Result<()> {
        let mut line = table.format_row(row);
        line.push('\n');
        self.rows.add_line(line.as_bytes());
        self.out.write_all(line.as_bytes())
    }

    /// Writes the end line.
    ///
    /// # Errors
    /// When writing to `out` fails.
    pub(crate) fn write_end_line(mut self) -> io::Result<ArchiveSummary> {
        let summary = self.rows.into_summary();
        serde_json::to_writer(&mut self.out, &ArchiveLine::End { end: summary.clone() })?;
        self.out.write_all(b"\n")?;
        self.out.flush()?;
        Ok(summary)
    }
}

/// A writer that computes only the digest, for the same rows in the same order as in an archive.
pub(crate) fn digest_only() -> ArchiveWriter<io::Sink> {
    ArchiveWriter { out: io::sink(), rows: RowDigest::default() }
}

/// Reader of an archive, line by line. The rows are verified only once it has returned the
/// [`ArchiveSummary`].
pub(crate) struct ArchiveReader<R> {
    input: R,
    tables: &'static [ArchiveTable],
    line: u64,
    rows: RowDigest,
}

/// The next entry of an archive.
#[derive(Debug)]
pub(crate) enum ArchiveEntry {
    /// A row of a table.
    Row(&'static ArchiveTable, Row),
    /// The end of the archive; row count and digest are correct.
    End(ArchiveSummary),
}

impl<R: BufRead> ArchiveReader<R> {
    /// Opens an archive of the kind `known`, with the same or an older schema.
    ///
    /// # Errors
    /// [`ArchiveError`] if it is not such an archive, or newer.
    pub(crate) fn open(input: R, known: &ArchiveSpec) -> Result<Self, ArchiveError> {
        let ArchiveSpec { name, schema: newest, tables } = *known;
        let mut reader = Self { input, tables, line: 0, rows: RowDigest::default() };
        let line = reader.next_line()?;
        let header: ArchiveHeader =
            serde_json::from_slice(&line).map_err(|_| ArchiveError::Foreign(name))?;
        if header.archive != name || header.format != FORMAT {
            return Err(ArchiveError::Foreign(name));
        }
        if header.schema > newest {
            return Err(ArchiveError::Newer { found: header.schema, newest });
        }
        Ok(reader)
    }

    /// Reads the next row, or the end.
    ///
    /// # Errors
    /// [`ArchiveError`].
    pub(crate) fn read_next(mut self) -> Result<(ArchiveEntry, Self), ArchiveError> {
        let line = self.next_line()?;
        let wrong = |why: String| ArchiveError::Line { line: self.line, why };
        match serde_json::from_slice(&line).map_err(|_| wrong("no row".to_owned()))? {
            ArchiveLine::Row { row, table } => {
                let table = self.tables.iter().find(|known| known.name == table);
                let table = table.ok_or_else(|| wrong("no table of this service".to_owned()))?;
                let row = table.parse(row).map_err(wrong)?;
                self.rows.add_line(&line);
                Ok((ArchiveEntry::Row(table, row), self))
            }
            ArchiveLine::End { end: said } => {
                let found = std::mem::take(&mut self.rows).into_summary();
                if found != said {
                    return Err(ArchiveError::Changed { found, said });
                }
                if !self.input.fill_buf()?.is_empty() {
                    return Err(wrong("this is the end, and more follows".to_owned()));
                }
                Ok((ArchiveEntry::End(said), self))
            }
        }
    }

    fn next_line(&mut self) -> Result<Vec<u8>, ArchiveError> {
        let mut line = Vec::new();
        self.line += 1;
        (&mut self.input).take(LINE_LIMIT).read_until(b'\n', &mut line)?;
        if line.last() == Some(&b'\n') { Ok(line) } else { Err(ArchiveError::CutOff) }
    }
}

#[cfg(test)]
mod tests;
