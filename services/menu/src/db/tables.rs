//! Schema of the database: its migrations, and the tables and columns that an export contains.

use db_kit::{
    OnPostgres, Schema, VersionedTexts,
    archive::{
        Column,
        Kind::{Bytes, Integer, Json, Text},
        Table,
    },
    audit,
};

/// Table with the last signed roster of each store's staff.
pub(super) const ROSTERS: &str = "staff_rosters";

/// The schema of the menu service's database.
pub static SCHEMA: Schema = Schema {
    name: "jumun-menu",
    sqlite: || sqlx::migrate!("migrations/sqlite"),
    postgres: || sqlx::migrate!("migrations/postgres"),
    tables: &TABLES,
    unarchived: &[("stores.counter_seen_ms", "of the moment: absence is counted anew after a move")],
    file: file!(),
    newest_ms: "SELECT at_ms FROM audit_events ORDER BY id DESC LIMIT 1",
    on_postgres: Some(OnPostgres {
        migrated: |_| Box::pin(async { Ok(()) }),
        imported: |conn| Box::pin(audit::after_import(conn)),
    }),
};

static TABLES: [Table; 9] = [
    VersionedTexts::table(ROSTERS),
    Table {
        name: "stores",
        columns: &[Column::new("store_id", Text), Column::new("version", Integer), Column::new("body", Json)],
        order: &["store_id"],
    },
    entities("categories"),
    entities("items"),
    entities("option_groups"),
    Table {
        name: "availability",
        columns: &[
            Column::new("store_id", Text),
            Column::new("subject", Text),
            Column::new("id", Text),
            Column::new("state", Text),
            Column::new("until_ms", Integer),
        ],
        order: &["store_id", "subject", "id"],
    },
    Table {
        name: "pictures",
        columns: &[
            Column::new("store_id", Text),
            Column::new("id", Text),
            Column::new("kept_ms", Integer),
            Column::new("small", Bytes),
            Column::new("large", Bytes),
        ],
        order: &["store_id", "id"],
    },
    Table {
        name: "drafts",
        columns: &[Column::new("store_id", Text), Column::new("version", Integer), Column::new("body", Json)],
        order: &["store_id"],
    },
    audit::TABLE,
];

/// The three tables with the same columns.
const fn entities(name: &'static str) -> Table {
    const COLUMNS: [Column; 4] = [
        Column::new("store_id", Text),
        Column::new("id", Text),
        Column::new("position", Integer),
        Column::new("body", Json),
    ];
    Table { name, columns: &COLUMNS, order: &["store_id", "id"] }
}
