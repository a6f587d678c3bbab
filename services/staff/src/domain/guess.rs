//! Rate limits of PIN guesses. The counts are in the database, so neither replicas nor restarts
//! allow more guesses.
//!
//! Each limit is a leaky bucket (GCRA): a burst, then one guess an interval. A right PIN takes back
//! its own guess and no other, so a person who knows one PIN gains nothing for guessing another.
//!
//! The pass of a device is a cookie and can be copied, so a guess counts by the pass and by the
//! place that it comes from. The place where the device was last signed in has buckets of its own.
//! Every other place has one bucket, and all other places share two more. A flood with a copied
//! pass fills only those, and the tablet at its place goes on. The daily buckets bound what a pass
//! is worth in the long run: 60 wrong guesses a day at its place and 60 elsewhere. Of the million
//! PINs of six digits that is 0.36 % in a month; a pass that is used day and night needs 23 years
//! for all of them.
//!
//! A guess without a pass counts by its address and, since addresses cost nothing, also together
//! with all other such guesses: 120 a day. Strangers cannot use up the guesses of the staff.

use jiff::{SignedDuration, Timestamp};
use staff_api::DeviceId;
use std::net::IpAddr;

/// Where a guess comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuessSource {
    /// An enrolled device's pass, at the place where the device was signed in last.
    Device(DeviceId),
    /// An enrolled device's pass at any other place, where it may be a copy.
    PassElsewhere(DeviceId, GuessAddress),
    /// A client without a pass.
    Stranger(GuessAddress),
    /// A signed-in person on this device who sets a PIN, and may learn from a refusal that a
    /// colleague has it.
    PinChange(DeviceId),
}

/// A network address, at the precision at which guesses are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuessAddress(String);

impl GuessAddress {
    /// All addresses of an IPv6 /64 are one place, since one subscriber has all of them.
    pub fn new(address: Option<IpAddr>) -> Self {
        Self(match address {
            None => "unknown".to_owned(),
            Some(IpAddr::V6(address)) => {
                IpAddr::V6((u128::from(address) >> 64 << 64).into()).to_string()
            }
            Some(address) => address.to_string(),
        })
    }

    /// The place as the database stores it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One limit that a guess must keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuessBound {
    /// The bucket's name in the database.
    pub key: String,
    /// Guesses that are allowed at once.
    pub burst: i32,
    /// Time from one guess to the next, once the burst is used up.
    pub interval: SignedDuration,
}

impl GuessBound {
    /// A short burst, then one guess every two minutes: the pace of a person who mistypes.
    fn short_term(key: String, burst: i32) -> Self {
        Self { key, burst, interval: SignedDuration::from_secs(120) }
    }

    /// `a_day` guesses a day.
    fn per_day(key: String, a_day: i32) -> Self {
        Self { key, burst: a_day, interval: SignedDuration::from_hours(24) / a_day }
    }

    /// Milliseconds that one guess adds to the bucket.
    pub fn interval_ms(&self) -> i64 {
        i64::try_from(self.interval.as_millis()).unwrap_or(i64::MAX)
    }
}

const BURST: i32 = 5;
const ALL_ELSEWHERE: i32 = 10;
const ALL_STRANGERS: i32 = 20;
/// Wrong guesses a day with one pass at its place, and the same number at all other places
/// together.
const PASS_A_DAY: i32 = 60;
const STRANGERS_A_DAY: i32 = 120;

/// A guess at a point in time, and the limits that it must keep, all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinGuess {
    /// Time of the guess.
    pub at: Timestamp,
    /// Narrower limits first.
    pub bounds: Vec<GuessBound>,
}

/// State of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenBucket {
    /// When it is empty again.
    pub empty_at: Timestamp,
    /// When a guess was last added; absent in rows from before this was stored.
    pub counted_at: Option<Timestamp>,
}

impl TokenBucket {
    /// When it is empty again, by a clock that shows `now`. If that clock was set back since the
    /// last guess, the bucket has as much left as at that guess: nothing has run out, and the wait
    /// is no longer.
    fn empty_at(self, now: Timestamp) -> Timestamp {
        match self.counted_at {
            Some(counted_at) if counted_at > now => now + self.empty_at.duration_since(counted_at),
            _ => self.empty_at,
        }
    }
}

impl PinGuess {
    /// A guess from `source`.
    pub fn new(source: &GuessSource, at: Timestamp) -> Self {
        let bounds = match source {
            GuessSource::Device(id) => vec![
                GuessBound::short_term(format!("device {id}"), BURST),
                GuessBound::per_day(format!("device {id} a day"), PASS_A_DAY),
            ],
            GuessSource::PassElsewhere(id, GuessAddress(place)) => vec![
                GuessBound::short_term(format!("device {id} from {place}"), BURST),
                GuessBound::short_term(format!("device {id} elsewhere"), ALL_ELSEWHERE),
                GuessBound::per_day(format!("device {id} elsewhere a day"), PASS_A_DAY),
            ],
            GuessSource::Stranger(GuessAddress(place)) => vec![
                GuessBound::short_term(format!("address {place}"), BURST),
                GuessBound::short_term("strangers".to_owned(), ALL_STRANGERS),
                GuessBound::per_day("strangers a day".to_owned(), STRANGERS_A_DAY),
            ],
            GuessSource::PinChange(id) => vec![
                GuessBound::short_term(format!("pin change {id}"), BURST),
                GuessBound::per_day(format!("pin change {id} a day"), PASS_A_DAY),
            ],
        };
        Self { at, bounds }
    }

