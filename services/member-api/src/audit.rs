//! What staff changed, as the service that owns it keeps it: `GET /api/v1/admin/audit` of each of them. Customers' names and PINs are
//! never in it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One thing that was done or refused. It is never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// Grows with every event.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// By whom; absent when the service did it by itself, nobody was signed in or sessions are not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<AuditActor>,
    /// The enrolled device it was done on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Uuid>,
    /// Entity and verb, such as `item.change`.
    pub action: String,
    /// The entity's id.
    pub subject: String,
    /// Its JSON before the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its JSON after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A member of staff, by the name at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditActor {
    /// Stays, whatever the name becomes.
    pub id: Uuid,
    /// For people.
    pub name: String,
}

/// One page, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// At most `limit`; the last one's id as `before` gives the next page.
    pub events: Vec<AuditEvent>,
    /// There are older ones.
    pub more: bool,
}
