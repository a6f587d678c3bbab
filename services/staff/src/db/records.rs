//! Values that the store takes and returns, besides the wire's own types.

use crate::domain::{HashedPin, PinScheme, StaffName};
use jiff::Timestamp;
use serde_json::Value;
use staff_api::{AuditActor, DeviceId, DeviceSession, StaffPerson, StaffRole, StaffSession};

/// A partial update of a person; `None` keeps a field as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonChange {
    /// New name.
    pub name: Option<StaffName>,
    /// New role, which ends their sessions.
    pub role: Option<StaffRole>,
    /// New PIN, which ends their sessions.
    pub pin: Option<PinHashes>,
}

/// A PIN hashed by every scheme in use. A new PIN must be unique in the store under each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinHashes {
    /// By the newest scheme; this hash is stored.
    pub newest: HashedPin,
    /// By older schemes.
    pub older: Vec<HashedPin>,
    /// Whether a machine generated it, so that its owner has to set another one.
    pub is_generated: bool,
}

impl PinHashes {
    /// The hashes by all schemes, newest first.
    pub fn all_hashes(&self) -> impl Iterator<Item = &HashedPin> {
        std::iter::once(&self.newest).chain(&self.older)
    }
}

/// Author of an action in the audit log: person, device and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffChangeAuthor {
    /// The signed-in person; `None` at the command line, or before signing in.
    pub actor: Option<AuditActor>,
    /// The device of the session or pass.
    pub device: Option<DeviceId>,
    /// Time of the action.
    pub at: Timestamp,
}

impl StaffChangeAuthor {
    /// The person and the device of a session.
    pub fn from_session(session: &StaffSession, at: Timestamp) -> Self {
        Self::from_person(&session.person, session.device, at)
    }

    /// A person on a device.
    pub fn from_person(person: &StaffPerson, device: DeviceId, at: Timestamp) -> Self {
        let actor = AuditActor { id: person.id.0, name: person.name.clone() };
        Self { actor: Some(actor), device: Some(device), at }
    }
}

/// A row to add to the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Author and time.
    pub by: StaffChangeAuthor,
    /// Stable name, such as `person.add`.
    pub action: &'static str,
    /// Id of the person, device or store; empty when it is not known.
    pub subject: String,
    /// State before, without PINs and hashes.
    pub before: Option<Value>,
    /// State after, without PINs and hashes.
    pub after: Option<Value>,
}

/// The person with a PIN, as a sign-in needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinOwner {
    /// The owner of the PIN.
    pub person: StaffPerson,
    /// Sessions that began then or before are over.
    pub signed_out_at: Option<Timestamp>,
    /// The scheme under which the PIN was found.
    pub scheme: PinScheme,
    /// Whether a machine generated the PIN.
    pub is_generated: bool,
}

/// An enrolled device, as a sign-in needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDevice {
    /// Id of the device.
    pub id: DeviceId,
    /// The place of the last sign-in.
    pub home: Option<String>,
    /// Sessions that began then or before are over.
    pub locked_at: Option<Timestamp>,
    /// When the last session on it began.
    pub session_since: Option<Timestamp>,
}

/// A session that begins on a device and ends the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSession {
    /// The device that it begins on.
    pub device: DeviceId,
    /// Its person, begin and end.
    pub session: DeviceSession,
}
