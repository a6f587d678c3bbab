//! Schema of the database: its migrations, and the tables and columns that an export contains.

use db_kit::{
    OnPostgres, Schema,
    archive::{
        Column,
        Kind::{Bytes, Id, Integer, Text},
        Table,
    },
    audit,
};

/// The schema of the staff service's database.
pub static SCHEMA: Schema = Schema {
    name: "jumun-staff",
    sqlite: || sqlx::migrate!("migrations/sqlite"),
    postgres: || sqlx::migrate!("migrations/postgres"),
    tables: &TABLES,
    unarchived: &[],
    file: file!(),
    newest_ms: "SELECT at_ms FROM audit_events ORDER BY id DESC LIMIT 1",
    on_postgres: Some(OnPostgres {
        migrated: |_| Box::pin(async { Ok(()) }),
        imported: |conn| Box::pin(audit::after_import(conn)),
    }),
};

static TABLES: [Table; 5] = [
    Table {
        name: "stores",
        columns: &[
            Column::new("store_id", Text),
            Column::new("pin_salt", Bytes),
            Column::added("roster_version", Integer),
        ],
        order: &["store_id"],
    },
    Table {
        name: "people",
        columns: &[
            Column::new("id", Id),
            Column::new("store_id", Text),
            Column::new("name", Text),
            Column::new("role", Text),
            Column::new("pin_hash", Bytes),
            Column::new("signed_out_at_ms", Integer),
            Column::added("pin_scheme", Integer),
            Column::added("pin_is_generated", Integer),
        ],
        order: &["id"],
    },
    Table {
        name: "devices",
        columns: &[
            Column::new("id", Id),
            Column::new("store_id", Text),
            Column::new("name", Text),
            Column::new("enrolled_at_ms", Integer),
            Column::new("enrolled_by", Text),
            Column::added("locked_at_ms", Integer),
            Column::added("home", Text),
            Column::added("session_person_id", Id),
            Column::added("session_since_ms", Integer),
            Column::added("session_until_ms", Integer),
        ],
        order: &["id"],
    },
    Table {
        name: "pin_guesses",
        columns: &[
            Column::new("store_id", Text),
            Column::new("source", Text),
            Column::new("empty_at_ms", Integer),
            Column::added("counted_at_ms", Integer),
        ],
        order: &["store_id", "source"],
    },
    audit::TABLE,
];
