//! Audit log of staff's changes: an append-only table that a service writes to in the transaction
//! of the change. The database itself refuses to change a row, or to delete one before its
//! retention ends.
//!
//! The service's migration creates the table. Its statements are in `audit_sql.rs`, compiled once
//! per engine.

use crate::{
    RepositoryError,
    archive::{
        ArchiveColumn, ArchiveTable,
        ColumnKind::{Id, Integer, Text},
    },
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sqlx::{Executor as _, PgConnection};
use staff_api::{AuditActor, AuditPage, StaffSession};
use uuid::Uuid;

/// Retention of an event; the triggers of the migrations use the same number.
pub const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// The table, as archived.
pub const TABLE: ArchiveTable = ArchiveTable {
    name: "audit_events",
    columns: &[
        ArchiveColumn::new("id", Integer),
        ArchiveColumn::new("store_id", Text),
        ArchiveColumn::new("at_ms", Integer),
        ArchiveColumn::new("actor_id", Id),
        ArchiveColumn::new("actor_name", Text),
        ArchiveColumn::new("device_id", Id),
        ArchiveColumn::new("action", Text),
        ArchiveColumn::new("subject", Text),
        ArchiveColumn::new("before_json", Text),
        ArchiveColumn::new("after_json", Text),
    ],
    order: &["id"],
};

/// The author of a change, with device and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeAuthor {
    /// `None` if the service itself makes the change, or the person is unknown because there is no
    /// session.
    pub actor: Option<AuditActor>,
    /// The enrolled device of the session.
    pub device: Option<Uuid>,
    /// The time of the change.
    pub at: Timestamp,
}

impl ChangeAuthor {
    /// An author without an actor: the service itself or an unknown person.
    pub fn without_actor(at: Timestamp) -> Self {
        Self { actor: None, device: None, at }
    }

    /// The person of a session as the author; [`Self::without_actor`] without one.
    pub fn from_session(session: Option<StaffSession>, at: Timestamp) -> Self {
        let Some(StaffSession { person, device, .. }) = session else {
            return Self::without_actor(at);
        };
        let actor = AuditActor { id: person.id.0, name: person.name };
        Self { actor: Some(actor), device: Some(device.0), at }
    }
}

/// A change to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Entity and verb, such as `item.change`.
    pub action: String,
    /// The entity's id.
    pub subject: String,
    /// The entity before the change; absent if it is new.
    pub before: Option<Value>,
    /// The entity after the change; absent if it was deleted.
    pub after: Option<Value>,
}

/// Recording and reading the audit log on a connection.
pub trait AuditLog {
    /// Writes `entries`, and deletes a limited number of events whose retention has ended.
    fn append_audit_records(
        &mut self,
        store: &str,
        author: &ChangeAuthor,
        entries: &[AuditRecord],
    ) -> impl Future<Output = Result<(), RepositoryError>> + Send;

    /// A page of a store's events, newest first: at most `limit`, older than the event with the id
    /// `before` (keyset pagination).
    fn list_audit_events(
        &mut self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> impl Future<Output = Result<AuditPage, RepositoryError>> + Send;
}

/// Sets the id sequence behind the imported ids.
///
/// # Errors
/// When the database fails.
pub async fn reset_id_sequence(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    let follow = "SELECT setval(pg_get_serial_sequence('audit_events', 'id'),
                      COALESCE(max(id), 1), max(id) IS NOT NULL) FROM audit_events";
    conn.execute(follow).await.map(drop)
}
