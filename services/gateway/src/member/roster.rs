//! The last known roster: what it does not name is signed out, here and on every replica within seconds.

use super::{MemberClient, Staffing};
use crate::{cache::DiskCache, call::Bearer, error::GatewayError, status::DependencyStatus};
use member_api::{Roster, SignIn, SignedIn};
use reqwest::header::HeaderValue;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, time::sleep};

/// How soon others hear that somebody was signed out everywhere.
const LOOK: Duration = Duration::from_secs(2);

pub(crate) struct RosterKeeper {
    client: MemberClient,
    known: watch::Sender<Option<Arc<Roster>>>,
    tag: Mutex<Option<HeaderValue>>,
    cache: DiskCache<Roster>,
}

impl RosterKeeper {
    /// Begins with the copy from the disk.
    pub fn new(client: MemberClient, cache: DiskCache<Roster>) -> Self {
        let known = watch::Sender::new(cache.load().map(Arc::new));
        Self { client, known, tag: Mutex::default(), cache }
    }

    pub fn known(&self) -> Option<Arc<Roster>> {
        self.known.borrow().clone()
    }

    /// Signs somebody in. A device that was enrolled by that is known here at once.
    pub async fn sign_in(&self, asked: &SignIn) -> Result<SignedIn, GatewayError> {
        let signed_in = self.client.sign_in(asked).await?;
        if signed_in.enrolled.is_some() {
            let _the_next_look_tells_too = self.look().await;
        }
        Ok(signed_in)
    }

    /// Changes who works here, and knows it.
    pub async fn change(&self, staffing: &Staffing, by: &Bearer) -> Result<(), GatewayError> {
        self.client.change(staffing, by).await?;
        let _the_next_look_tells_too = self.look().await;
        Ok(())
    }

    pub fn status(&self) -> DependencyStatus {
        self.client.status()
    }

    pub fn in_flight(&self) -> usize {
        self.client.in_flight()
    }

    async fn look(&self) -> Result<(), GatewayError> {
        let tag = self.tag.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((roster, tag)) = self.client.roster(tag.as_ref()).await? else { return Ok(()) };
        *self.tag.lock().unwrap_or_else(PoisonError::into_inner) = tag;
        let roster = Arc::new(roster);
        if self.known.send_replace(Some(roster.clone())).as_deref() != Some(&*roster) {
            self.save(roster).await;
        }
        Ok(())
    }

    async fn save(&self, roster: Arc<Roster>) {
        let cache = self.cache.clone();
        match tokio::task::spawn_blocking(move || cache.save(&roster)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the roster cannot be kept on disk"),
            Err(error) => tracing::error!(%error, "keeping the roster on disk failed"),
        }
    }
}

/// Looks for ever.
pub(crate) async fn follow_roster(keeper: Arc<RosterKeeper>) {
    loop {
        let _counted_and_logged = keeper.look().await;
        sleep(LOOK).await;
    }
}
