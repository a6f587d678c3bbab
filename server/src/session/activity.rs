//! Idle limit of staff sessions: without a person's activity for that long a session is over,
//! whether or not a script in the page says so, and a copied cookie then opens nothing.
//!
//! The time of the last activity is in a cookie beside the session, sealed by a key that all
//! surfaces get from the staff service. So replicas agree, a restart forgets nothing, and the
//! staff service may be down. Requests that a page makes by itself (feeds, pictures, the notice
//! about printing) do not count. A surface that has never had the key counts the moment at which it
//! first saw a session as activity.

use jiff::{SignedDuration, Timestamp};
use service_kit::Clock;
use staff_api::StaffSession;
use staff_token::ActivityKey;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Age at which a stamp is renewed.
const RENEWED_AFTER: SignedDuration = SignedDuration::from_mins(1);
/// Maximum number of remembered sessions; above it the idle ones are dropped.
const MOST: usize = 10_000;

/// Last known activity of each session.
pub struct SessionActivity {
    /// `None`: no session is ever idle.
    limit: Option<SignedDuration>,
    /// Seals stamps until the shared key is known.
    own: ActivityKey,
    seen: Mutex<HashMap<Arc<str>, Timestamp>>,
    clock: Clock,
}

impl SessionActivity {
    /// Sessions end after `limit_min` minutes without activity; 0 means never.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new(limit_min: u32, clock: Clock) -> Result<Self, staff_token::InvalidKey> {
        let limit = (limit_min > 0).then(|| SignedDuration::from_mins(limit_min.into()));
        Ok(Self { limit, own: ActivityKey::generate()?, seen: Mutex::default(), clock })
    }

    /// Whether the session has been idle for too long at `now`, by the stamp of the request.
    /// `shared` is the key of all surfaces.
    pub fn is_idle(
        &self,
        (session, token): (&StaffSession, &str),
        stamp: Option<&str>,
        shared: Option<&ActivityKey>,
        now: Timestamp,
    ) -> bool {
        let Some(limit) = self.limit else { return false };
        let stamped = self.read_stamp(token, stamp, shared);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let remembered =
            if shared.is_none() { seen.get(token).copied().or(Some(now)) } else { None };
        let last = [stamped, remembered].into_iter().flatten().fold(session.since, Timestamp::max);
        let is_idle = self.elapsed_since(last, now) >= limit;
        if !is_idle {
            if seen.len() >= MOST {
                seen.retain(|_, at| self.elapsed_since(*at, now) < limit);
            }
            let known = seen.entry(token.into()).or_insert(last);
            *known = (*known).max(last);
        }
        is_idle
    }

    /// Whether this process has seen no activity in the session for too long; ends a feed of an
    /// idle session.
    pub fn is_idle_here(&self, (session, token): (&StaffSession, &str), now: Timestamp) -> bool {
        let Some(limit) = self.limit else { return false };
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        self.elapsed_since(seen.get(token).copied().unwrap_or(session.since), now) >= limit
    }

    /// Time since `since` without the clock's jumps forward, so that setting the clock locks no
    /// tablet.
    fn elapsed_since(&self, since: Timestamp, now: Timestamp) -> SignedDuration {
        now.duration_since(since).saturating_sub(self.clock.skipped_since(since))
    }

    /// Records activity and returns a new stamp if the request's stamp is missing or older than
    /// [`RENEWED_AFTER`].
    pub fn record_activity(
        &self,
        token: &str,
        stamp: Option<&str>,
        shared: Option<&ActivityKey>,
        now: Timestamp,
    ) -> Option<String> {
        self.limit?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(token.into(), now);
        let stamped = self.read_stamp(token, stamp, shared);
        let is_fresh = stamped.is_some_and(|at| now.duration_since(at) < RENEWED_AFTER);
        if is_fresh { None } else { shared.unwrap_or(&self.own).make_stamp(token, now).ok() }
    }

    /// Time of a stamp sealed by the shared key, or by this process while it did not have that key.
    fn read_stamp(
        &self,
        token: &str,
        stamp: Option<&str>,
        shared: Option<&ActivityKey>,
    ) -> Option<Timestamp> {
        let stamp = stamp?;
        [shared, Some(&self.own)].into_iter().flatten().find_map(|key| key.read_stamp(token, stamp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use staff_api::{DeviceId, PersonId, StaffPerson, StaffRole};
    use uuid::Uuid;

    const TOKEN: &str = "token";

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    fn session() -> StaffSession {
        let person = StaffPerson {
            id: PersonId(Uuid::nil()),
            name: "지훈".to_owned(),
            role: StaffRole::Barista,
        };
        let store = "main".to_owned();
        let device = DeviceId(Uuid::nil());
        StaffSession {
            person,
            store,
            device,
            since: at(0),
            until: at(720),
            is_pin_generated: false,
        }
    }

    #[test]
    fn a_session_without_a_persons_request_ends_and_a_copied_cookie_with_it() {
        let key = ActivityKey::generate().unwrap();
        let session = session();
        let [here, there] =
            [(); 2].map(|()| SessionActivity::new(15, Clock::manual(at(0))).unwrap());
        let is_idle = |surface: &SessionActivity, stamp: Option<&str>, now| {
            surface.is_idle((&session, TOKEN), stamp, Some(&key), at(now))
        };
        assert!(
            !is_idle(&here, None, 14) && is_idle(&here, None, 15),
            "signing in is activity, feeds are none"
        );
        let stamp = here.record_activity(TOKEN, None, Some(&key), at(10)).unwrap();
        assert_eq!(
            here.record_activity(TOKEN, Some(&stamp), Some(&key), at(10)),
            None,
            "one a minute"
        );
        assert!(!is_idle(&there, Some(&stamp), 24), "another replica, or this one after a restart");
        assert!(is_idle(&there, Some(&stamp), 25));
        let newer = here.record_activity(TOKEN, Some(&stamp), Some(&key), at(20)).unwrap();
        assert!(
            !is_idle(&here, Some(&newer), 34) && is_idle(&here, Some(&stamp), 25),
            "the copy is as old as it is"
        );
        assert!(
            is_idle(&here, Some("1234567"), 34) && is_idle(&here, None, 34),
            "nobody else makes one"
        );
        assert!(
            !here.is_idle_here((&session, TOKEN), at(34))
                && here.is_idle_here((&session, TOKEN), at(35))
        );
    }

    #[test]
    fn without_the_shared_key_a_session_ends_after_it_was_first_seen() {
        let activity = SessionActivity::new(15, Clock::manual(at(0))).unwrap();
        let session = session();
        let is_idle =
            |now| activity.is_idle((&session, TOKEN), Some("of another one"), None, at(now));
        assert!(!is_idle(100) && !is_idle(114) && is_idle(115));
        let never = SessionActivity::new(0, Clock::manual(at(0))).unwrap();
        assert!(!never.is_idle((&session, TOKEN), None, None, at(700)));
    }

    #[test]
    fn a_clock_that_is_set_forward_makes_no_session_idle() {
        let key = ActivityKey::generate().unwrap();
        let session = session();
        let clock = Clock::manual(at(0));
        let activity = SessionActivity::new(15, clock.clone()).unwrap();
        let stamp = activity.record_activity(TOKEN, None, Some(&key), at(0)).unwrap();
        let is_idle = || {
            let of = (&session, TOKEN);
            let now = clock.now();
            let is_idle = activity.is_idle(of, Some(&stamp), Some(&key), now);
            assert_eq!(activity.is_idle_here(of, now), is_idle);
            is_idle
        };
        for (minutes, hours) in [(5, 1), (5, 24 * 3_650), (4, 0)] {
            clock.advance_by(SignedDuration::from_mins(minutes));
            clock.shift_by(SignedDuration::from_hours(hours));
            assert!(!is_idle());
        }
        clock.advance_by(SignedDuration::from_mins(1));
        assert!(is_idle());
    }
}
