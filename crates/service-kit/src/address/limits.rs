//! Command-line flags for the shares of a process that is reachable by the public.

use super::{BurstRate, TrustedProxies, rate::InvalidRate};
use std::str::FromStr;

/// The capacity that one address may take.
#[derive(Debug, Clone, PartialEq, clap::Args)]
pub struct AddressLimits {
    /// Networks of trusted reverse proxies, such as 127.0.0.1 or 10.0.0.0/8,fd00::/8
    ///
    /// Only requests from these networks may name the client in X-Forwarded-For or Forwarded; the
    /// proxy must set or extend that header
    #[arg(long, env = "JUMUN_TRUSTED_PROXY", default_value_t = TrustedProxies::default(), hide_default_value = true)]
    pub trusted_proxy: TrustedProxies,
    /// One client address may take 1/N of the process's capacity; 1 means no limit
    ///
    /// The share applies to connections, bodies being received, event streams, requests in flight
    /// and large uploads. A request beyond it is refused at once with 429 `address_share`
    #[arg(long, env = "JUMUN_ADDRESS_SHARE", default_value_t = 8)]
    pub address_share: usize,
    /// Rate limit for orders of one address: burst, then orders per second, or `off`
    #[arg(long, env = "JUMUN_ADDRESS_ORDERS", default_value = "40,1")]
    pub address_orders: OptionalRate,
    /// Rate limit for opening event streams of one address: burst, then streams per second, or
    /// `off`
    #[arg(long, env = "JUMUN_ADDRESS_STREAMS", default_value = "600,20")]
    pub address_streams: OptionalRate,
}

/// A rate limit, or none (`off`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptionalRate(pub Option<BurstRate>);

impl FromStr for OptionalRate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        if text == "off" { Ok(Self(None)) } else { text.parse().map(|rate| Self(Some(rate))) }
    }
}

impl Default for AddressLimits {
    fn default() -> Self {
        Self {
            trusted_proxy: TrustedProxies::default(),
            address_share: 8,
            address_orders: OptionalRate(BurstRate::new(40, 1.0)),
            address_streams: OptionalRate(BurstRate::new(600, 20.0)),
        }
    }
}
