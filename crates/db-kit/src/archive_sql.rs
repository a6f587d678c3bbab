//! Reading and inserting whole tables, for export and import; compiled once per engine.

use super::{COLLATE, Db, OVERRIDING};
use crate::{
    MaintenanceError,
    archive::{
        ArchiveColumn, ArchiveTable, ArchiveWriter, ColumnKind, FieldValue, Row, TableAccess,
    },
};
use futures::TryStreamExt as _;
use sqlx::{
    AssertSqlSafe, Database, QueryBuilder, Row as _, query_builder::Separated, types::Json,
};
use std::io::Write;

/// The tables in a transaction. The statements are built from constants only.
pub(crate) struct SqlTableAccess<'a>(pub(crate) &'a mut <Db as Database>::Connection);

impl TableAccess for SqlTableAccess<'_> {
    type Error = MaintenanceError;

    async fn is_empty(&mut self, table: &ArchiveTable) -> Result<bool, MaintenanceError> {
        let sql = AssertSqlSafe(format!("SELECT 1 FROM {} LIMIT 1", table.name));
        Ok(sqlx::query::<Db>(sql).fetch_optional(&mut *self.0).await?.is_none())
    }

    async fn copy_rows<W: Write>(
        &mut self,
        table: &ArchiveTable,
        to: &mut ArchiveWriter<W>,
    ) -> Result<(), MaintenanceError> {
        let sql = AssertSqlSafe(table.select_sql(COLLATE));
        let mut rows = sqlx::query::<Db>(sql).fetch(&mut *self.0);
        while let Some(row) = rows.try_next().await? {
            let fields = table
                .columns
                .iter()
                .map(|column| read_field(&row, column))
                .collect::<Result<_, _>>()?;
            to.write_row(table, fields)?;
        }
        Ok(())
    }

    async fn insert_rows(
        &mut self,
        table: &ArchiveTable,
        rows: Vec<Row>,
    ) -> Result<(), MaintenanceError> {
        let mut query = QueryBuilder::<Db>::new(table.insert_sql(OVERRIDING));
        query.push_values(rows, |mut values, row| {
            row.into_iter().for_each(|field| bind_field(&mut values, field));
        });
        query.build().persistent(false).execute(&mut *self.0).await?;
        Ok(())
    }
}

fn read_field(
    row: &<Db as Database>::Row,
    column: &ArchiveColumn,
) -> Result<FieldValue, sqlx::Error> {
    let name = column.name;
    Ok(match column.kind {
        ColumnKind::Id => FieldValue::Id(row.try_get(name)?),
        ColumnKind::Text => FieldValue::Text(row.try_get(name)?),
        ColumnKind::Integer => FieldValue::Integer(row.try_get(name)?),
        ColumnKind::Flag => FieldValue::Flag(row.try_get(name)?),
        ColumnKind::Json => {
            FieldValue::Json(row.try_get::<Option<Json<_>>, _>(name)?.map(|Json(value)| value))
        }
        ColumnKind::Bytes => FieldValue::Bytes(row.try_get(name)?),
    })
}

fn bind_field(values: &mut Separated<'_, Db, &'static str>, field: FieldValue) {
    match field {
        FieldValue::Id(id) => values.push_bind(id),
        FieldValue::Text(text) => values.push_bind(text),
        FieldValue::Integer(integer) => values.push_bind(integer),
        FieldValue::Flag(flag) => values.push_bind(flag),
        FieldValue::Json(json) => values.push_bind(json.map(Json)),
        FieldValue::Bytes(bytes) => values.push_bind(bytes),
    };
}
