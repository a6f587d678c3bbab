//! The file in which a database's rows travel from one engine to another: lines of JSON, a header, one line a row in a
//! canonical order, and an end with their count and digest.
//!
//! Equal rows make equal bytes, whichever engine they were read from, so two digests say whether two databases hold
//! the same. A file that was cut off has no end, and one that was changed has another digest.

mod rows;
mod transfer;

pub use rows::{Column, Field, Kind, Row, Table};
pub use transfer::{Archive, Tables};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    fmt,
    io::{self, BufRead, Read as _, Write},
};

/// What `format` in the header says.
const FORMAT: u32 = 1;
/// No row comes near: a request's body is bounded.
const LINE_LIMIT: u64 = 16 << 20;

/// Why an archive cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Reading or writing it failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Not one of ours, or of another service.
    #[error("this is no export of {0}")]
    Foreign(&'static str),
    /// Made by a newer version of the program.
    #[error(
        "its schema is {found} and this program knows no newer one than {newest}: use the program that wrote it"
    )]
    Newer {
        /// The file's.
        found: i64,
        /// The program's.
        newest: i64,
    },
    /// A line is none of ours.
    #[error("line {line}: {why}")]
    Line {
        /// Which, from 1.
        line: u64,
        /// Why.
        why: String,
    },
    /// The last line is missing.
    #[error("the file was cut off: its end is missing")]
    CutOff,
    /// The rows are not those that were written.
    #[error("the file was changed: its rows are {found}, and its end says {said}")]
    Changed {
        /// What the rows come to.
        found: Summary,
        /// What the end says.
        said: Summary,
    },
    /// Two databases are not mixed.
    #[error("the database is not empty: the table {0} has rows")]
    NotEmpty(&'static str),
    /// The rows came out of the database other than they went in.
    #[error("nothing was imported: the database would hold {found}, and the file says {said}")]
    Differs {
        /// What the database would hold.
        found: Summary,
        /// What the file says.
        said: Summary,
    },
}

/// How many rows, and their digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// How many.
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

/// Writes an archive, line by line.
pub struct Writer<W> {
    out: W,
    rows: Rows,
}

impl<W: Write> Writer<W> {
    /// Begins an archive of the service `name`, whose tables are as of migration `schema`.
    ///
    /// # Errors
    /// When `out` takes nothing.
    pub fn begin(mut out: W, name: &str, schema: i64) -> io::Result<Self> {
        let header = Header { archive: name.to_owned(), format: FORMAT, schema };
        serde_json::to_writer(&mut out, &header)?;
        out.write_all(b"\n")?;
        Ok(Self { out, rows: Rows::default() })
    }

    /// The next row of `table`; rows come in the order of [`Table::select`].
    ///
    /// # Errors
    /// When `out` takes nothing.
    pub fn row(&mut self, table: &Table, row: Row) -> io::Result<()> {
        let mut line = table.line(row);
        line.push('\n');
        self.rows.add(line.as_bytes());
        self.out.write_all(line.as_bytes())
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// When `out` takes nothing.
    pub fn finish(mut self) -> io::Result<Summary> {
        let summary = self.rows.summary();
        serde_json::to_writer(&mut self.out, &Line::End { end: summary.clone() })?;
        self.out.write_all(b"\n")?;
        self.out.flush()?;
        Ok(summary)
    }
}

/// The digest alone, of the same rows in the same order as an archive would have.
pub fn digest_only() -> Writer<io::Sink> {
    Writer { out: io::sink(), rows: Rows::default() }
}

/// Reads an archive, line by line. What it gave is to be believed only after it gave the [`Summary`].
pub struct Reader<R> {
    input: R,
    tables: &'static [Table],
    line: u64,
    rows: Rows,
}

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// A row of a table.
    Row(&'static Table, Row),
    /// Nothing more; count and digest are right.
    End(Summary),
}

impl<R: BufRead> Reader<R> {
    /// Begins to read an archive that is as `known` says, or of an older schema.
    ///
    /// # Errors
    /// [`ArchiveError`] when it is none, or newer.
    pub fn open(input: R, known: &Archive) -> Result<Self, ArchiveError> {
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

    /// The next row, or the end.
    ///
    /// # Errors
    /// [`ArchiveError`].
    pub fn read(mut self) -> Result<(Next, Self), ArchiveError> {
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
