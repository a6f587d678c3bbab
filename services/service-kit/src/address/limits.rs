//! The flags of a process that the public reaches.

use super::{BurstRate, TrustedProxies, rate::InvalidRate};
use std::str::FromStr;

/// How much of it one address may take.
#[derive(Debug, Clone, PartialEq, clap::Args)]
pub struct AddressLimits {
    /// Networks of the proxies before this process, such as 127.0.0.1 or 10.0.0.0/8,fd00::/8: from them, and from nobody else,
    /// X-Forwarded-For or Forwarded says who the client is. The proxy must set or extend that header
    #[arg(long, env = "JUMUN_TRUSTED_PROXY", default_value_t = TrustedProxies::default(), hide_default_value = true)]
    pub trusted_proxy: TrustedProxies,
    /// One address may take one of so many parts of connections, bodies being received, event streams, requests in flight and
    /// large uploads; one more is refused at once with 429 `address_share`. 1 leaves everything to whoever comes first
    #[arg(long, env = "JUMUN_ADDRESS_SHARE", default_value_t = 8)]
    pub address_share: usize,
    /// Orders that one address may place: so many at once, then so many a second, or `off`
    #[arg(long, env = "JUMUN_ADDRESS_ORDERS", default_value = "40,1")]
    pub address_orders: OptionalRate,
    /// Event streams that one address may open: so many at once, then so many a second, or `off`
    #[arg(long, env = "JUMUN_ADDRESS_STREAMS", default_value = "600,20")]
    pub address_streams: OptionalRate,
}

/// A rate, or none.
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
