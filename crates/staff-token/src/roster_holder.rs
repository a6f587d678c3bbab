//! The last signed roster in a service that checks sessions, so that it does so without asking the
//! staff service.
//!
//! A surface hands the roster over whenever it changes. The service keeps it in its own database,
//! so replicas agree within half a second and a restart forgets nothing. Without a roster no
//! session counts: a removed person must not get in again because a process has just started.

use crate::PublicKeys;
use axum::http::StatusCode;
use service_kit::{Problem, ShutdownSignal, text_repository::TextRepository};
use staff_api::{SignedRoster, StaffRoster, StaffSession};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
    time::Duration,
};
use tokio::time::sleep;

/// Interval at which the database is searched for rosters that other replicas were given.
const LOOK: Duration = Duration::from_millis(500);

/// The known rosters by store; clones share them.
#[derive(Clone, Default)]
pub struct RosterHolder(Arc<RwLock<BTreeMap<String, KnownRoster>>>);

struct KnownRoster {
    roster: StaffRoster,
    signed: SignedRoster,
}

impl RosterHolder {
    /// Refuses a session that its store's roster does not admit.
    ///
    /// # Errors
    /// 401 `signed_out`, or 503 `roster_unknown` while no roster is known.
    pub fn check_session(&self, session: &StaffSession) -> Result<(), Problem> {
        match self.read_rosters().get(&session.store) {
            Some(known) if known.roster.is_session_admitted(session) => Ok(()),
            Some(_) => Err(Problem::new(StatusCode::UNAUTHORIZED, "signed_out")
                .with_detail("this session was ended")),
            None => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "roster_unknown")
                .with_detail("no roster of the staff has been handed over yet")
                .with_retry_after_s(1)),
        }
    }

    /// The roster with the highest version, to hand on.
    pub fn newest_signed(&self) -> Option<SignedRoster> {
        let newest =
            self.read_rosters().values().max_by_key(|known| known.roster.version)?.signed.clone();
        Some(newest)
    }

    fn read_rosters(&self) -> RwLockReadGuard<'_, BTreeMap<String, KnownRoster>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn lowest_version(&self) -> i64 {
        self.read_rosters().values().map(|known| known.roster.version).min().unwrap_or(i64::MIN)
    }

    /// Takes the roster unless a newer one is known; returns the one that counts.
    fn insert_newer(&self, roster: StaffRoster, signed: SignedRoster) -> SignedRoster {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let newer = all.get(&roster.store).filter(|known| known.roster.version > roster.version);
        if let Some(newer) = newer {
            return newer.signed.clone();
        }
        all.insert(roster.store.clone(), KnownRoster { roster, signed: signed.clone() });
        signed
    }

    /// Takes and stores a roster that was handed over; returns the one that counts now, this or a
    /// newer one.
    ///
    /// # Errors
    /// 422 `invalid_roster` when no key of `keys` signed it, or when the database fails.
    pub async fn accept_roster(
        &self,
        keys: &PublicKeys,
        repository: &dyn TextRepository,
        signed: SignedRoster,
    ) -> Result<SignedRoster, Problem> {
        let invalid = || {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_roster")
                .with_detail("a roster is signed by the staff service's key")
        };
        let roster = keys.verify_roster(&signed).ok_or_else(invalid)?;
        let store = roster.store.clone();
        let version = roster.version;
        // Before the write: a failing database must not keep an ended session alive.
        let counts = self.insert_newer(roster, signed.clone());
        if counts == signed {
            repository.store_text(&store, version, &signed.signed).await?;
        }
        Ok(counts)
    }

    /// Follows the rosters that other replicas were given, until the process ends.
    pub async fn follow_rosters(
        self,
        keys: PublicKeys,
        repository: Arc<dyn TextRepository>,
        shutdown: ShutdownSignal,
    ) {
        let look = async {
            loop {
                match repository.find_newer(self.lowest_version()).await {
                    Ok(newer) => {
                        for signed in newer.into_iter().map(|signed| SignedRoster { signed }) {
                            match keys.verify_roster(&signed) {
                                Some(roster) => drop(self.insert_newer(roster, signed)),
                                None => {
                                    tracing::warn!(
                                        "the kept roster was signed by a key that is not known"
                                    );
                                }
                            }
                        }
                    }
                    Err(problem) => tracing::warn!(?problem, "the roster cannot be read"),
                }
                sleep(LOOK).await;
            }
        };
        let _ended = shutdown.run_until_shutdown(look).await;
    }
}
