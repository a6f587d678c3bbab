//! The client address of a request. Behind a trusted proxy it is the address that the proxy
//! reports; headers from any other peer are ignored.

use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
    sync::Once,
};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Prefix length of the network that a household or machine gets in IPv6, within which it may
/// choose any address.
const NETWORK_BITS: u32 = 64;

/// A client as counted for shares and for PIN guesses: an IPv4 address, or the /64 network of an
/// IPv6 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientIp(IpAddr);

impl ClientIp {
    /// An IPv4-mapped IPv6 address counts as the IPv4 address.
    pub fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = u128::MAX << (Ipv6Addr::BITS - NETWORK_BITS);
                Ipv6Addr::from_bits(address.to_bits() & network).into()
            }
            address => address,
        })
    }

    /// The address, or the first address of the network.
    pub fn ip_address(self) -> IpAddr {
        self.0
    }
}

/// The proxies whose forwarding headers are trusted; empty unless the operator names some.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// The text is neither a network nor an address.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no network such as 10.0.0.0/8 and no address")]
pub struct InvalidNetwork(String);

impl FromStr for TrustedProxies {
    type Err = InvalidNetwork;

    /// Parses networks or addresses separated by commas; an empty text means no proxies.
    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network = |part: &str| {
            part.parse::<IpNet>()
                .or_else(|_| part.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| InvalidNetwork(part.to_owned()))
        };
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let networks: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&networks.join(","))
    }
}

impl TrustedProxies {
    /// Whether the forwarding headers of `peer` are trusted.
    pub fn is_trusted(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|network| network.contains(&peer))
    }

    /// The client address of a request from `peer` with these headers. For an untrusted peer it is
    /// the peer's own address. For a trusted proxy it is the right-most forwarded address that is
    /// not a trusted proxy, or the left-most if all are. If a header cannot be parsed, or
    /// `X-Forwarded-For` and `Forwarded` disagree, the request counts as the proxy's own, so that a
    /// forged header gains no share.
    pub fn client_of(&self, peer: IpAddr, headers: &HeaderMap) -> ClientIp {
        let own = ClientIp::new(peer);
        if !self.is_trusted(peer) {
            warn_of_unknown_proxy(headers);
            return own;
        }
        let forwarded_for = self.rightmost_untrusted(headers, &X_FORWARDED_FOR, parse_address);
        let forwarded = self.rightmost_untrusted(headers, &header::FORWARDED, parse_forwarded);
        match (forwarded_for, forwarded) {
            (Some(one), Some(other)) if one != other => own,
            (one, other) => one.or(other).flatten().unwrap_or(own),
        }
    }

    /// The right-most untrusted address in the header, else the left-most. `None` without the
    /// header, `Some(None)` if it cannot be parsed.
    fn rightmost_untrusted(
        &self,
        headers: &HeaderMap,
        name: &HeaderName,
        read: fn(&str) -> Option<IpAddr>,
    ) -> Option<Option<ClientIp>> {
        let values: Vec<_> = headers.get_all(name).iter().collect();
        let mut farthest = None;
        for value in values.iter().rev() {
            let Ok(text) = value.to_str() else { return Some(None) };
            for part in text.rsplit(',') {
                let Some(address) = read(part.trim()) else { return Some(None) };
                farthest = Some(ClientIp::new(address));
                if !self.is_trusted(address) {
                    return Some(farthest);
                }
            }
        }
        farthest.map(Some)
    }
}

/// Parses an address with or without a port.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// Parses `for=` of one element of `Forwarded` (RFC 7239).
fn parse_forwarded(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("for"))?.1;
    parse_address(value.trim().trim_matches('"'))
}

/// Warns once per process: without the proxy's name, all clients behind it count as one address,
/// and the operator should know why.
fn warn_of_unknown_proxy(headers: &HeaderMap) {
    static WARNED: Once = Once::new();
    if headers.contains_key(&X_FORWARDED_FOR) || headers.contains_key(header::FORWARDED) {
        WARNED.call_once(|| {
            tracing::warn!(
                "a request came with X-Forwarded-For or Forwarded from an address that is no --trusted-proxy; if a proxy of \
                 yours sent it, name its address there, or everybody behind it shares the share of one"
            );
        });
    }
}
