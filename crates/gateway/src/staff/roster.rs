//! The last known roster: people and devices that it does not name are signed out here, on every
//! replica and at the services within three seconds.
//!
//! The staff service signs it, so no other sender has to be trusted: this surface asks every
//! second, hands a newer one to the services that check sessions against it, and asks those for
//! theirs while the staff service is down and no roster is known here.

use super::{RosterRecipient, StaffChange, StaffClient, ended_sessions::EndedSessions};
use crate::{
    cache::DiskCache,
    call::{CallCredentials, ServiceCall},
    error::GatewayError,
    status::DependencyStatus,
};
use futures::future::join_all;
use reqwest::header::HeaderValue;
use staff_api::{
    AuditPage, DevicePass, PinAgain, PinChange, SharedActivityKey, SignIn, SignedIn, SignedRoster,
    StaffRoster, StaffSession,
};
use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};

/// Interval of requests to the staff service: how soon a sign-out elsewhere is known here.
const LOOK: Duration = Duration::from_secs(1);
/// Interval at which a service is given a roster that it has already: its database may have been
/// replaced by an older copy.
const AGAIN: Duration = Duration::from_secs(30);
/// Time after which every replica of a service has read what one of them was given.
const SPREAD: Duration = Duration::from_millis(600);

type ReadRoster = dyn Fn(&SignedRoster) -> Option<StaffRoster> + Send + Sync;

/// Reads a signed roster; `None` unless a trusted key has signed it.
#[derive(Clone)]
pub struct RosterReader(pub Arc<ReadRoster>);

impl fmt::Debug for RosterReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RosterReader")
    }
}

/// Whether a session or a device's pass is admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterAdmission {
    /// The roster admits it.
    Admitted,
    /// It was ended, or its person or device was removed.
    Over,
    /// No roster has been known here yet.
    RosterUnknown,
}

impl RosterAdmission {
    fn from_admits(admits: bool) -> Self {
        if admits { Self::Admitted } else { Self::Over }
    }
}

type Known = Option<(Arc<StaffRoster>, SignedRoster)>;

pub(crate) struct RosterCache {
    client: StaffClient,
    holders: Vec<RosterRecipient>,
    reader: RosterReader,
    known: watch::Sender<Known>,
    tag: Mutex<Option<HeaderValue>>,
    cache: DiskCache<SignedRoster>,
    ended: EndedSessions,
    activity_key: watch::Sender<Option<SharedActivityKey>>,
    key_cache: DiskCache<SharedActivityKey>,
}

impl RosterCache {
    /// Starts with the copies on disk.
    pub fn new(
        client: StaffClient,
        holders: Vec<RosterRecipient>,
        reader: RosterReader,
        cache: &Path,
    ) -> Self {
        let ended = DiskCache::at_path(cache.with_file_name("ended-sessions.json"));
        let key_cache =
            DiskCache::<SharedActivityKey>::at_path(cache.with_file_name("activity-key.json"));
        let cache = DiskCache::<SignedRoster>::at_path(cache.to_owned());
        let known = cache.load().and_then(|signed| Some((Arc::new((reader.0)(&signed)?), signed)));
        Self {
            client,
            holders,
            reader,
            known: watch::Sender::new(known),
            tag: Mutex::default(),
            cache,
            ended: EndedSessions::new(ended),
            activity_key: watch::Sender::new(key_cache.load()),
            key_cache,
        }
    }

    pub fn known_roster(&self) -> Option<Arc<StaffRoster>> {
        self.known.borrow().as_ref().map(|(roster, _)| roster.clone())
    }

    /// Waits until a roster is known.
    pub async fn wait_for_roster(&self) {
        let mut known = self.known.subscribe();
        let _the_sender_lives = known.wait_for(Option::is_some).await;
    }

    /// The key with which all surfaces seal activity stamps; `None` until it is known.
    pub fn activity_key(&self) -> watch::Receiver<Option<SharedActivityKey>> {
        self.activity_key.subscribe()
    }

    pub fn admission_of_session(&self, session: &StaffSession) -> RosterAdmission {
        match self.known_roster() {
            Some(roster) => RosterAdmission::from_admits(
                roster.is_session_admitted(session) && !self.ended.has_ended(session),
            ),
            None => RosterAdmission::RosterUnknown,
        }
    }

    pub fn admission_of_device(&self, pass: &DevicePass) -> RosterAdmission {
        self.known_roster().map_or(RosterAdmission::RosterUnknown, |roster| {
            RosterAdmission::from_admits(roster.is_device_enrolled(pass))
        })
    }

    /// Signs a person in. A device that is enrolled by that is known when this returns, here and at
    /// every replica of the services.
    pub async fn sign_in(&self, asked: &SignIn) -> Result<SignedIn, GatewayError> {
        let signed_in = self.client.sign_in(asked).await?;
        // The previous session on this device has ended by that.
        self.refresh().await;
        if signed_in.enrolled.is_some() {
            sleep(SPREAD).await;
        }
        Ok(signed_in)
    }

    /// One page of the audit log of people, devices and sessions.
    pub async fn fetch_audit_page(&self, call: &ServiceCall) -> Result<AuditPage, GatewayError> {
        self.client.0.call(call, |reply| reply.decode_json()).await
    }

    /// Sets the bearer's own PIN, and gives them a new session.
    pub async fn change_pin(
        &self,
        change: &PinChange,
        by: &CallCredentials,
    ) -> Result<SignedIn, GatewayError> {
        let signed_in = self.client.change_pin(change, by).await?;
        self.refresh().await;
        Ok(signed_in)
    }

