//! Audit log of staff: `GET /api/v1/admin/audit` of each service, for the changes that it owns. It
//! never contains PINs or customers' names.

use crate::limits::{AUDIT_PAGE, USUAL_AUDIT_PAGE};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An action that was done or refused. It is never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// Grows with every event.
    pub id: i64,
    /// Time of the action.
    pub at: Timestamp,
    /// The person who did it; absent when the service acted by itself, no person was signed in or
    /// sessions are not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<AuditActor>,
    /// The enrolled device on which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Uuid>,
    /// Entity and verb, such as `item.change`.
    pub action: String,
    /// Id of the entity.
    pub subject: String,
    /// JSON of the entity, or of its changed fields, before the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// JSON of the same after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A member of staff, with the name at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditActor {
    /// Stable id, independent of the name.
    pub id: Uuid,
    /// Display name.
    pub name: String,
}

/// A page of the audit log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// At most `limit`; the last one's id as `before` gives the next page.
    pub events: Vec<AuditEvent>,
    /// Whether there are older events.
    pub more: bool,
}

/// Maximum number of events of a page, as a query asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct AuditLimit(u32);

impl AuditLimit {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for AuditLimit {
    fn default() -> Self {
        Self(USUAL_AUDIT_PAGE)
    }
}

impl TryFrom<u32> for AuditLimit {
    type Error = String;
    fn try_from(limit: u32) -> Result<Self, String> {
        let (least, most) = AUDIT_PAGE.into_inner();
        if AUDIT_PAGE.contains(&limit) {
            Ok(Self(limit))
        } else {
            Err(format!("{least} to {most}"))
        }
    }
}
