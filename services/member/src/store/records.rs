//! What goes into the store and comes out of it, beside the wire's own types.

use crate::domain::{KeptPin, Name, PinScheme};
use jiff::Timestamp;
use member_api::{AuditActor, DeviceId, DeviceSession, Person, Role, Session};
use serde_json::Value;

/// What becomes of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonChange {
    /// Another name.
    pub name: Option<Name>,
    /// Another role; it ends their sessions.
    pub role: Option<Role>,
    /// Another PIN; it ends their sessions.
    pub pin: Option<PinHashes>,
}

/// A PIN that is set, hashed by every scheme in use: it must be nobody else's by any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinHashes {
    /// By the newest scheme, which is kept.
    pub newest: KeptPin,
    /// By the others.
    pub older: Vec<KeptPin>,
    /// A machine made it, so its owner has to set another one.
    pub is_generated: bool,
}

impl PinHashes {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &KeptPin> {
        std::iter::once(&self.newest).chain(&self.older)
    }
}

/// Who does something, on which device, and when, for the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// A signed-in person; none at the command line, or before signing in.
    pub actor: Option<AuditActor>,
    /// The device of the session or pass.
    pub device: Option<DeviceId>,
    /// When.
    pub at: Timestamp,
}

impl By {
    /// A person in a session.
    pub fn session(session: &Session, at: Timestamp) -> Self {
        Self::person(&session.person, session.device, at)
    }

    /// A person on a device.
    pub fn person(person: &Person, device: DeviceId, at: Timestamp) -> Self {
        let actor = AuditActor { id: person.id.0, name: person.name.clone() };
        Self { actor: Some(actor), device: Some(device), at }
    }
}

/// A row to be added to the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Who, where and when.
    pub by: By,
    /// A stable name.
    pub action: &'static str,
    /// What it was done to.
    pub subject: String,
    /// Without PINs and hashes.
    pub before: Option<Value>,
    /// Likewise, afterwards.
    pub after: Option<Value>,
}

/// The person with a PIN, as the sign-in needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinOwner {
    /// Whose PIN it is.
    pub person: Person,
    /// Sessions from before are over.
    pub signed_out_at: Option<Timestamp>,
    /// The scheme by which it was found.
    pub scheme: PinScheme,
    /// A machine made it.
    pub is_generated: bool,
}

/// An enrolled device, as the sign-in needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDevice {
    /// The device.
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
pub struct SessionBegin {
    /// Where.
    pub device: DeviceId,
    /// Whose, and how long.
    pub session: DeviceSession,
}
