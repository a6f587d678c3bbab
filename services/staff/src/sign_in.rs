//! Signing in exchanges a PIN for a session that this service signs; entering the PIN again renews
//! it.
//!
//! A manager who signs in on an unknown device enrols it; all others sign in on enrolled devices
//! only. So a PIN that was seen over a shoulder is worth nothing elsewhere unless it is a
//! manager's.

use crate::{
    StaffService,
    db::{
        AuditEntry, KnownDevice, NewSession, PersonChange, PinOwner, RepositoryError,
        StaffChangeAuthor, StaffChangeError,
    },
    domain::{GuessAddress, GuessSource, InvalidPerson, Pin, PinGuess, StaffName},
    people::PeopleError,
};
use jiff::{SignedDuration, Timestamp};
use staff_api::{
    DeviceId, DevicePass, DeviceSession, EnrolledDevice, PinAgain, PinChange, SignIn, SignedIn,
    StaffClaims, StaffPerson, StaffRole, StaffSession,
};
use staff_token::InvalidKey;

/// Life of a session: a long shift. It bounds what a lost tablet is worth while this service is
/// down.
const SHIFT: SignedDuration = SignedDuration::from_hours(12);
const MILLISECOND: SignedDuration = SignedDuration::from_millis(1);

/// Why a person was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No person of the store has this PIN.
    #[error("nobody has this PIN")]
    WrongPin,
    /// The PIN is right, but its owner may not enrol this device.
    #[error("the device is not enrolled")]
    DeviceUnknown,
    /// Too many guesses.
    #[error("again in {wait_s} s")]
    TooManyAttempts {
        /// Seconds to wait.
        wait_s: u32,
    },
    /// A failure that every use of a PIN can have.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// The key cannot sign.
    #[error(transparent)]
    Key(#[from] InvalidKey),
}

impl From<RepositoryError> for SignInError {
    fn from(error: RepositoryError) -> Self {
        Self::People(error.into())
    }
}

impl From<StaffChangeError> for SignInError {
    fn from(error: StaffChangeError) -> Self {
        Self::People(error.into())
    }
}

impl StaffService {
    /// Signs in the owner of a PIN. A guess is counted before it is checked, so that many at once
    /// gain nothing.
    ///
    /// # Errors
    /// [`SignInError`]
    pub async fn sign_in(&self, asked: &SignIn) -> Result<SignedIn, SignInError> {
        let now = self.clock.now();
        let known = self.find_known_device(asked, now).await?;
        let place =
            GuessAddress::new(asked.address.as_deref().and_then(|address| address.parse().ok()));
        let guess = PinGuess::new(&guess_source(known.as_ref(), &place), now);
        let by = StaffChangeAuthor {
            actor: None,
            device: known.as_ref().map(|known| known.id),
            at: now,
        };
        // A text that cannot be a PIN is refused without a hash and without being counted.
        let pin = Pin::parse(&asked.pin).map_err(|_| SignInError::WrongPin)?;
        if let Some(wait_s) = self.store.count_guess(&self.id, &guess).await? {
            tracing::warn!(device = ?by.device.map(|id| id.0), "a PIN was not looked at: too many attempts");
            return Err(SignInError::TooManyAttempts { wait_s });
        }
        let pin = self.hash_pin(pin).await?;
        let Some(owner) = self.store.find_person_by_pin(&self.id, &pin).await? else {
            tracing::warn!(device = ?by.device.map(|id| id.0), "a wrong PIN was refused");
            self.store
                .add_audit_entry(&self.id, &audit_entry(by, "sign_in.wrong_pin", String::new()))
                .await?;
            return Err(SignInError::WrongPin);
        };
        let person = owner.person.clone();
        let enrolled = match known {
            Some(_) => None,
            None if person.role >= StaffRole::Manager => {
                Some(self.enrol_device(asked, &person, now).await?)
            }
            None => {
                tracing::warn!(person = %person.id, "a device that is not enrolled was refused");
                let entry = audit_entry(by, "sign_in.device_unknown", person.id.to_string());
                self.store.add_audit_entry(&self.id, &entry).await?;
                return Err(SignInError::DeviceUnknown);
            }
        };
        let enrolled_id = enrolled.as_ref().map(|(device, _)| device.id);
        let device = known
            .as_ref()
            .map(|known| known.id)
            .or(enrolled_id)
            .ok_or(SignInError::DeviceUnknown)?;
        let entry = audit_entry(
            StaffChangeAuthor::from_person(&person, device, now),
            "sign_in",
            person.id.to_string(),
        );
        let begin = new_session(&person, device, next_session_start(&owner, known.as_ref(), now));
        self.store.record_sign_in(&self.id, &guess, &place, &pin.newest, &begin, &entry).await?;
        tracing::info!(person = %person.id, %device, "signed in");
        let session = self.issue_session(&person, &begin, owner.is_generated)?;
        Ok(SignedIn { person, session, enrolled })
    }

