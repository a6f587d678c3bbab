//! Cache of pictures with a bounded size: what a page has shown recently can be shown while the
//! menu service is down. The picture of an id never changes, so no entry is ever out of date.
//!
//! A page asks for dozens of pictures at once, and a picture is worth waiting for. So its requests
//! wait in a bounded queue for permits of their own, beside the bulkhead of the calls that keep the
//! menu and check it for an order.

use crate::error::GatewayError;
use bytes::Bytes;
use menu_api::PictureId;
use quick_cache::{Weighter, sync::Cache};
use std::time::Duration;
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

/// Size of one process's cache: every picture of a large menu as a thumbnail, and the large ones in
/// use.
const MAX_BYTES: u64 = 32 * 1024 * 1024;
/// So few that the cache is one shard: a picture may then use the whole capacity, and not a shard's
/// part.
const EXPECTED_PICTURES: usize = 32;
/// Pictures that are fetched at once.
const FETCHES: usize = 16;
/// Requests that may wait for a picture: the pages of a full café that all start with an empty
/// cache.
const QUEUE: usize = 1024;
/// How long a request waits for its picture: for its turn and for the service.
const DEADLINE: Duration = Duration::from_secs(3);

/// The size of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureSize {
    /// Thumbnail, for a list.
    Small,
    /// Full size, for dense screens and close views.
    Large,
}

impl PictureSize {
    pub(super) fn path_segment(self) -> &'static str {
        match self {
            Self::Small => "thumbnails",
            Self::Large => "pictures",
        }
    }
}

pub(super) type PictureKey = (PictureId, PictureSize);
/// A picture, or `None` if there is none with this id.
pub(super) type PictureAnswer = Result<Option<Bytes>, GatewayError>;

/// Recently shown pictures, and the queue for the others.
pub(super) struct PictureCache {
    answers: Cache<PictureKey, PictureAnswer, ByteWeighter>,
    queue: Semaphore,
    fetches: Semaphore,
}

#[derive(Clone)]
struct ByteWeighter;

impl Weighter<PictureKey, PictureAnswer> for ByteWeighter {
    fn weight(&self, (id, _): &PictureKey, answer: &PictureAnswer) -> u64 {
        let picture = answer.as_ref().ok().and_then(Option::as_ref);
        (id.as_str().len() + picture.map_or(0, Bytes::len)) as u64
    }
}

impl PictureCache {
    pub fn new() -> Self {
        Self::with_capacity(MAX_BYTES)
    }

    fn with_capacity(max_bytes: u64) -> Self {
        Self {
            answers: Cache::with_weighter(EXPECTED_PICTURES, max_bytes, ByteWeighter),
            queue: Semaphore::new(QUEUE),
            fetches: Semaphore::new(FETCHES),
        }
    }

    /// The cached picture, else the answer of `fetch`, which is given the deadline. Requests for
    /// the same picture share one fetch (single flight). `None` if the queue is full or the turn
    /// does not come in time.
    pub async fn find_or_fetch(
        &self,
        key: &PictureKey,
        fetch: impl AsyncFnOnce(Instant) -> PictureAnswer,
    ) -> Option<PictureAnswer> {
        if let Some(answer) = self.answers.get(key) {
            return Some(answer);
        }
        let _queued = self.queue.try_acquire().ok()?;
        let deadline = Instant::now() + DEADLINE;
        timeout_at(deadline, self.share_fetch(key, deadline, fetch)).await.ok()?
    }

    /// Requests that wait for a picture.
    pub fn queued_requests(&self) -> usize {
        QUEUE - self.queue.available_permits()
    }