    /// Checks the bearer's PIN again, and gives a new session in place of theirs.
    pub async fn renew_session(
        &self,
        again: &PinAgain,
        by: &CallCredentials,
    ) -> Result<SignedIn, GatewayError> {
        let signed_in = self.client.renew_session(again, by).await?;
        self.refresh().await;
        Ok(signed_in)
    }

    /// Ends the session: here at once, and everywhere as soon as the staff service knows.
    pub async fn end_session(&self, session: StaffSession, token: String) {
        self.ended.add(session, token).await;
        if self.report_ended_sessions().await {
            self.refresh().await;
        }
    }

    /// Changes people, devices or sessions, and reads the roster afterwards.
    pub async fn change_staff(
        &self,
        staffing: &StaffChange,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        self.client.change_staff(staffing, by).await?;
        self.refresh().await;
        Ok(())
    }

    pub fn dependency_status(&self) -> DependencyStatus {
        self.client.dependency_status()
    }

    pub fn in_flight(&self) -> usize {
        self.client.in_flight()
    }

    /// Reads the roster now and hands over a newer one. A failure is retried by [`follow_roster`].
    async fn refresh(&self) {
        let _counted_and_logged = self.fetch_roster().await;
        join_all(self.holders.iter().map(|holder| self.deliver_to(holder))).await;
    }

    async fn fetch_roster(&self) -> Result<(), GatewayError> {
        let tag = self.tag.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((signed, tag)) = self.client.fetch_roster(tag.as_ref()).await? else {
            return Ok(());
        };
        if self.accept_roster(signed).await {
            *self.tag.lock().unwrap_or_else(PoisonError::into_inner) = tag;
        }
        Ok(())
    }

    /// Takes the roster if it is newer than the known one; false if no trusted key has signed it.
    async fn accept_roster(&self, signed: SignedRoster) -> bool {
        let Some(roster) = (self.reader.0)(&signed) else {
            tracing::warn!("a roster was signed by a key that is not known here");
            return false;
        };
        let roster = Arc::new(roster);
        let is_newer = self.known.send_if_modified(|known| {
            let is_newer = known.as_ref().is_none_or(|(known, _)| known.version < roster.version);
            if is_newer {
                *known = Some((roster.clone(), signed.clone()));
            }
            is_newer
        });
        if is_newer {
            self.save_to_disk(signed).await;
            self.ended.drop_obsolete(|session| roster.is_session_admitted(session)).await;
        }
        true
    }

    async fn deliver_to(&self, holder: &RosterRecipient) {
        let Some((roster, signed)) = self.known.borrow().clone() else { return };
        if let Ok(counts) = holder.put_roster(roster.version, &signed).await
            && counts != signed
        {
            self.accept_roster(counts).await;
        }
    }

    /// Reports ended sessions; true when the staff service knows of all of them.
    async fn report_ended_sessions(&self) -> bool {
        for ended in self.ended.unreported_sessions() {
            match self.client.end_session(&CallCredentials::new(&ended.token)).await {
                Ok(()) | Err(GatewayError::Refused(_)) => {
                    self.ended.mark_reported(&ended.token).await;
                }
                Err(_counted_and_logged) => return false,
            }
        }
        true
    }

    /// Asks the services for their roster, while the staff service is down and no roster is known.
    async fn recover_roster(&self) {
        for holder in &self.holders {
            if let Ok(Some(signed)) = holder.fetch_roster().await {
                self.accept_roster(signed).await;
            }
        }
    }

    async fn learn_activity_key(&self) {
        let Ok(key) = self.client.fetch_activity_key().await else { return };
        let is_new = self.activity_key.send_if_modified(|known| {
            let is_new = known.as_ref() != Some(&key);
            *known = Some(key.clone());
            is_new
        });
        if is_new {
            let cache = self.key_cache.clone();
            let saved = tokio::task::spawn_blocking(move || cache.save(&key)).await;
            if !matches!(saved, Ok(Ok(()))) {
                tracing::warn!("the key of activity cannot be kept on disk");
            }
        }
    }

    async fn save_to_disk(&self, signed: SignedRoster) {
        let cache = self.cache.clone();
        match tokio::task::spawn_blocking(move || cache.save(&signed)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the roster cannot be kept on disk"),
            Err(error) => tracing::error!(%error, "keeping the roster on disk failed"),
        }
    }
}

/// Asks the staff service for the roster, for ever.
pub(crate) async fn follow_roster(keeper: Arc<RosterCache>) {
    let mut key_asked_at: Option<Instant> = None;
    loop {
        let asked = keeper.fetch_roster().await;
        if asked.is_ok() && key_asked_at.is_none_or(|at| at.elapsed() >= AGAIN) {
            keeper.learn_activity_key().await;
            key_asked_at = Some(Instant::now());
        }
        if asked.is_err() && keeper.known_roster().is_none() {
            keeper.recover_roster().await;
        }
        let _all_or_later = keeper.report_ended_sessions().await;
        sleep(LOOK).await;
    }
}

/// Hands every newer roster to the services, each independently so that none waits for another that
/// hangs.
pub(crate) async fn distribute_rosters(keeper: Arc<RosterCache>) {
    join_all(keeper.holders.iter().map(|holder| distribute_to(&keeper, holder))).await;
}

async fn distribute_to(keeper: &RosterCache, holder: &RosterRecipient) {
    let mut known = keeper.known.subscribe();
    loop {
        let version = known.borrow_and_update().as_ref().map(|(roster, _)| roster.version);
        keeper.deliver_to(holder).await;
        let has_it = version.is_none_or(|version| holder.has_version(version));
        let _changed_or_time = timeout(if has_it { AGAIN } else { LOOK }, known.changed()).await;
    }
}
