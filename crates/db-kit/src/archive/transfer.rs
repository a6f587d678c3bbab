//! Export of a whole database to an archive, and import of an archive into an empty database. The
//! caller holds one transaction around each.

use super::{
    ArchiveEntry, ArchiveError, ArchiveReader, ArchiveSummary, ArchiveTable, ArchiveWriter, Row,
    digest_only,
};
use std::{
    future::Future,
    io::{self, BufRead, Write},
};

/// Rows per `INSERT`; engines limit the number of parameters, and no table has many columns.
const BATCH: usize = 200;

/// Description of a kind of archive: its name, schema and tables.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArchiveSpec {
    /// Name of the service, in the archive's header.
    pub name: &'static str,
    /// The newest migration that this program knows.
    pub schema: i64,
    /// The tables, each before those that refer to it.
    pub tables: &'static [ArchiveTable],
}

/// A transaction of one engine, used table by table.
pub(crate) trait TableAccess {
    /// The error of the engine.
    type Error: From<ArchiveError> + From<io::Error>;
    /// Whether the table has no rows.
    fn is_empty(&mut self, table: &ArchiveTable)
    -> impl Future<Output = Result<bool, Self::Error>>;
    /// Writes all rows of [`Table::select`] to `archive`, one by one.
    fn copy_rows<W: Write>(
        &mut self,
        table: &ArchiveTable,
        archive: &mut ArchiveWriter<W>,
    ) -> impl Future<Output = Result<(), Self::Error>>;
    /// Inserts `rows`, which must not be empty, with one statement.
    fn insert_rows(
        &mut self,
        table: &ArchiveTable,
        rows: Vec<Row>,
    ) -> impl Future<Output = Result<(), Self::Error>>;
}

impl ArchiveSpec {
    /// Writes all rows of `from` to `out`.
    ///
    /// # Errors
    /// When reading or writing fails.
    pub(crate) async fn export_tables<T: TableAccess>(
        &self,
        from: &mut T,
        out: &mut dyn Write,
    ) -> Result<ArchiveSummary, T::Error> {
        let mut archive = ArchiveWriter::with_header(out, self.name, self.schema)?;
        self.write_tables(from, &mut archive).await?;
        Ok(archive.write_end_line()?)
    }

    /// Fills the empty tables, then reads them back and compares the digest with the archive's. On
    /// an error the caller rolls the transaction back.
    ///
    /// # Errors
    /// [`ArchiveError`], or an error of the database.
    pub(crate) async fn import_tables<T: TableAccess>(
        &self,
        into: &mut T,
        input: &mut dyn BufRead,
    ) -> Result<ArchiveSummary, T::Error> {
        for table in self.tables {
            if !into.is_empty(table).await? {
                return Err(ArchiveError::NotEmpty(table.name).into());
            }
        }
        let said = fill_tables(into, ArchiveReader::open(input, self)?).await?;
        let mut digest = digest_only();
        self.write_tables(into, &mut digest).await?;
        let found = digest.write_end_line()?;
        if found == said { Ok(found) } else { Err(ArchiveError::Differs { found, said }.into()) }
    }

    async fn write_tables<T: TableAccess, W: Write>(
        &self,
        from: &mut T,
        archive: &mut ArchiveWriter<W>,
    ) -> Result<(), T::Error> {
        for table in self.tables {
            from.copy_rows(table, archive).await?;
        }
        Ok(())
    }
}

async fn fill_tables<T: TableAccess>(
    into: &mut T,
    mut archive: ArchiveReader<&mut dyn BufRead>,
) -> Result<ArchiveSummary, T::Error> {
    let mut waiting: Option<(&'static ArchiveTable, Vec<Row>)> = None;
    loop {
        let (next, rest) = archive.read_next()?;
        archive = rest;
        match (next, &mut waiting) {
            (ArchiveEntry::Row(table, row), Some((of, rows)))
                if of.name == table.name && rows.len() < BATCH =>
            {
                rows.push(row);
            }
            (next, full) => {
                if let Some((table, rows)) = full.take() {
                    into.insert_rows(table, rows).await?;
                }
                match next {
                    ArchiveEntry::Row(table, row) => *full = Some((table, vec![row])),
                    ArchiveEntry::End(summary) => return Ok(summary),
                }
            }
        }
    }
}
