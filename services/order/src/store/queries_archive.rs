//! All rows, out of one database and into another.

use super::{COLLATE, Connection, Db, OVERRIDING, rows::DbRow};
use crate::store::{
    maintenance::MaintenanceError,
    tables::{NAME, TABLES},
};
use futures::TryStreamExt as _;
use service_kit::archive::{Column, Field, Kind, Next, Reader, Row, Summary, Table, Writer, digest_only};
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _, query_builder::Separated, types::Json};
use std::io::{BufRead, Write};

/// Rows of one statement; both engines bound the number of parameters, and the widest table has 18 columns.
const BATCH: usize = 200;

/// Writes all rows that the transaction sees.
pub(in crate::store) async fn export(
    conn: &mut Connection,
    out: &mut dyn Write,
    schema: i64,
) -> Result<Summary, MaintenanceError> {
    let mut archive = Writer::begin(out, NAME, schema)?;
    write(conn, &mut archive).await?;
    Ok(archive.finish()?)
}

async fn write<W: Write>(conn: &mut Connection, archive: &mut Writer<W>) -> Result<(), MaintenanceError> {
    for table in &TABLES {
        // Made of constants only.
        let sql = AssertSqlSafe(table.select(COLLATE));
        let mut rows = sqlx::query::<Db>(sql).fetch(&mut *conn);
        while let Some(row) = rows.try_next().await? {
            let fields = table.columns.iter().map(|column| field(&row, column)).collect::<Result<_, _>>()?;
            archive.row(table, fields)?;
        }
    }
    Ok(())
}

fn field(row: &DbRow, column: &Column) -> Result<Field, sqlx::Error> {
    let name = column.name;
    Ok(match column.kind {
        Kind::Id => Field::Id(row.try_get(name)?),
        Kind::Text => Field::Text(row.try_get(name)?),
        Kind::Integer => Field::Integer(row.try_get(name)?),
        Kind::Flag => Field::Flag(row.try_get(name)?),
        Kind::Json => Field::Json(row.try_get::<Option<Json<_>>, _>(name)?.map(|Json(value)| value)),
        Kind::Bytes => Field::Bytes(row.try_get(name)?),
    })
}

/// Fills the empty tables and reads them again: what they hold then is what the archive says, or the caller takes the
/// transaction back.
pub(in crate::store) async fn import(
    conn: &mut Connection,
    input: &mut dyn BufRead,
    schema: i64,
) -> Result<Summary, MaintenanceError> {
    for table in &TABLES {
        let sql = AssertSqlSafe(format!("SELECT 1 FROM {} LIMIT 1", table.name));
        if sqlx::query::<Db>(sql).fetch_optional(&mut *conn).await?.is_some() {
            return Err(MaintenanceError::NotEmpty(table.name));
        }
    }
    let said = fill(conn, Reader::open(input, NAME, schema, &TABLES)?).await?;
    let mut digest = digest_only();
    write(conn, &mut digest).await?;
    let found = digest.finish()?;
    if found == said { Ok(found) } else { Err(MaintenanceError::Differs { found, said }) }
}

async fn fill(
    conn: &mut Connection,
    mut archive: Reader<&mut dyn BufRead>,
) -> Result<Summary, MaintenanceError> {
    let (mut table, mut batch) = (&TABLES[0], Vec::with_capacity(BATCH));
    loop {
        let (next, rest) = archive.read()?;
        archive = rest;
        match next {
            Next::Row(of, row) => {
                if of.name != table.name || batch.len() == BATCH {
                    insert(conn, table, &mut batch).await?;
                }
                table = of;
                batch.push(row);
            }
            Next::End(summary) => {
                insert(conn, table, &mut batch).await?;
                return Ok(summary);
            }
        }
    }
}

async fn insert(conn: &mut Connection, table: &Table, batch: &mut Vec<Row>) -> Result<(), sqlx::Error> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Db>::new(table.insert(OVERRIDING));
    query.push_values(batch.drain(..), |mut values, row| row.into_iter().for_each(|f| bind(&mut values, f)));
    query.build().persistent(false).execute(conn).await?;
    Ok(())
}

fn bind(values: &mut Separated<'_, Db, &'static str>, field: Field) {
    match field {
        Field::Id(id) => values.push_bind(id),
        Field::Text(text) => values.push_bind(text),
        Field::Integer(integer) => values.push_bind(integer),
        Field::Flag(flag) => values.push_bind(flag),
        Field::Json(json) => values.push_bind(json.map(Json)),
        Field::Bytes(bytes) => values.push_bind(bytes),
    };
}
