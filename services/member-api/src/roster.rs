//! Who belongs to a store, as the surfaces keep it: small enough to be read whole, and what it does not name is signed out.

use crate::{Device, DevicePass, Person, Session};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `GET /api/v1/roster`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Roster {
    /// The store.
    pub store: String,
    /// Everybody, by name.
    pub people: Vec<RosterPerson>,
    /// All enrolled devices, oldest first.
    pub devices: Vec<Device>,
}

/// A person, and since when their sessions count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RosterPerson {
    /// Who.
    #[serde(flatten)]
    pub person: Person,
    /// Sessions from before are over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_out_at: Option<Timestamp>,
}

impl Roster {
    /// Whether the session still counts.
    pub fn admits(&self, session: &Session) -> bool {
        let is_theirs = |known: &RosterPerson| {
            known.person.id == session.person.id
                && known.person.role == session.person.role
                && known.signed_out_at.is_none_or(|at| at < session.since)
        };
        session.store == self.store
            && self.people.iter().any(is_theirs)
            && self.devices.iter().any(|device| device.id == session.device)
    }

    /// Whether the device is enrolled still.
    pub fn knows(&self, pass: &DevicePass) -> bool {
        pass.store == self.store && self.devices.iter().any(|device| device.id == pass.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeviceId, PersonId, Role};
    use jiff::SignedDuration;
    use uuid::Uuid;

    #[test]
    fn a_session_counts_for_who_is_on_the_roster_as_they_were_then() {
        let since = Timestamp::UNIX_EPOCH;
        let person =
            Person { id: PersonId(Uuid::from_u128(1)), name: "지훈".to_owned(), role: Role::Barista };
        let device = Device {
            id: DeviceId(Uuid::from_u128(2)),
            name: "태블릿".to_owned(),
            enrolled_at: since,
            enrolled_by: "민지".to_owned(),
        };
        let session = Session {
            person: person.clone(),
            store: "main".to_owned(),
            device: device.id,
            since,
            until: since + SignedDuration::from_hours(12),
        };
        let pass = DevicePass { id: device.id, store: "main".to_owned() };
        let known = RosterPerson { person, signed_out_at: None };
        let roster = Roster { store: "main".to_owned(), people: vec![known.clone()], devices: vec![device] };
        assert!(roster.admits(&session) && roster.knows(&pass));

        let signed_out = RosterPerson { signed_out_at: Some(since), ..known.clone() };
        let renamed = Person { name: "준".to_owned(), ..known.person.clone() };
        let promoted = Person { role: Role::Manager, ..known.person.clone() };
        let with = |people| Roster { people, ..roster.clone() };
        assert!(with(vec![RosterPerson { person: renamed, ..known.clone() }]).admits(&session));
        assert!(!with(vec![signed_out]).admits(&session));
        assert!(!with(vec![RosterPerson { person: promoted, ..known }]).admits(&session));
        assert!(!with(Vec::new()).admits(&session));
        let without_devices = Roster { devices: Vec::new(), ..roster.clone() };
        assert!(!without_devices.admits(&session) && !without_devices.knows(&pass));
        let elsewhere = Roster { store: "second".to_owned(), ..roster };
        assert!(!elsewhere.admits(&session) && !elsewhere.knows(&pass));
    }
}
