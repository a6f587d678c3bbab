//! Slows down guessing. Attempts count before they are checked, so many at once gain nothing.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Wrong tries that cost nothing.
const FREE: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Addresses remembered at once; further ones share one entry.
const ADDRESSES: usize = 1_024;
const OVERFLOW: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);

/// Counts tries by address.
#[derive(Default)]
pub struct Throttle(Mutex<HashMap<IpAddr, Tries>>);

struct Tries {
    count: u32,
    open_at: Instant,
}

impl Throttle {
    /// Counts a try; false when this address has to wait.
    pub fn admit(&self, from: IpAddr) -> bool {
        let (now, from) = (Instant::now(), network(from));
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, t| now < t.open_at + LONGEST_WAIT);
        let key = if tries.contains_key(&from) || tries.len() < ADDRESSES { from } else { OVERFLOW };
        let entry = tries.entry(key).or_insert(Tries { count: 0, open_at: now });
        if now < entry.open_at {
            return false;
        }
        entry.count = entry.count.saturating_add(1);
        if let Some(over) = entry.count.checked_sub(FREE) {
            let wait = FIRST_WAIT.saturating_mul(2u32.saturating_pow(over)).min(LONGEST_WAIT);
            entry.open_at = now + wait;
        }
        true
    }

    /// A right try: this address starts afresh.
    pub fn forgive(&self, from: IpAddr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&network(from));
    }
}

/// One subscriber has a whole /64 of IPv6 addresses; they count as one.
fn network(from: IpAddr) -> IpAddr {
    match from {
        IpAddr::V4(_) => from,
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    fn address(last: u8) -> IpAddr {
        [10, 0, 0, last].into()
    }

    #[tokio::test(start_paused = true)]
    async fn addresses_of_one_ipv6_network_count_together() {
        let throttle = Throttle::default();
        let host = |last: u16| IpAddr::V6(std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 0, 0, 0, last));
        assert!((0..5).all(|last| throttle.admit(host(last))));
        assert!(!throttle.admit(host(99)));
    }

    #[tokio::test(start_paused = true)]
    async fn after_five_tries_the_wait_doubles_and_a_right_one_ends_it() {
        let throttle = Throttle::default();
        assert!((0..FREE).all(|_| throttle.admit(address(1))));
        assert!(!throttle.admit(address(1)));
        assert!(throttle.admit(address(2)), "another address does not wait");
        advance(FIRST_WAIT).await;
        assert!(throttle.admit(address(1)));
        advance(FIRST_WAIT).await;
        assert!(!throttle.admit(address(1)), "now it is twice as long");
        throttle.forgive(address(1));
        assert!(throttle.admit(address(1)));
    }
}
