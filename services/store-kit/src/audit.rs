//! What staff changed: an append-only table that a service writes to in the transaction of the change. The database itself refuses
//! to change a row, or to delete one before its time.
//!
//! The service's migration makes the table; its statements are in `audit_sql.rs`, compiled for each engine.

use crate::StoreError;
use jiff::{SignedDuration, Timestamp};
use member_api::{AuditActor, AuditPage, Session};
use serde_json::Value;
use service_kit::archive::{
    Column,
    Kind::{Id, Integer, Text},
    Table,
};
use sqlx::{Executor as _, PgConnection};
use uuid::Uuid;

/// So long an event is kept; the triggers of the migrations know the same number.
pub const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// The table, as it travels.
pub const TABLE: Table = Table {
    name: "audit_events",
    columns: &[
        Column::new("id", Integer),
        Column::new("store_id", Text),
        Column::new("at_ms", Integer),
        Column::new("actor_id", Id),
        Column::new("actor_name", Text),
        Column::new("device_id", Id),
        Column::new("action", Text),
        Column::new("subject", Text),
        Column::new("before_json", Text),
        Column::new("after_json", Text),
    ],
    order: &["id"],
};

/// Who changes something, where and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Nobody, where the service does it by itself or no key tells who it is.
    pub actor: Option<AuditActor>,
    /// The enrolled device.
    pub device: Option<Uuid>,
    /// When.
    pub at: Timestamp,
}

impl Author {
    /// The service itself, or an unknown person.
    pub fn unknown(at: Timestamp) -> Self {
        Self { actor: None, device: None, at }
    }

    /// The person of a session; without one, an unknown person.
    pub fn session(session: Option<Session>, at: Timestamp) -> Self {
        let Some(Session { person, device, .. }) = session else { return Self::unknown(at) };
        let actor = AuditActor { id: person.id.0, name: person.name };
        Self { actor: Some(actor), device: Some(device.0), at }
    }
}

/// A change, yet to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Entity and verb, such as `item.change`.
    pub action: String,
    /// The entity's id.
    pub subject: String,
    /// Before the change; absent when the entity is new.
    pub before: Option<Value>,
    /// After the change; absent when the entity is gone.
    pub after: Option<Value>,
}

/// A connection on which changes are recorded and read.
pub trait AuditLog {
    /// Writes `entries`, and deletes some of those whose time is over.
    fn audit_record(
        &mut self,
        store: &str,
        author: &Author,
        entries: &[AuditEntry],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The newest of a store's, `limit` at most, older than the one with the id `before`.
    fn audit_list(
        &mut self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> impl Future<Output = Result<AuditPage, StoreError>> + Send;
}

/// Goes on with the ids behind those that came with the rows.
///
/// # Errors
/// When the database fails.
pub async fn after_import(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    let follow = "SELECT setval(pg_get_serial_sequence('audit_events', 'id'),
                      COALESCE(max(id), 1), max(id) IS NOT NULL) FROM audit_events";
    conn.execute(follow).await.map(drop)
}
