//! The roster of a store: its people and devices, as every process has it that checks sessions. It
//! is small enough to be read whole, and people and devices that it does not list are signed out.
//! The staff service signs it, so any holder can hand it on; of two rosters the higher version
//! counts.

use crate::{DevicePass, EnrolledDevice, PersonId, StaffPerson, StaffSession};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Body of `GET /api/v1/roster` of the staff service, and of `GET` and `PUT /api/v1/staff-roster`
/// of the other services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignedRoster {
    /// A [`StaffRoster`] as a PASETO v4.public token, signed with the staff service's key.
    pub signed: String,
}

/// Content of a signed roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRoster {
    /// Id of the store.
    pub store: String,
    /// Grows with every change. Of two rosters of a store the one with the higher version counts.
    pub version: i64,
    /// All people, oldest first.
    pub people: Vec<RosterPerson>,
    /// All enrolled devices, oldest first.
    pub devices: Vec<RosterDevice>,
}

/// A person, and which of their sessions are over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterPerson {
    /// The person.
    #[serde(flatten)]
    pub person: StaffPerson,
    /// Sessions that began then or before are over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_out_at: Option<Timestamp>,
}

/// A device, and which sessions on it are over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterDevice {
    /// The device.
    #[serde(flatten)]
    pub device: EnrolledDevice,
    /// Sessions that began then or before are over: a person signed out, or the device was locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_at: Option<Timestamp>,
    /// The last session that began on it. A device has one at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<DeviceSession>,
}

/// A person's session on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSession {
    /// Id of the person.
    pub person: PersonId,
    /// When it began.
    pub since: Timestamp,
    /// When it ends by itself.
    pub until: Timestamp,
}

impl StaffRoster {
    /// Whether the session still counts.
    pub fn is_session_admitted(&self, session: &StaffSession) -> bool {
        let is_theirs = |known: &RosterPerson| {
            known.person.id == session.person.id
                && known.person.role == session.person.role
                && known.signed_out_at.is_none_or(|at| at < session.since)
        };
        let is_on = |known: &RosterDevice| {
            known.device.id == session.device && known.locked_at.is_none_or(|at| at < session.since)
        };
        session.store == self.store
            && self.people.iter().any(is_theirs)
            && self.devices.iter().any(is_on)
    }

    /// The person who is signed in on a device at `now`, and their session. The roster does not
    /// know idle sessions.
    pub fn signed_in(
        &self,
        device: &RosterDevice,
        now: Timestamp,
    ) -> Option<(&StaffPerson, DeviceSession)> {
        let session = device.session.filter(|session| now < session.until)?;
        let known = self.people.iter().find(|known| known.person.id == session.person)?;
        let is_over = |ended: Option<Timestamp>| ended.is_some_and(|at| session.since <= at);
        let is_open = !is_over(device.locked_at) && !is_over(known.signed_out_at);
        is_open.then_some((&known.person, session))
    }

    /// Whether the device of the pass is still enrolled.
    pub fn is_device_enrolled(&self, pass: &DevicePass) -> bool {
        pass.store == self.store && self.devices.iter().any(|known| known.device.id == pass.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeviceId, StaffRole};
    use jiff::SignedDuration;
    use uuid::Uuid;

    #[test]
    fn a_session_counts_for_who_is_on_the_roster_as_they_were_then() {
        let since = Timestamp::UNIX_EPOCH;
        let person = StaffPerson {
            id: PersonId(Uuid::from_u128(1)),
            name: "지훈".to_owned(),
            role: StaffRole::Barista,
        };
        let device = EnrolledDevice {
            id: DeviceId(Uuid::from_u128(2)),
            name: "태블릿".to_owned(),
            enrolled_at: since,
            enrolled_by: "민지".to_owned(),
        };
        let session = StaffSession {
            person: person.clone(),
            store: "main".to_owned(),
            device: device.id,
            since,
            until: since + SignedDuration::from_hours(12),
            is_pin_generated: false,
        };
        let pass = DevicePass { id: device.id, store: "main".to_owned() };
        let known = RosterPerson { person, signed_out_at: None };
        let open = DeviceSession { person: session.person.id, since, until: session.until };
        let device = RosterDevice { device, locked_at: None, session: Some(open) };
        let store = "main".to_owned();
        let roster = StaffRoster {
            store,
            version: 1,
            people: vec![known.clone()],
            devices: vec![device.clone()],
        };
        assert!(roster.is_session_admitted(&session) && roster.is_device_enrolled(&pass));

        let signed_out = RosterPerson { signed_out_at: Some(since), ..known.clone() };
        let renamed = StaffPerson { name: "준".to_owned(), ..known.person.clone() };
        let promoted = StaffPerson { role: StaffRole::Manager, ..known.person.clone() };
        let with = |people| StaffRoster { people, ..roster.clone() };
        assert!(
            with(vec![RosterPerson { person: renamed, ..known.clone() }])
                .is_session_admitted(&session)
        );
        assert!(!with(vec![signed_out]).is_session_admitted(&session));
        assert!(
            !with(vec![RosterPerson { person: promoted, ..known }]).is_session_admitted(&session)
        );
        assert!(!with(Vec::new()).is_session_admitted(&session));
        let locked_at = |at| vec![RosterDevice { locked_at: Some(at), ..device.clone() }];
        let before = StaffRoster {
            devices: locked_at(since - SignedDuration::from_millis(1)),
            ..roster.clone()
        };
        assert!(before.is_session_admitted(&session), "an earlier session on the device was ended");
        let locked = StaffRoster { devices: locked_at(since), ..roster.clone() };
        assert!(!locked.is_session_admitted(&session) && locked.is_device_enrolled(&pass));
        let without_devices = StaffRoster { devices: Vec::new(), ..roster.clone() };
        assert!(
            !without_devices.is_session_admitted(&session)
                && !without_devices.is_device_enrolled(&pass)
        );
        let elsewhere = StaffRoster { store: "second".to_owned(), ..roster };
        assert!(!elsewhere.is_session_admitted(&session) && !elsewhere.is_device_enrolled(&pass));
    }
}
