//! Check against silent loss: an export moves the tables and columns that [`Schema::tables`] lists,
//! and a new migration does not remind anybody of that list.

use crate::{DatabaseSchema, MaintenanceError, ServiceDatabase, database::DatabaseLocation};

const SQLITE_COLUMNS: &str =
    "SELECT t.name AS table_name, c.name AS column_name, c.type AS data_type
    FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c
    WHERE t.type = 'table' AND t.name NOT GLOB 'sqlite_*' ORDER BY t.name, c.cid";
const POSTGRES_COLUMNS: &str =
    "SELECT table_name::text AS table_name, column_name::text AS column_name, data_type::text AS data_type
    FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position";
/// The migrations' own table, which every database has for itself.
const MIGRATIONS: &str = "_sqlx_migrations";

#[derive(sqlx::FromRow)]
struct FoundColumn {
    table_name: String,
    column_name: String,
    data_type: String,
}

impl FoundColumn {
    /// Whether `name` is this column's, as `table.column`, or its table's.
    fn is_named(&self, name: &str) -> bool {
        name == self.table_name
            || name.split_once('.') == Some((&self.table_name, &self.column_name))
    }
}

impl ServiceDatabase {
    /// Compares the migrated database with [`DatabaseSchema::tables`] and
    /// [`DatabaseSchema::unarchived`]: a sentence for each column that only one side has, with
    /// the file and the line to add. For a test of the service.
    ///
    /// # Errors
    /// [`MaintenanceError`].
    pub async fn find_unarchived(&self) -> Result<Vec<String>, MaintenanceError> {
        let mut found: Vec<FoundColumn> = match &self.place {
            DatabaseLocation::Sqlite(file) => {
                sqlx::query_as(SQLITE_COLUMNS).fetch_all(&mut file.open_existing().await?).await?
            }
            DatabaseLocation::Postgres(target) => {
                sqlx::query_as(POSTGRES_COLUMNS)
                    .fetch_all(&mut target.open_connection().await?)
                    .await?
            }
        };
        found.retain(|column| column.table_name != MIGRATIONS);
        Ok(compare_columns(self.schema, &found))
    }
}

fn compare_columns(schema: &DatabaseSchema, found: &[FoundColumn]) -> Vec<String> {
    let file = schema.file;
    let columns = schema.tables.iter().flat_map(|table| {
        table.columns.iter().map(|column| format!("{}.{}", table.name, column.name))
    });
    let named: Vec<_> =
        columns.chain(schema.unarchived.iter().map(|(what, _)| (*what).to_owned())).collect();
    let lost = found.iter().filter(|column| !named.iter().any(|name| column.is_named(name))).map(|column| {
        let FoundColumn { table_name, column_name, data_type } = column;
        let (place, made) = match schema.tables.iter().any(|table| table.name == table_name) {
            true => ("the table", "added_later"),
            false => ("a new table", "new"),
        };
        let line = format!("ArchiveColumn::{made}(\"{column_name}\", {}),", column_kind(data_type));
        format!(
            "{file}: no export contains `{table_name}.{column_name}`; add to {place} `{table_name}`: {line}"
        )
    });
    let gone = named.iter().filter(|name| !found.iter().any(|column| column.is_named(name)));
    let gone = gone.map(|name| format!("{file}: names `{name}`, which the database does not have"));
    lost.chain(gone).collect()
}

/// The [`crate::archive::Kind`] of a type; SQLite's types leave a choice.
fn column_kind(data_type: &str) -> &'static str {
    match data_type {
        "uuid" => "Id",
        "text" => "Text",
        "bigint" | "integer" | "smallint" => "Integer",
        "boolean" => "Flag",
        "jsonb" => "Json",
        "bytea" => "Bytes",
        "TEXT" => "Text /* or Json */",
        "INTEGER" => "Integer /* or Flag */",
        "BLOB" => "Bytes /* or Id */",
        _ => "/* a type that archives do not know yet */",
    }
}