    /// Takes the PIN of a signed-in person again; a new session replaces the old one.
    ///
    /// # Errors
    /// [`SignInError`]
    pub async fn renew_session(
        &self,
        session: &StaffSession,
        again: &PinAgain,
    ) -> Result<SignedIn, SignInError> {
        let now = self.clock.now();
        let by = StaffChangeAuthor::from_session(session, now);
        let person = session.person.clone();
        self.check_own_pin(session, &again.pin, &by).await?;
        if again.end_others {
            self.store.sign_out(&self.id, Some(person.id), &by).await?;
        }
        let begin = new_session(
            &person,
            session.device,
            (session.since + MILLISECOND).max(now + MILLISECOND),
        );
        let entry = audit_entry(by, "pin_again", person.id.to_string());
        self.store.begin_session(&self.id, &begin, &entry).await?;
        let session = self.issue_session(&person, &begin, session.is_pin_generated)?;
        Ok(SignedIn { person, session, enrolled: None })
    }

    /// Sets a person's own PIN after checking the old one, and signs them in again; all their other
    /// sessions end.
    ///
    /// # Errors
    /// [`SignInError`]
    pub async fn change_pin(
        &self,
        session: &StaffSession,
        change: &PinChange,
    ) -> Result<SignedIn, SignInError> {
        let now = self.clock.now();
        let by = StaffChangeAuthor::from_session(session, now);
        let person = &session.person;
        self.check_own_pin(session, &change.old, &by).await?;
        if change.new == change.old {
            return Err(PeopleError::from(InvalidPerson::PinSame).into());
        }
        let new = Pin::choose_pin(&change.new, person.role, &person.name, &self.id)
            .map_err(PeopleError::from)?;
        let set = async {
            let change =
                PersonChange { pin: Some(self.hash_pin(new).await?), ..PersonChange::default() };
            Ok(self.store.change_person(&self.id, person.id, &change, &by).await?)
        };
        let person = self.set_pin_as_guess(session, set).await?;
        let begin = new_session(
            &person,
            session.device,
            (session.since + MILLISECOND).max(now + MILLISECOND),
        );
        let entry = audit_entry(
            StaffChangeAuthor::from_session(session, now),
            "sign_in",
            person.id.to_string(),
        );
        self.store.begin_session(&self.id, &begin, &entry).await?;
        let session = self.issue_session(&person, &begin, false)?;
        Ok(SignedIn { person, session, enrolled: None })
    }

