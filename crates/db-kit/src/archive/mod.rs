//! The archive format for moving a database's rows between engines: lines of JSON with a header,
//! one line per row in a canonical order, and an end line with the number of rows and their digest.
//!
//! Equal rows give equal bytes on every engine, so equal digests mean that two databases hold the
//! same rows. A truncated file has no end line, and a modified one has another digest.

mod rows;
mod transfer;

pub use rows::{Column, Kind, Table};
pub(crate) use rows::{Field, Row};
pub(crate) use transfer::{Archive, Tables};

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
        found: Summary,
        /// Stated in the end line.
        said: Summary,
    },
    /// The target database has rows; an import does not merge.
    #[error("the database is not empty: the table {0} has rows")]
    NotEmpty(&'static str),
    /// The rows read back from the database differ from the archive.
    #[error("nothing was imported: the database would hold {found}, and the file says {said}")]
    Differs {
        /// Computed from the rows read back.
        found: Summary,
        /// Stated in the archive.
        said: Summary,
    },
}

/// The number of rows and their digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Number of rows.
    pub rows: u64,
    /// SHA-256 of the rows' lines, in hexadecimal.
    pub sha256: String,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows, sha-256 {}", self.rows, self.sha256)
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    archive: String,
    format: u32,
    schema: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Row { row: serde_json::Map<String, serde_json::Value>, table: String },
    End { end: Summary },
}

#[derive(Default)]
struct Rows {
    count: u64,
    hash: Sha256,
}

impl Rows {
    fn add(&mut self, line: &[u8]) {
        self.count += 1;
        self.hash.update(line);
    }

    fn summary(self) -> Summary {
        Summary { rows: self.count, sha256: hex::encode(self.hash.finalize()) }
    }
}

/// Writer of an archive, line by line.
pub(crate) struct Writer<W> {
    out: W,
    rows: Rows,
}

impl<W: Write> Writer<W> {
    /// Starts an archive of the service `name` with the schema of migration `schema`.
    ///
    /// # Errors
    /// When writing to `out` fails.
    pub(crate) fn begin(mut out: W, name: &str, schema: i64) -> io::Result<Self> {
        let header = Header { archive: name.to_owned(), format: FORMAT, schema };
        serde_json::to_writer(&mut out, &header)?;
        out.write_all(b"\n")?;
        Ok(Self { out, rows: Rows::default() })
    }

    /// Writes the next row of `table`; rows must come in the order of [`Table::select`].
    ///
    /// # Errors
    /// When writing to `out` fails.
    pub(crate) fn row(&mut self, table: &Table, row: Row) -> io::Result<()> {
        let mut line = table.line(row);
        line.push('\n');
        self.rows.add(line.as_bytes());
        self.out.write_all(line.as_bytes())
    }

    /// Writes the end line.
    ///
    /// # Errors
    /// When writing to `out` fails.
    pub(crate) fn finish(mut self) -> io::Result<Summary> {
        let summary = self.rows.summary();
        serde_json::to_writer(&mut self.out, &Line::End { end: summary.clone() })?;
        self.out.write_all(b"\n")?;
        self.out.flush()?;
        Ok(summary)
    }
}

/// A writer that computes only the digest, for the same rows in the same order as in an archive.
pub(crate) fn digest_only() -> Writer<io::Sink> {
    Writer { out: io::sink(), rows: Rows::default() }
}

/// Reader of an archive, line by line. The rows are verified only once it has returned the
/// [`Summary`].
pub(crate) struct Reader<R> {
    input: R,
    tables: &'static [Table],
    line: u64,
    rows: Rows,
}

/// The next entry of an archive.
#[derive(Debug)]
pub(crate) enum Next {
    /// A row of a table.
    Row(&'static Table, Row),
    /// The end of the archive; row count and digest are correct.
    End(Summary),
}

impl<R: BufRead> Reader<R> {
    /// Opens an archive of the kind `known`, with the same or an older schema.
    ///
    /// # Errors
    /// [`ArchiveError`] if it is not such an archive, or newer.
    pub(crate) fn open(input: R, known: &Archive) -> Result<Self, ArchiveError> {
        let Archive { name, schema: newest, tables } = *known;
        let mut reader = Self { input, tables, line: 0, rows: Rows::default() };
        let line = reader.next_line()?;
        let header: Header = serde_json::from_slice(&line).map_err(|_| ArchiveError::Foreign(name))?;
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
    pub(crate) fn read(mut self) -> Result<(Next, Self), ArchiveError> {
        let line = self.next_line()?;
        let wrong = |why: String| ArchiveError::Line { line: self.line, why };
        match serde_json::from_slice(&line).map_err(|_| wrong("no row".to_owned()))? {
            Line::Row { row, table } => {
                let table = self.tables.iter().find(|known| known.name == table);
                let table = table.ok_or_else(|| wrong("no table of this service".to_owned()))?;
                let row = table.parse(row).map_err(wrong)?;
                self.rows.add(&line);
                Ok((Next::Row(table, row), self))
            }
            Line::End { end: said } => {
                let found = std::mem::take(&mut self.rows).summary();
                if found != said {
                    return Err(ArchiveError::Changed { found, said });
                }
                if !self.input.fill_buf()?.is_empty() {
                    return Err(wrong("this is the end, and more follows".to_owned()));
                }
                Ok((Next::End(said), self))
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
