//! SQL of the audit log, in the form that all services share.

use super::Connection;
use crate::db::{AuditEntry, By, ChangeError};
use db_kit::audit::{self, AuditLog as _, Author};

pub(super) async fn add(conn: &mut Connection, store: &str, entry: &AuditEntry) -> Result<(), ChangeError> {
    let AuditEntry { by: By { actor, device, at }, action, subject, before, after } = entry.clone();
    let author = Author { actor, device: device.map(|device| device.0), at };
    let entry = audit::AuditEntry { action: action.to_owned(), subject, before, after };
    Ok(conn.audit_record(store, &author, &[entry]).await?)
}
