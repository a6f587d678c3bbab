//! Export of a whole database to an archive, and import of an archive into an empty database. The
//! caller holds one transaction around each.

use super::{ArchiveError, Next, Reader, Row, Summary, Table, Writer, digest_only};
use std::{
    future::Future,
    io::{self, BufRead, Write},
};

/// Rows per `INSERT`; engines limit the number of parameters, and no table has many columns.
const BATCH: usize = 200;

/// Description of a kind of archive: its name, schema and tables.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Archive {
    /// Name of the service, in the archive's header.
    pub name: &'static str,
    /// The newest migration that this program knows.
    pub schema: i64,
    /// The tables, each before those that refer to it.
    pub tables: &'static [Table],
}

/// A transaction of one engine, used table by table.
pub(crate) trait Tables {
    /// The error of the engine.
    type Error: From<ArchiveError> + From<io::Error>;
    /// Whether the table has no rows.
    fn is_empty(&mut self, table: &Table) -> impl Future<Output = Result<bool, Self::Error>>;
    /// Writes all rows of [`Table::select`] to `archive`, one by one.
    fn read<W: Write>(
        &mut self,
        table: &Table,
        archive: &mut Writer<W>,
    ) -> impl Future<Output = Result<(), Self::Error>>;
    /// Inserts `rows`, which must not be empty, with one statement.
    fn insert(&mut self, table: &Table, rows: Vec<Row>) -> impl Future<Output = Result<(), Self::Error>>;
}

impl Archive {
    /// Writes all rows of `from` to `out`.
    ///
    /// # Errors
    /// When reading or writing fails.
    pub(crate) async fn export<T: Tables>(
        &self,
        from: &mut T,
        out: &mut dyn Write,
    ) -> Result<Summary, T::Error> {
        let mut archive = Writer::begin(out, self.name, self.schema)?;
        self.write(from, &mut archive).await?;
        Ok(archive.finish()?)
    }

    /// Fills the empty tables, then reads them back and compares the digest with the archive's. On
    /// an error the caller rolls the transaction back.
    ///
    /// # Errors
    /// [`ArchiveError`], or an error of the database.
    pub(crate) async fn import<T: Tables>(
        &self,
        into: &mut T,
        input: &mut dyn BufRead,
    ) -> Result<Summary, T::Error> {
        for table in self.tables {
            if !into.is_empty(table).await? {
                return Err(ArchiveError::NotEmpty(table.name).into());
            }
        }
        let said = fill(into, Reader::open(input, self)?).await?;
        let mut digest = digest_only();
        self.write(into, &mut digest).await?;
        let found = digest.finish()?;
        if found == said { Ok(found) } else { Err(ArchiveError::Differs { found, said }.into()) }
    }

    async fn write<T: Tables, W: Write>(
        &self,
        from: &mut T,
        archive: &mut Writer<W>,
    ) -> Result<(), T::Error> {
        for table in self.tables {
            from.read(table, archive).await?;
        }
        Ok(())
    }
}

async fn fill<T: Tables>(into: &mut T, mut archive: Reader<&mut dyn BufRead>) -> Result<Summary, T::Error> {
    let mut waiting: Option<(&'static Table, Vec<Row>)> = None;
    loop {
        let (next, rest) = archive.read()?;
        archive = rest;
        match (next, &mut waiting) {
            (Next::Row(table, row), Some((of, rows))) if of.name == table.name && rows.len() < BATCH => {
                rows.push(row);
            }
            (next, full) => {
                if let Some((table, rows)) = full.take() {
                    into.insert(table, rows).await?;
                }
                match next {
                    Next::Row(table, row) => *full = Some((table, vec![row])),
                    Next::End(summary) => return Ok(summary),
                }
            }
        }
    }
}
