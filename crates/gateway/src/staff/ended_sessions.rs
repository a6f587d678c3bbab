//! Sessions that were ended here, kept until the staff service and the roster know: a sign-out
//! counts on this surface at once, even while the staff service is down, and outlives a restart.

use crate::cache::DiskCache;
use serde::{Deserialize, Serialize};
use staff_api::StaffSession;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// More than all tablets of a store sign out of in a shift. Beyond it the oldest is dropped.
const MOST: usize = 1_000;

/// A session that was ended here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EndedSession {
    pub session: StaffSession,
    /// The session's signed token, which can end this session only.
    pub token: String,
    pub is_told: bool,
}

pub(super) struct EndedSessions {
    all: Mutex<Vec<EndedSession>>,
    cache: DiskCache<Vec<EndedSession>>,
}

impl EndedSessions {
    /// Starts with the copy on disk.
    pub fn new(cache: DiskCache<Vec<EndedSession>>) -> Self {
        Self { all: Mutex::new(cache.load().unwrap_or_default()), cache }
    }

    fn lock_sessions(&self) -> MutexGuard<'_, Vec<EndedSession>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the session, or a later one on its device, was ended here.
    pub fn has_ended(&self, session: &StaffSession) -> bool {
        let is_over = |ended: &EndedSession| {
            ended.session.store == session.store
                && ended.session.device == session.device
                && session.since <= ended.session.since
        };
        self.lock_sessions().iter().any(is_over)
    }

    pub async fn add(&self, session: StaffSession, token: String) {
        {
            let mut all = self.lock_sessions();
            all.retain(|ended| ended.token != token);
            let surplus = (all.len() + 1).saturating_sub(MOST);
            all.drain(..surplus);
            all.push(EndedSession { session, token, is_told: false });
        }
        self.save().await;
    }

    /// Ended sessions that the staff service does not know of.
    pub fn unreported_sessions(&self) -> Vec<EndedSession> {
        self.lock_sessions().iter().filter(|ended| !ended.is_told).cloned().collect()
    }

    /// Marks a session as known to the staff service, or as over by itself.
    pub async fn mark_reported(&self, token: &str) {
        self.lock_sessions()
            .iter_mut()
            .filter(|ended| ended.token == token)
            .for_each(|ended| ended.is_told = true);
        self.save().await;
    }

    /// Drops sessions that the staff service knows of and that the roster no longer admits.
    pub async fn drop_obsolete(&self, admits: impl Fn(&StaffSession) -> bool) {
        let is_changed = {
            let mut all = self.lock_sessions();
            let before = all.len();
            all.retain(|ended| !ended.is_told || admits(&ended.session));
            before != all.len()
        };
        if is_changed {
            self.save().await;
        }
    }

    async fn save(&self) {
        let cache = self.cache.clone();
        let all = self.lock_sessions().clone();
        match tokio::task::spawn_blocking(move || cache.save(&all)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "ended sessions cannot be kept on disk"),
            Err(error) => tracing::error!(%error, "keeping ended sessions on disk failed"),
        }
    }
}
