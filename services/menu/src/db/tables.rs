//! Schema of the database: its migrations, and the tables and columns that an export contains.

use db_kit::{
    DatabaseSchema, PostgresHooks, VersionedTexts,
    archive::{
        ArchiveColumn, ArchiveTable,
        ColumnKind::{Bytes, Integer, Json, Text},
    },
    audit,
};

/// Table with the last signed roster of each store's staff.
pub(super) const ROSTERS: &str = "staff_rosters";

/// The schema of the menu service's database.
pub static SCHEMA: DatabaseSchema = DatabaseSchema {
    name: "jumun-menu",
    sqlite: || sqlx::migrate!("migrations/sqlite"),
    postgres: || sqlx::migrate!("migrations/postgres"),
    tables: &TABLES,
    unarchived: &[(
        "stores.counter_seen_ms",
        "of the moment: absence is counted anew after a move",
    )],
    file: file!(),
    newest_ms: "SELECT at_ms FROM audit_events ORDER BY id DESC LIMIT 1",
    on_postgres: Some(PostgresHooks {
        migrated: |_| Box::pin(async { Ok(()) }),
        imported: |conn| Box::pin(audit::reset_id_sequence(conn)),
    }),
};

static TABLES: [ArchiveTable; 9] = [
    VersionedTexts::archived_table(ROSTERS),
    ArchiveTable {
        name: "stores",
        columns: &[
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("version", Integer),
            ArchiveColumn::new("body", Json),
        ],
        order: &["store_id"],
    },
    entity_table("categories"),
    entity_table("items"),
    entity_table("option_groups"),
    ArchiveTable {
        name: "availability",
        columns: &[
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("subject", Text),
            ArchiveColumn::new("id", Text),
            ArchiveColumn::new("state", Text),
            ArchiveColumn::new("until_ms", Integer),
        ],
        order: &["store_id", "subject", "id"],
    },
    ArchiveTable {
        name: "pictures",
        columns: &[
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("id", Text),
            ArchiveColumn::new("kept_ms", Integer),
            ArchiveColumn::new("small", Bytes),
            ArchiveColumn::new("large", Bytes),
        ],
        order: &["store_id", "id"],
    },
    ArchiveTable {
        name: "drafts",
        columns: &[
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("version", Integer),
            ArchiveColumn::new("body", Json),
        ],
        order: &["store_id"],
    },
    audit::TABLE,
];

/// The three tables with the same columns.
const fn entity_table(name: &'static str) -> ArchiveTable {
    const COLUMNS: [ArchiveColumn; 4] = [
        ArchiveColumn::new("store_id", Text),
        ArchiveColumn::new("id", Text),
        ArchiveColumn::new("position", Integer),
        ArchiveColumn::new("body", Json),
    ];
    ArchiveTable { name, columns: &COLUMNS, order: &["store_id", "id"] }
}
