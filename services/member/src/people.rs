//! Adding somebody and changing who they are.

use crate::{
    App, HASH_WAIT,
    domain::{Invalid, Name, Pin, PinHash},
    store::{ChangeError, PersonChange, StoreError},
};
use member_api::{NewPerson, Person, PersonId, PersonPatch};
use tokio::time::timeout;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// It cannot be kept like this.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The store says no.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// So many PINs are being checked that this one was not.
    #[error("too many PINs are being checked")]
    Busy,
}

impl App {
    /// Adds a person.
    ///
    /// # Errors
    /// [`PeopleError`]; nobody is added then.
    pub async fn person_add(&self, new: &NewPerson) -> Result<Person, PeopleError> {
        let (name, pin) = (Name::parse(&new.name)?, Pin::parse(&new.pin)?);
        let pin = self.hash(pin).await?;
        let id = PersonId(self.clock.uuid_v7());
        let person = Person { id, name: name.as_str().to_owned(), role: new.role };
        self.store.person_add(&self.id, &person, &pin).await?;
        Ok(person)
    }

    /// Changes a person.
    ///
    /// # Errors
    /// [`PeopleError`]; nothing is changed then.
    pub async fn person_change(&self, id: PersonId, patch: &PersonPatch) -> Result<Person, PeopleError> {
        let name = patch.name.as_deref().map(Name::parse).transpose()?;
        let pin = match patch.pin.as_deref().map(Pin::parse).transpose()? {
            Some(pin) => Some(self.hash(pin).await?),
            None => None,
        };
        let change = PersonChange { name, role: patch.role, pin };
        Ok(self.store.person_change(&self.id, id, &change, self.clock.now()).await?)
    }

    /// The hash of a PIN with this store's salt. The permit goes with the work: a caller that hangs up does not make room for
    /// another one.
    ///
    /// # Errors
    /// [`PeopleError::Busy`], or when the database fails.
    pub(crate) async fn hash(&self, pin: Pin) -> Result<PinHash, PeopleError> {
        let turn = timeout(HASH_WAIT, self.hashes.clone().acquire_owned()).await;
        let permit = turn.ok().and_then(Result::ok).ok_or(PeopleError::Busy)?;
        let salt = self.store.pin_salt(&self.id, rand::random()).await.map_err(ChangeError::from)?;
        let hashed = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            pin.hash(&salt)
        });
        let failed = |why: String| ChangeError::from(StoreError::Failed(why));
        let hashed = hashed.await.map_err(|error| failed(error.to_string()))?;
        Ok(hashed.map_err(|error| failed(error.to_string()))?)
    }
}
