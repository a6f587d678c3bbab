//! Schema of the database: its migrations, and the tables and columns that an export contains.

use db_kit::{
    DatabaseSchema, PostgresHooks,
    archive::{
        ArchiveColumn, ArchiveTable,
        ColumnKind::{Bytes, Id, Integer, Text},
    },
    audit,
};

/// The schema of the staff service's database.
pub static SCHEMA: DatabaseSchema = DatabaseSchema {
    name: "jumun-staff",
    sqlite: || sqlx::migrate!("migrations/sqlite"),
    postgres: || sqlx::migrate!("migrations/postgres"),
    tables: &TABLES,
    unarchived: &[],
    file: file!(),
    newest_ms: "SELECT at_ms FROM audit_events ORDER BY id DESC LIMIT 1",
    on_postgres: Some(PostgresHooks {
        migrated: |_| Box::pin(async { Ok(()) }),
        imported: |conn| Box::pin(audit::reset_id_sequence(conn)),
    }),
};

static TABLES: [ArchiveTable; 5] = [
    ArchiveTable {
        name: "stores",
        columns: &[
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("pin_salt", Bytes),
            ArchiveColumn::added_later("roster_version", Integer),
        ],
        order: &["store_id"],
    },
    ArchiveTable {
        name: "people",
        columns: &[
            ArchiveColumn::new("id", Id),
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("name", Text),
            ArchiveColumn::new("role", Text),
            ArchiveColumn::new("pin_hash", Bytes),
            ArchiveColumn::new("signed_out_at_ms", Integer),
            ArchiveColumn::added_later("pin_scheme", Integer),
            ArchiveColumn::added_later("pin_is_generated", Integer),
        ],
        order: &["id"],
    },
    ArchiveTable {
        name: "devices",
        columns: &[
            ArchiveColumn::new("id", Id),
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("name", Text),
            ArchiveColumn::new("enrolled_at_ms", Integer),
            ArchiveColumn::new("enrolled_by", Text),
            ArchiveColumn::added_later("locked_at_ms", Integer),
            ArchiveColumn::added_later("home", Text),
            ArchiveColumn::added_later("session_person_id", Id),
            ArchiveColumn::added_later("session_since_ms", Integer),
            ArchiveColumn::added_later("session_until_ms", Integer),
        ],
        order: &["id"],
    },
    ArchiveTable {
        name: "pin_guesses",
        columns: &[
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("source", Text),
            ArchiveColumn::new("empty_at_ms", Integer),
            ArchiveColumn::added_later("counted_at_ms", Integer),
        ],
        order: &["store_id", "source"],
    },
    audit::TABLE,
];
