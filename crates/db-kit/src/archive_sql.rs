//! Reading and inserting whole tables, for export and import; compiled once per engine.

use super::{COLLATE, Db, OVERRIDING};
use crate::{
    MaintenanceError,
    archive::{Column, Field, Kind, Row, Table, Tables, Writer},
};
use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Database, QueryBuilder, Row as _, query_builder::Separated, types::Json};
use std::io::Write;

/// The tables in a transaction. The statements are built from constants only.
pub(crate) struct Rows<'a>(pub(crate) &'a mut <Db as Database>::Connection);

impl Tables for Rows<'_> {
    type Error = MaintenanceError;

    async fn is_empty(&mut self, table: &Table) -> Result<bool, MaintenanceError> {
        let sql = AssertSqlSafe(format!("SELECT 1 FROM {} LIMIT 1", table.name));
        Ok(sqlx::query::<Db>(sql).fetch_optional(&mut *self.0).await?.is_none())
    }

    async fn read<W: Write>(&mut self, table: &Table, to: &mut Writer<W>) -> Result<(), MaintenanceError> {
        let sql = AssertSqlSafe(table.select(COLLATE));
        let mut rows = sqlx::query::<Db>(sql).fetch(&mut *self.0);
        while let Some(row) = rows.try_next().await? {
            let fields = table.columns.iter().map(|column| field(&row, column)).collect::<Result<_, _>>()?;
            to.row(table, fields)?;
        }
        Ok(())
    }

    async fn insert(&mut self, table: &Table, rows: Vec<Row>) -> Result<(), MaintenanceError> {
        let mut query = QueryBuilder::<Db>::new(table.insert(OVERRIDING));
        query.push_values(rows, |mut values, row| row.into_iter().for_each(|field| bind(&mut values, field)));
        query.build().persistent(false).execute(&mut *self.0).await?;
        Ok(())
    }
}

fn field(row: &<Db as Database>::Row, column: &Column) -> Result<Field, sqlx::Error> {
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
