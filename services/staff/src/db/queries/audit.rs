//! SQL of the audit log, in the form that all services share.

use super::Connection;
use crate::db::{AuditEntry, StaffChangeAuthor, StaffChangeError};
use db_kit::audit::{self, AuditLog as _, ChangeAuthor};

pub(super) async fn add_entry(
    conn: &mut Connection,
    store: &str,
    entry: &AuditEntry,
) -> Result<(), StaffChangeError> {
    let AuditEntry { by: StaffChangeAuthor { actor, device, at }, action, subject, before, after } =
        entry.clone();
    let author = ChangeAuthor { actor, device: device.map(|device| device.0), at };
    let entry = audit::AuditRecord { action: action.to_owned(), subject, before, after };
    Ok(conn.append_audit_records(store, &author, &[entry]).await?)
}
