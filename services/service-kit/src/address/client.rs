//! Whose request it is. Behind a proxy the other end of a connection is the proxy; who stands behind it is what the proxy
//! says, and what a client says of itself is nothing.

use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
    sync::Once,
};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Of an IPv6 address: the network that a household or a machine is given, in which it may take any address it likes.
const NETWORK_BITS: u32 = 64;

/// A client as shares and guesses count it: an IPv4 address, or the /64 of an IPv6 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// An IPv4 address that is written as an IPv6 one is the IPv4 address.
    pub fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = u128::MAX << (Ipv6Addr::BITS - NETWORK_BITS);
                Ipv6Addr::from_bits(address.to_bits() & network).into()
            }
            address => address,
        })
    }

    /// The address, or the first of the network.
    pub fn ip(self) -> IpAddr {
        self.0
    }
}

/// The proxies whose word on their clients counts; none unless the operator names some.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// It is neither a network nor an address.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no network such as 10.0.0.0/8 and no address")]
pub struct InvalidNetwork(String);

impl FromStr for TrustedProxies {
    type Err = InvalidNetwork;

    /// Networks or addresses between commas; nothing is none.
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
    /// Whether what it says of its clients is believed.
    pub fn trust(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|network| network.contains(&peer))
    }

    /// Whose request `peer` sent with these headers: its own, or, from a trusted proxy, that of the right-most address that is
    /// no trusted proxy. When all are, that of the left-most. What cannot be read, or says two different things in
    /// `X-Forwarded-For` and `Forwarded`, counts as the proxy's own: nobody gains a share by it.
    pub fn client_of(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let own = ClientAddress::new(peer);
        if !self.trust(peer) {
            warn_of_unknown_proxy(headers);
            return own;
        }
        let forwarded_for = self.farthest(headers, &X_FORWARDED_FOR, address);
        let forwarded = self.farthest(headers, &header::FORWARDED, forwarded_address);
        match (forwarded_for, forwarded) {
            (Some(one), Some(other)) if one != other => own,
            (one, other) => one.or(other).flatten().unwrap_or(own),
        }
    }

    /// `None` without the header, `Some(None)` when it cannot be read.
    fn farthest(
        &self,
        headers: &HeaderMap,
        name: &HeaderName,
        read: fn(&str) -> Option<IpAddr>,
    ) -> Option<Option<ClientAddress>> {
        let values: Vec<_> = headers.get_all(name).iter().collect();
        let mut farthest = None;
        for value in values.iter().rev() {
            let Ok(text) = value.to_str() else { return Some(None) };
            for part in text.rsplit(',') {
                let Some(address) = read(part.trim()) else { return Some(None) };
                farthest = Some(ClientAddress::new(address));
                if !self.trust(address) {
                    return Some(farthest);
                }
            }
        }
        farthest.map(Some)
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// `for=` of one element of `Forwarded` (RFC 7239).
fn forwarded_address(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("for"))?.1;
    address(value.trim().trim_matches('"'))
}

/// Once in a process: an operator who forgot to name the proxy has one address for everybody, and should know why.
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
