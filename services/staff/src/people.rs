//! Adding and changing people.

use crate::{
    StaffService,
    app::HASH_WAIT,
    db::{PersonChange, PinHashes, RepositoryError, StaffChangeAuthor, StaffChangeError},
    domain::{GuessSource, InvalidPerson, Pin, PinGuess, PinScheme, StaffName},
};
use staff_api::{NewPerson, PersonId, PersonPatch, StaffPerson, StaffRole, StaffSession};
use tokio::time::timeout;

/// Why a person was not added or changed.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The input breaks a rule.
    #[error(transparent)]
    Invalid(#[from] InvalidPerson),
    /// The store refuses the change, or the database failed.
    #[error(transparent)]
    Change(#[from] StaffChangeError),
    /// Load shedding: too many other PINs are being hashed.
    #[error("too many PINs are being checked")]
    Busy,
    /// Too many PINs of colleagues were tried, which looks like guessing.
    #[error("again in {wait_s} s")]
    TooManyAttempts {
        /// Seconds to wait.
        wait_s: u32,
    },
}

impl From<RepositoryError> for PeopleError {
    fn from(error: RepositoryError) -> Self {
        Self::Change(error.into())
    }
}

impl StaffService {
    /// Adds a person.
    ///
    /// # Errors
    /// [`PeopleError`]; no person is added then.
    pub async fn add_person(
        &self,
        new: &NewPerson,
        by: &StaffSession,
    ) -> Result<StaffPerson, PeopleError> {
        let name = StaffName::parse(&new.name)?;
        let pin = Pin::choose_pin(&new.pin, new.role, name.as_str(), &self.id)?;
        let person = StaffPerson {
            id: PersonId(self.clock.uuid_v7()),
            name: name.as_str().to_owned(),
            role: new.role,
        };
        let by_session = StaffChangeAuthor::from_session(by, self.clock.now());
        let add = async {
            let pin = self.hash_pin(pin).await?;
            Ok(self.store.add_person(&self.id, &person, &pin, &by_session).await?)
        };
        self.set_pin_as_guess(by, add).await?;
        Ok(person)
    }

    /// Adds a manager from the command line of the machine. A generated PIN only allows its owner
    /// to set another one.
    ///
    /// # Errors
    /// [`PeopleError`]; no person is added then.
    pub async fn add_manager(
        &self,
        name: &str,
        pin: &str,
        is_generated: bool,
    ) -> Result<StaffPerson, PeopleError> {
        let name = StaffName::parse(name)?;
        let pin = Pin::from_console(pin)?;
        let pin = PinHashes { is_generated, ..self.hash_pin(pin).await? };
        let id = PersonId(self.clock.uuid_v7());
        let person = StaffPerson { id, name: name.as_str().to_owned(), role: StaffRole::Manager };
        let by = StaffChangeAuthor { actor: None, device: None, at: self.clock.now() };
        self.store.add_person(&self.id, &person, &pin, &by).await?;
        Ok(person)
    }

    /// Changes a person.
    ///
    /// # Errors
    /// [`PeopleError`]; nothing is changed then.
    pub async fn change_person(
        &self,
        id: PersonId,
        patch: &PersonPatch,
        by: &StaffSession,
    ) -> Result<StaffPerson, PeopleError> {
        let name = patch.name.as_deref().map(StaffName::parse).transpose()?;
        let by_session = StaffChangeAuthor::from_session(by, self.clock.now());
        let known =
            self.store.fetch_person(&self.id, id).await?.ok_or(StaffChangeError::NotFound)?;
        let Some(pin) = patch.pin.as_deref() else {
            if patch.role.is_some_and(|role| role > known.role) {
                return Err(InvalidPerson::RoleNeedsPin.into());
            }
            let change = PersonChange { name, role: patch.role, pin: None };
            return Ok(self.store.change_person(&self.id, id, &change, &by_session).await?);
        };
        let named = name.as_ref().map_or(known.name.as_str(), StaffName::as_str);
        let pin = Pin::choose_pin(pin, patch.role.unwrap_or(known.role), named, &self.id)?;
        let change = async {
            let pin = Some(self.hash_pin(pin).await?);
            let change = PersonChange { name, role: patch.role, pin };
            Ok(self.store.change_person(&self.id, id, &change, &by_session).await?)
        };
        self.set_pin_as_guess(by, change).await
    }

    /// Runs `set_pin`, counted as a guess. A PIN that a colleague has is a right guess and stays
    /// counted; any other outcome takes the guess back.
    pub(crate) async fn set_pin_as_guess<T>(
        &self,
        by: &StaffSession,
        set_pin: impl Future<Output = Result<T, PeopleError>>,
    ) -> Result<T, PeopleError> {
        let guess = PinGuess::new(&GuessSource::PinChange(by.device), self.clock.now());
        if let Some(wait_s) = self.store.count_guess(&self.id, &guess).await? {
            return Err(PeopleError::TooManyAttempts { wait_s });
        }
        let done = set_pin.await;
        if !matches!(done, Err(PeopleError::Change(StaffChangeError::PinTaken))) {
            self.store.forgive_guess(&self.id, &guess).await?;
        }
        done
    }

    /// Hashes a PIN with this store's salt, by the newest scheme and by older ones that PINs of the
    /// store still use. The permit is held until the work ends: a caller that hangs up does not
    /// make room for another one.
    ///
    /// # Errors
    /// [`PeopleError::Busy`], or when the database fails.
    pub(crate) async fn hash_pin(&self, pin: Pin) -> Result<PinHashes, PeopleError> {
        let turn = timeout(HASH_WAIT, self.hashes.clone().acquire_owned()).await;
        let permit = turn.ok().and_then(Result::ok).ok_or(PeopleError::Busy)?;
        let salt = self.store.fetch_pin_salt(&self.id, rand::random()).await?;
        let schemes = self.store.list_pin_schemes(&self.id).await?;
        let pepper = self.pepper.clone();
        if pepper.is_none() && schemes.contains(&PinScheme::Peppered) {
            tracing::error!(
                "PINs were kept with a pepper, whose file is missing: they open nothing"
            );
        }
        let also_plain = pepper.is_some() && schemes.contains(&PinScheme::Plain);
        let hashed = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let newest = pin.hash(&salt, pepper.as_ref())?;
            let older = also_plain.then(|| pin.hash(&salt, None)).transpose()?;
            Ok(PinHashes { newest, older: older.into_iter().collect(), is_generated: false })
        });
        let failed = |why: String| RepositoryError::Failed(why);
        let hashed = hashed.await.map_err(|error| failed(error.to_string()))?;
        Ok(hashed.map_err(|error: argon2::Error| failed(error.to_string()))?)
    }
}
