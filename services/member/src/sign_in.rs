//! Signing in: a PIN for a session that this service signs.
//!
//! A manager who signs in on an unknown device enrols it; everybody else signs in on enrolled ones only. So a PIN that was seen
//! over a shoulder is worth nothing elsewhere unless it is a manager's.

use crate::{
    App,
    domain::{Guess, Name, Pin, Source},
    people::PeopleError,
    store::{ChangeError, StoreError},
};
use jiff::{SignedDuration, Timestamp};
use member_api::{Device, DeviceId, DevicePass, Person, Role, Session, SignIn, SignedIn, Token};
use member_token::InvalidKey;

/// A long shift. It bounds what a lost tablet is worth while nobody can be asked.
const SHIFT: SignedDuration = SignedDuration::from_hours(12);

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Nobody has this PIN.
    #[error("nobody has this PIN")]
    WrongPin,
    /// It is somebody's, who may not enrol this device.
    #[error("the device is not enrolled")]
    DeviceUnknown,
    /// Guessed too often.
    #[error("again in {wait_s} s")]
    TooManyAttempts {
        /// How long to wait.
        wait_s: u32,
    },
    /// As for any other PIN.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// The key cannot sign.
    #[error(transparent)]
    Key(#[from] InvalidKey),
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::People(ChangeError::from(error).into())
    }
}

impl App {
    /// Signs in whoever has the PIN. A guess is counted before it is checked, so that many at once gain nothing.
    ///
    /// # Errors
    /// [`SignInError`]
    pub async fn sign_in(&self, asked: &SignIn) -> Result<SignedIn, SignInError> {
        let now = self.clock.now();
        let known = self.known_device(asked, now).await?;
        let address = asked.address.as_deref().and_then(|address| address.parse().ok());
        let source = known.map_or(Source::Stranger(address), Source::Device);
        let guess = Guess::new(&source, now);
        // What cannot be a PIN is refused without a look and costs nothing.
        let pin = Pin::parse(&asked.pin).map_err(|_| SignInError::WrongPin)?;
        if let Some(wait_s) = self.store.guess_count(&self.id, &guess).await? {
            return Err(SignInError::TooManyAttempts { wait_s });
        }
        let pin = self.hash(pin).await?;
        let Some(person) = self.store.person_by_pin(&self.id, &pin).await? else {
            tracing::warn!("a wrong PIN was refused");
            return Err(SignInError::WrongPin);
        };
        let enrolled = match known {
            Some(_) => None,
            None if person.role >= Role::Manager => Some(self.enrol(asked, &person, now).await?),
            None => return Err(SignInError::DeviceUnknown),
        };
        self.store.guess_forgive(&self.id, &guess).await?;
        let device =
            known.or(enrolled.as_ref().map(|(device, _)| device.id)).ok_or(SignInError::DeviceUnknown)?;
        let session = self.session(&person, device, now)?;
        Ok(SignedIn { person, session, enrolled })
    }

    /// The enrolled device whose pass came along.
    async fn known_device(&self, asked: &SignIn, now: Timestamp) -> Result<Option<DeviceId>, SignInError> {
        let pass = asked.device.as_deref().and_then(|pass| self.public.read(pass, now));
        let Some(Token::Device(pass)) = pass else { return Ok(None) };
        Ok(self.store.roster(&self.id).await?.knows(&pass).then_some(pass.id))
    }

    async fn enrol(
        &self,
        asked: &SignIn,
        by: &Person,
        now: Timestamp,
    ) -> Result<(Device, String), SignInError> {
        let name = Name::lenient(asked.device_name.as_deref().unwrap_or_default(), "기기");
        let device = Device {
            id: DeviceId(self.clock.uuid_v7()),
            name: name.as_str().to_owned(),
            enrolled_at: now,
            enrolled_by: by.name.clone(),
        };
        self.store.device_enrol(&self.id, &device).await.map_err(PeopleError::from)?;
        let pass = DevicePass { id: device.id, store: self.id.to_string() };
        let pass = self.key.sign(&Token::Device(pass))?;
        Ok((device, pass))
    }

    fn session(&self, person: &Person, device: DeviceId, now: Timestamp) -> Result<String, InvalidKey> {
        let (person, store) = (person.clone(), self.id.to_string());
        self.key.sign(&Token::Session(Session { person, store, device, since: now, until: now + SHIFT }))
    }
}
