use crate::{after_s, databases::Base, noon};
use futures::future::join_all;
use staff::{
    db::{RepositoryError, StaffRepository},
    domain::{GuessSource, PinGuess},
};
use staff_api::DeviceId;
use std::time::Duration;

/// Guesses that one pass has at once at its place.
const BURST: usize = 5;

fn guess(seconds: i64) -> PinGuess {
    PinGuess::new(&GuessSource::Device(DeviceId(uuid::Uuid::from_u128(1))), after_s(seconds))
}

/// Seconds to wait; `None` if the guess was counted. A call that waited too long for the others
/// counted nothing and is made again.
async fn count(store: &dyn StaffRepository, guess: &PinGuess) -> Option<u32> {
    loop {
        match store.count_guess("main", guess).await {
            Err(RepositoryError::Unavailable(_)) => {}
            counted => return counted.unwrap(),
        }
    }
}

pub async fn of_many_guesses_at_once_no_more_than_the_burst_are_counted(base: &Base) {
    let there = base.open_again().await;
    let guess = guess(0);
    let guesses = (0..40).map(|n| count(if n % 2 == 0 { &*base.store } else { &*there }, &guess));
    let waits = tokio::time::timeout(Duration::from_secs(60), join_all(guesses)).await.unwrap();
    assert_eq!(waits.iter().filter(|wait| wait.is_none()).count(), BURST, "{waits:?}");
    there.close().await;
}

pub async fn a_right_guess_takes_back_itself_alone(base: &Base) {
    let store = &*base.store;
    for _ in 0..BURST - 1 {
        assert_eq!(count(store, &guess(0)).await, None);
    }
    for _ in 0..3 {
        assert_eq!(count(store, &guess(0)).await, None);
        store.forgive_guess("main", &guess(0)).await.unwrap();
    }
    assert_eq!(count(store, &guess(0)).await, None, "the last one of the burst");
    assert!(count(store, &guess(0)).await.is_some(), "the wrong ones stay counted");
}

pub async fn a_refused_guess_is_not_counted(base: &Base) {
    let store = &*base.store;
    for _ in 0..BURST {
        assert_eq!(count(store, &guess(0)).await, None);
    }
    let wait_s = count(store, &guess(0)).await.unwrap();
    for _ in 0..10 {
        assert_eq!(count(store, &guess(0)).await, Some(wait_s), "waiting grows no longer");
    }
    assert_eq!(count(store, &guess(wait_s.into())).await, None);
    let elsewhere = store.count_guess("second", &guess(0)).await.unwrap();
    assert_eq!((elsewhere, noon()), (None, guess(0).at), "another store counts for itself");
}
