//! Schema of the service's database, and its tables as an export moves them: every table,
//! completely.
//!
//! An event keeps its feed position as far as possible. Events with transaction 0, written on
//! SQLite or before an earlier move, keep their sequence; the others are numbered after them. In
//! the new database all have transaction 0. So a reader of SQLite resumes exactly where it was, and
//! a position of the old Postgres is recognized as another server's. New rows follow after all of
//! them.

use super::postgres::origin;
use db_kit::{
    DatabaseSchema, PostgresHooks, VersionedTexts,
    archive::{
        ArchiveColumn, ArchiveTable,
        ColumnKind::{Bytes, Flag, Id, Integer, Json, Text},
    },
    audit,
};

/// Name of the table with the latest signed staff roster of each store.
pub(super) const ROSTERS: &str = "staff_rosters";

/// Schema of the service's database.
pub static SCHEMA: DatabaseSchema = DatabaseSchema {
    name: "jumun-order",
    sqlite: || sqlx::migrate!("migrations/sqlite"),
    postgres: || sqlx::migrate!("migrations/postgres"),
    tables: &TABLES,
    unarchived: &[("feed_origin", "of this server: set anew by an import")],
    file: file!(),
    newest_ms: "SELECT at_ms FROM order_events ORDER BY sequence DESC LIMIT 1",
    on_postgres: Some(PostgresHooks {
        migrated: |conn| Box::pin(origin::adopt_foreign_events(conn)),
        imported: |conn| Box::pin(origin::after_import(conn)),
    }),
};

static TABLES: [ArchiveTable; 10] = [
    VersionedTexts::archived_table(ROSTERS),
    ArchiveTable {
        name: "orders",
        columns: &[
            ArchiveColumn::new("id", Id),
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("business_date", Text),
            ArchiveColumn::new("number", Integer),
            ArchiveColumn::new("status", Text),
            ArchiveColumn::new("version", Integer),
            ArchiveColumn::new("placed_at_ms", Integer),
            ArchiveColumn::new("promised_at_ms", Integer),
            ArchiveColumn::new("status_at_ms", Integer),
            ArchiveColumn::new("reason", Text),
            ArchiveColumn::new("customer_session", Text),
            ArchiveColumn::new("customer_name", Text),
            ArchiveColumn::new("dining", Text),
            ArchiveColumn::new("menu_version", Integer),
            ArchiveColumn::new("menu_verified", Flag),
            ArchiveColumn::new("currency", Text),
            ArchiveColumn::new("total_minor", Integer),
            ArchiveColumn::new("note", Text),
            ArchiveColumn::added_later("cup", Text),
            ArchiveColumn::added_later("pickup_at_ms", Integer),
            ArchiveColumn::added_later("accept_by_ms", Integer),
            ArchiveColumn::added_later("hold_ms", Integer),
            ArchiveColumn::added_later("ready_at_ms", Integer),
            ArchiveColumn::added_later("lines_done", Json),
            ArchiveColumn::added_later("unacknowledged", Flag),
            ArchiveColumn::added_later("changed_by", Json),
            ArchiveColumn::added_later("forget_after_ms", Integer),
            ArchiveColumn::added_later("forgotten_at_ms", Integer),
        ],
        order: &["id"],
    },
    ArchiveTable {
        name: "order_lines",
        columns: &[
            ArchiveColumn::new("order_id", Id),
            ArchiveColumn::new("line_index", Integer),
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("item_id", Text),
            ArchiveColumn::new("name", Text),
            ArchiveColumn::new("unit_price_minor", Integer),
            ArchiveColumn::new("quantity", Integer),
            ArchiveColumn::new("options", Json),
            ArchiveColumn::new("line_total_minor", Integer),
        ],
        order: &["order_id", "line_index"],
    },
    ArchiveTable {
        name: "order_events",
        columns: &[
            ArchiveColumn {
                name: "transaction_id",
                kind: Integer,
                select: Some("CAST(0 AS BIGINT)"),
                added: false,
            },
            ArchiveColumn { name: "sequence", kind: Integer, select: Some(POSITION), added: false },
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("order_id", Id),
            ArchiveColumn::new("version", Integer),
            ArchiveColumn::new("kind", Text),
            ArchiveColumn::new("actor", Text),
            ArchiveColumn::new("at_ms", Integer),
            ArchiveColumn::new("payload", Json),
        ],
        order: &["transaction_id", "sequence"],
    },
    ArchiveTable {
        name: "idempotency_keys",
        columns: &[
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("key", Text),
            ArchiveColumn::new("fingerprint", Bytes),
            ArchiveColumn::new("order_id", Id),
        ],
        order: &["store_id", "key"],
    },
    ArchiveTable {
        name: "pickup_numbers",
        columns: &[
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("business_date", Text),
            ArchiveColumn::new("last", Integer),
        ],
        order: &["store_id", "business_date"],
    },
    ArchiveTable {
        name: "printers",
        columns: &[
            ArchiveColumn::new("id", Id),
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("version", Integer),
            ArchiveColumn::new("name", Text),
            ArchiveColumn::new("address", Text),
            ArchiveColumn::new("zone", Text),
            ArchiveColumn::new("confirmation", Text),
            ArchiveColumn::new("on_accepted", Flag),
            ArchiveColumn::new("on_cancelled", Flag),
            ArchiveColumn::new("enabled", Flag),
            ArchiveColumn::new("removed_at_ms", Integer),
            ArchiveColumn::added_later("paper", Text),
            ArchiveColumn::added_later("language", Text),
        ],
        order: &["id"],
    },
    ArchiveTable {
        name: "print_jobs",
        columns: &[
            ArchiveColumn::new("id", Id),
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("printer_id", Id),
            ArchiveColumn::new("order_id", Id),
            ArchiveColumn::new("version", Integer),
            ArchiveColumn::new("copy", Integer),
            ArchiveColumn::new("state", Text),
            ArchiveColumn::new("cause", Text),
            ArchiveColumn::new("tries", Integer),
            ArchiveColumn::new("created_at_ms", Integer),
            ArchiveColumn::new("changed_at_ms", Integer),
            ArchiveColumn::new("next_try_ms", Integer),
            ArchiveColumn::new("lease_ends_ms", Integer),
        ],
        order: &["id"],
    },
    ArchiveTable {
        name: "blocked_phones",
        columns: &[
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("session", Text),
            ArchiveColumn::new("order_id", Id),
            ArchiveColumn::new("number", Integer),
            ArchiveColumn::new("since_ms", Integer),
            ArchiveColumn::new("until_ms", Integer),
            ArchiveColumn::new("blocked_by", Json),
        ],
        order: &["store_id", "session"],
    },
    audit::TABLE,
];

const POSITION: &str = "CASE WHEN transaction_id = 0 THEN sequence ELSE
    (SELECT COALESCE(max(moved.sequence), 0) FROM order_events AS moved WHERE moved.transaction_id = 0)
    + row_number() OVER (PARTITION BY transaction_id = 0 ORDER BY transaction_id, sequence) END";