    async fn share_fetch(
        &self,
        key: &PictureKey,
        deadline: Instant,
        fetch: impl AsyncFnOnce(Instant) -> PictureAnswer,
    ) -> Option<PictureAnswer> {
        let entry = match self.answers.get_value_or_guard_async(key).await {
            Ok(answer) => return Some(answer),
            Err(entry) => entry,
        };
        let answer = {
            let _turn = self.fetches.acquire().await.ok()?;
            fetch(deadline).await
        };
        // Requests that wait for this picture share the answer, also a failure; only a picture is
        // kept.
        let _is_waited_for = entry.insert(answer.clone());
        if !matches!(answer, Ok(Some(_))) {
            self.answers.remove(key);
        }
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::UnavailableReason;
    use futures::{FutureExt as _, future::join_all};
    use std::{
        future::pending,
        sync::atomic::{AtomicUsize, Ordering},
    };
    use tokio::time::sleep;

    const LATE: Duration = Duration::from_millis(60);

    fn key(id: impl ToString) -> PictureKey {
        (id.to_string().parse().unwrap(), PictureSize::Small)
    }

    fn picture() -> PictureAnswer {
        Ok(Some(Bytes::from_static(b"12345678")))
    }

    fn failure() -> PictureAnswer {
        Err(GatewayError::Unavailable { dependency: "menu", why: UnavailableReason::Deadline })
    }

    #[tokio::test]
    async fn what_is_looked_at_stays_when_there_is_no_room_for_all() {
        let cache = PictureCache::with_capacity(100);
        for id in 10..60 {
            for id in [1, id] {
                cache.find_or_fetch(&key(id), async |_| picture()).await.unwrap().unwrap();
            }
            assert!(cache.answers.weight() <= 100);
        }
        let kept = cache.find_or_fetch(&key(1), async |_| failure()).await;
        assert_eq!(kept, Some(picture()));
        let other_size = (key(1).0, PictureSize::Large);
        assert_eq!(cache.find_or_fetch(&other_size, async |_| Ok(None)).await, Some(Ok(None)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_shares_an_answer_and_only_a_picture_is_kept() {
        let cache = PictureCache::new();
        let fetches = AtomicUsize::new(0);
        for answer in [failure(), Ok(None), picture()] {
            let fetch = async |_| {
                fetches.fetch_add(1, Ordering::Relaxed);
                sleep(LATE).await;
                answer.clone()
            };
            let crowd =
                join_all((0..120).map(|_| async { cache.find_or_fetch(&key(1), fetch).await }))
                    .await;
            assert_eq!(crowd, vec![Some(answer.clone()); 120]);
        }
        assert_eq!(cache.find_or_fetch(&key(1), async |_| failure()).await, Some(picture()));
        assert_eq!((fetches.into_inner(), cache.queued_requests()), (3, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_waits_for_its_turn_as_long_as_it_may() {
        let cache = PictureCache::new();
        let began = Instant::now();
        let hung = join_all((0..2 * FETCHES).map(|id| {
            let cache = &cache;
            async move { cache.find_or_fetch(&key(id), async |_| pending().await).await }
        }));
        assert_eq!(hung.await, vec![None; 2 * FETCHES]);
        assert_eq!(began.elapsed(), DEADLINE);
        let slow = join_all((0..4 * FETCHES).map(|id| {
            let cache = &cache;
            let fetch = async |_| {
                sleep(LATE).await;
                picture()
            };
            async move { cache.find_or_fetch(&key(id), fetch).await }
        }));
        assert_eq!(slow.await, vec![Some(picture()); 4 * FETCHES]);
        assert_eq!(began.elapsed(), DEADLINE + 4 * LATE);
    }

    #[tokio::test(start_paused = true)]
    async fn the_queue_is_bounded_and_one_that_leaves_hands_its_turn_on() {
        let cache = PictureCache::new();
        let id = key(0);
        let mut leaving = Box::pin(cache.find_or_fetch(&id, async |_| pending().await));
        assert!(leaving.as_mut().now_or_never().is_none());
        let mut waiting = Box::pin(join_all(
            (1..QUEUE).map(|_| async { cache.find_or_fetch(&key(0), async |_| picture()).await }),
        ));
        assert!(waiting.as_mut().now_or_never().is_none());
        assert_eq!(cache.find_or_fetch(&key(2), async |_| picture()).await, None);
        drop(leaving);
        assert_eq!(waiting.await, vec![Some(picture()); QUEUE - 1]);
    }
}