    /// Checks that the signed-in person knows their PIN. A right PIN takes back its own guess and
    /// no other.
    async fn check_own_pin(
        &self,
        session: &StaffSession,
        pin: &str,
        by: &StaffChangeAuthor,
    ) -> Result<(), SignInError> {
        let pin = Pin::parse(pin).map_err(|_| SignInError::WrongPin)?;
        let guess = PinGuess::new(&GuessSource::PinChange(session.device), by.at);
        if let Some(wait_s) = self.store.count_guess(&self.id, &guess).await? {
            return Err(SignInError::TooManyAttempts { wait_s });
        }
        let person = session.person.id;
        let device = session.device;
        let owner = self.store.find_person_by_pin(&self.id, &self.hash_pin(pin).await?).await?;
        if owner.is_none_or(|owner| owner.person.id != person) {
            tracing::warn!(%person, %device, "a wrong PIN of a person who is signed in was refused");
            let entry = audit_entry(by.clone(), "person.pin.wrong_pin", person.to_string());
            self.store.add_audit_entry(&self.id, &entry).await?;
            return Err(SignInError::WrongPin);
        }
        Ok(self.store.forgive_guess(&self.id, &guess).await?)
    }

    /// The enrolled device whose pass came with the request.
    async fn find_known_device(
        &self,
        asked: &SignIn,
        now: Timestamp,
    ) -> Result<Option<KnownDevice>, SignInError> {
        let pass = asked.device.as_deref().and_then(|pass| self.keys.verify_token(pass, now));
        match pass {
            Some(StaffClaims::Device(pass)) if *pass.store == *self.id => {
                Ok(self.store.fetch_device(&self.id, pass.id).await?)
            }
            _ => Ok(None),
        }
    }

    async fn enrol_device(
        &self,
        asked: &SignIn,
        by: &StaffPerson,
        now: Timestamp,
    ) -> Result<(EnrolledDevice, String), SignInError> {
        let name =
            StaffName::from_text_lossy(asked.device_name.as_deref().unwrap_or_default(), "기기");
        let device = EnrolledDevice {
            id: DeviceId(self.clock.uuid_v7()),
            name: name.as_str().to_owned(),
            enrolled_at: now,
            enrolled_by: by.name.clone(),
        };
        self.store
            .enrol_device(&self.id, &device, &StaffChangeAuthor::from_person(by, device.id, now))
            .await?;
        let pass = DevicePass { id: device.id, store: self.id.to_string() };
        let pass = self.key.sign_token(&StaffClaims::Device(pass))?;
        Ok((device, pass))
    }

    fn issue_session(
        &self,
        person: &StaffPerson,
        NewSession { device, session: DeviceSession { since, until, .. } }: &NewSession,
        is_pin_generated: bool,
    ) -> Result<String, InvalidKey> {
        let person = person.clone();
        let store = self.id.to_string();
        let device = *device;
        let since = *since;
        let until = *until;
        self.key.sign_token(&StaffClaims::Session(StaffSession {
            person,
            store,
            device,
            since,
            until,
            is_pin_generated,
        }))
    }
}

fn new_session(person: &StaffPerson, device: DeviceId, since: Timestamp) -> NewSession {
    NewSession { device, session: DeviceSession { person: person.id, since, until: since + SHIFT } }
}

fn guess_source(known: Option<&KnownDevice>, place: &GuessAddress) -> GuessSource {
    match known {
        None => GuessSource::Stranger(place.clone()),
        Some(known) if known.home.as_deref().is_none_or(|home| home == place.as_str()) => {
            GuessSource::Device(known.id)
        }
        Some(known) => GuessSource::PassElsewhere(known.id, place.clone()),
    }
}

/// When a session begins: now, but after the sessions that were ended, even if another replica's
/// clock is ahead.
fn next_session_start(owner: &PinOwner, known: Option<&KnownDevice>, now: Timestamp) -> Timestamp {
    let (locked_at, session_since) =
        known.map_or((None, None), |known| (known.locked_at, known.session_since));
    let ended = [owner.signed_out_at, locked_at, session_since];
    ended.into_iter().flatten().map(|at| at + MILLISECOND).fold(now, Timestamp::max)
}

fn audit_entry(by: StaffChangeAuthor, action: &'static str, subject: String) -> AuditEntry {
    AuditEntry { by, action, subject, before: None, after: None }
}