    /// When the bucket is empty again after one more guess; `None` when there is no room for it.
    pub fn empty_at_after_guess(
        &self,
        bound: &GuessBound,
        bucket: Option<TokenBucket>,
    ) -> Option<Timestamp> {
        let empty_at = bucket.map_or(self.at, |bucket| bucket.empty_at(self.at)).max(self.at);
        (empty_at <= self.at + bound.interval * (bound.burst - 1))
            .then(|| empty_at + bound.interval)
    }

    /// Seconds until there is room for one guess: the whole seconds, plus one.
    pub fn wait_s(&self, bound: &GuessBound, bucket: TokenBucket) -> u32 {
        let wait =
            bucket.empty_at(self.at).duration_since(self.at) - bound.interval * (bound.burst - 1);
        u32::try_from(wait.as_secs().max(0)).unwrap_or(u32::MAX).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Buckets as the database keeps them.
    #[derive(Default)]
    struct Buckets(HashMap<String, TokenBucket>);

    impl Buckets {
        fn guess(&mut self, source: &GuessSource, at: Timestamp) -> bool {
            let guess = PinGuess::new(source, at);
            let next: Option<Vec<_>> = guess
                .bounds
                .iter()
                .map(|bound| guess.empty_at_after_guess(bound, self.0.get(&bound.key).copied()))
                .collect();
            let Some(next) = next else { return false };
            let next =
                next.into_iter().map(|empty_at| TokenBucket { empty_at, counted_at: Some(at) });
            self.0.extend(guess.bounds.into_iter().map(|bound| bound.key).zip(next));
            true
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn ten_thousand_guesses_from_fifty_addresses_are_nearly_all_turned_away() {
        let mut buckets = Buckets::default();
        let admitted = (0..10_000_u32).filter(|n| {
            let address = Some(IpAddr::from([10, 0, 0, (n % 50).try_into().unwrap()]));
            buckets
                .guess(&GuessSource::Stranger(GuessAddress::new(address)), at(i64::from(*n) / 10))
        });
        assert_eq!(
            admitted.count(),
            28,
            "20 at once, and one every two minutes of a thousand seconds"
        );
        let tablet = GuessSource::Device(DeviceId(uuid::Uuid::nil()));
        assert!(buckets.guess(&tablet, at(1_000)), "the store's own tablet does not wait for them");
    }

    #[test]
    fn after_a_burst_there_is_one_guess_an_interval() {
        let mut buckets = Buckets::default();
        let tablet = GuessSource::Device(DeviceId(uuid::Uuid::nil()));
        assert_eq!((0..9).filter(|_| buckets.guess(&tablet, at(0))).count(), 5);
        assert!(!buckets.guess(&tablet, at(119)));
        assert!(buckets.guess(&tablet, at(120)) && !buckets.guess(&tablet, at(120)));
        let guess = PinGuess::new(&tablet, at(121));
        assert_eq!(guess.wait_s(&guess.bounds[0], buckets.0[&guess.bounds[0].key]), 120);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out_and_forgives_nothing() {
        let mut buckets = Buckets::default();
        let tablet = GuessSource::Device(DeviceId(uuid::Uuid::nil()));
        let right = at(10 * 86_400);
        let wrong = at(8 * 86_400);
        assert!((0..4).all(|_| buckets.guess(&tablet, right)));
        assert!(buckets.guess(&tablet, wrong), "there was room for one");
        assert!(!buckets.guess(&tablet, wrong), "and for no more");
        assert!(
            buckets.guess(&tablet, wrong + SignedDuration::from_secs(120)),
            "which comes as fast as ever"
        );
        let full = PinGuess::new(&tablet, at(7 * 86_400));
        assert_eq!(full.wait_s(&full.bounds[0], buckets.0[&full.bounds[0].key]), 121);
        assert!(buckets.guess(&tablet, right), "it is right again");
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        let mut buckets = Buckets::default();
        let host = |last: u16| {
            let address = std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 0, 0, 0, last);
            GuessSource::Stranger(GuessAddress::new(Some(address.into())))
        };
        assert_eq!((0..9).filter(|last| buckets.guess(&host(*last), at(0))).count(), 5);
    }

    #[test]
    fn a_copied_pass_locks_its_tablet_out_neither_today_nor_in_a_month() {
        let mut buckets = Buckets::default();
        let id = DeviceId(uuid::Uuid::nil());
        let mut elsewhere = 0;
        for second in 0..30 * 24 * 3_600 / 20 {
            let place = GuessAddress::new(Some(IpAddr::from([
                10,
                0,
                0,
                (second % 250).try_into().unwrap(),
            ])));
            let now = at(second * 20);
            elsewhere += u32::from(buckets.guess(&GuessSource::PassElsewhere(id, place), now));
        }
        assert!((1_800..=1_900).contains(&elsewhere), "{elsewhere} of a million in a month");
        let tablet = GuessSource::Device(id);
        assert_eq!((0..9).filter(|_| buckets.guess(&tablet, at(30 * 24 * 3_600))).count(), 5);
    }

    #[test]
    fn one_tablet_is_worth_sixty_wrong_guesses_a_day() {
        let mut buckets = Buckets::default();
        let tablet = GuessSource::Device(DeviceId(uuid::Uuid::nil()));
        let days = |from: i64, to: i64| (from * 1_440..to * 1_440).map(|minute| at(minute * 60));
        let first = days(0, 1).filter(|at| buckets.guess(&tablet, *at)).count();
        let next = days(1, 11).filter(|at| buckets.guess(&tablet, *at)).count();
        assert!(first <= 120 && (599..=601).contains(&next), "{first} {next}");
    }
}
