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
    OnPostgres, Schema, VersionedTexts,
    archive::{
        Column,
        Kind::{Bytes, Flag, Id, Integer, Json, Text},
        Table,
    },
    audit,
};

/// Name of the table with the latest signed staff roster of each store.
pub(super) const ROSTERS: &str = "staff_rosters";

/// Schema of the service's database.
pub static SCHEMA: Schema = Schema {
    name: "jumun-order",
    sqlite: || sqlx::migrate!("migrations/sqlite"),
    postgres: || sqlx::migrate!("migrations/postgres"),
    tables: &TABLES,
    unarchived: &[("feed_origin", "of this server: set anew by an import")],
    file: file!(),
    newest_ms: "SELECT at_ms FROM order_events ORDER BY sequence DESC LIMIT 1",
    on_postgres: Some(OnPostgres {
        migrated: |conn| Box::pin(origin::adopt(conn)),
        imported: |conn| Box::pin(origin::after_import(conn)),
    }),
};

static TABLES: [Table; 10] = [
    VersionedTexts::table(ROSTERS),
    Table {
        name: "orders",
        columns: &[
            Column::new("id", Id),
            Column::new("store_id", Text),
            Column::new("business_date", Text),
            Column::new("number", Integer),
            Column::new("status", Text),
            Column::new("version", Integer),
            Column::new("placed_at_ms", Integer),
            Column::new("promised_at_ms", Integer),
            Column::new("status_at_ms", Integer),
            Column::new("reason", Text),
            Column::new("customer_session", Text),
            Column::new("customer_name", Text),
            Column::new("dining", Text),
            Column::new("menu_version", Integer),
            Column::new("menu_verified", Flag),
            Column::new("currency", Text),
            Column::new("total_minor", Integer),
            Column::new("note", Text),
            Column::added("cup", Text),
            Column::added("pickup_at_ms", Integer),
            Column::added("accept_by_ms", Integer),
            Column::added("hold_ms", Integer),
            Column::added("ready_at_ms", Integer),
            Column::added("lines_done", Json),
            Column::added("unacknowledged", Flag),
            Column::added("changed_by", Json),
            Column::added("forget_after_ms", Integer),
            Column::added("forgotten_at_ms", Integer),
        ],
        order: &["id"],
    },
    Table {
        name: "order_lines",
        columns: &[
            Column::new("order_id", Id),
            Column::new("line_index", Integer),
            Column::new("store_id", Text),
            Column::new("item_id", Text),
            Column::new("name", Text),
            Column::new("unit_price_minor", Integer),
            Column::new("quantity", Integer),
            Column::new("options", Json),
            Column::new("line_total_minor", Integer),
        ],
        order: &["order_id", "line_index"],
    },
    Table {
        name: "order_events",
        columns: &[
            Column { name: "transaction_id", kind: Integer, select: Some("CAST(0 AS BIGINT)"), added: false },
            Column { name: "sequence", kind: Integer, select: Some(POSITION), added: false },
            Column::new("store_id", Text),
            Column::new("order_id", Id),
            Column::new("version", Integer),
            Column::new("kind", Text),
            Column::new("actor", Text),
            Column::new("at_ms", Integer),
            Column::new("payload", Json),
        ],
        order: &["transaction_id", "sequence"],
    },
    Table {
        name: "idempotency_keys",
        columns: &[
            Column::new("store_id", Text),
            Column::new("key", Text),
            Column::new("fingerprint", Bytes),
            Column::new("order_id", Id),
        ],
        order: &["store_id", "key"],
    },
    Table {
        name: "pickup_numbers",
        columns: &[
            Column::new("store_id", Text),
            Column::new("business_date", Text),
            Column::new("last", Integer),
        ],
        order: &["store_id", "business_date"],
    },
    Table {
        name: "printers",
        columns: &[
            Column::new("id", Id),
            Column::new("store_id", Text),
            Column::new("version", Integer),
            Column::new("name", Text),
            Column::new("address", Text),
            Column::new("zone", Text),
            Column::new("confirmation", Text),
            Column::new("on_accepted", Flag),
            Column::new("on_cancelled", Flag),
            Column::new("enabled", Flag),
            Column::new("removed_at_ms", Integer),
            Column::added("paper", Text),
        ],
        order: &["id"],
    },
    Table {
        name: "print_jobs",
        columns: &[
            Column::new("id", Id),
            Column::new("store_id", Text),
            Column::new("printer_id", Id),
            Column::new("order_id", Id),
            Column::new("version", Integer),
            Column::new("copy", Integer),
            Column::new("state", Text),
            Column::new("cause", Text),
            Column::new("tries", Integer),
            Column::new("created_at_ms", Integer),
            Column::new("changed_at_ms", Integer),
            Column::new("next_try_ms", Integer),
            Column::new("lease_ends_ms", Integer),
        ],
        order: &["id"],
    },
    Table {
        name: "blocked_phones",
        columns: &[
            Column::new("store_id", Text),
            Column::new("session", Text),
            Column::new("order_id", Id),
            Column::new("number", Integer),
            Column::new("since_ms", Integer),
            Column::new("until_ms", Integer),
            Column::new("blocked_by", Json),
        ],
        order: &["store_id", "session"],
    },
    audit::TABLE,
];

const POSITION: &str = "CASE WHEN transaction_id = 0 THEN sequence ELSE
    (SELECT COALESCE(max(moved.sequence), 0) FROM order_events AS moved WHERE moved.transaction_id = 0)
    + row_number() OVER (PARTITION BY transaction_id = 0 ORDER BY transaction_id, sequence) END";
