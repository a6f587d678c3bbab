//! The web origin where customers order, as printed on the poster. Only a plain origin is accepted.

use http::{Uri, uri::Authority};
use std::{fmt, str::FromStr};

/// An origin such as `https://order.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientOrigin {
    scheme: &'static str,
    authority: Authority,
}

impl ClientOrigin {
    /// URL of the menu page.
    pub fn menu_page(&self) -> String {
        format!("{self}/client")
    }

    /// Whether only this machine can reach the address.
    pub fn is_loopback(&self) -> bool {
        let host = self.authority.host().trim_matches(['[', ']']);
        host == "localhost"
            || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    }
}

impl fmt::Display for ClientOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

/// The text is not a web origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an http or https address without a user, a path or a query, such as https://order.example.com"
)]
pub struct InvalidClientOrigin;

impl FromStr for ClientOrigin {
    type Err = InvalidClientOrigin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.parse::<Uri>().map_err(|_| InvalidClientOrigin)?.into_parts();
        let scheme = match parts.scheme.as_ref().map(http::uri::Scheme::as_str) {
            Some("http") => "http",
            Some("https") => "https",
            _ => return Err(InvalidClientOrigin),
        };
        let is_origin = parts.path_and_query.is_none_or(|rest| rest.as_str() == "/");
        let authority =
            parts.authority.filter(|authority| is_origin && !authority.as_str().contains('@'));
        let authority = authority
            .filter(|authority| !authority.host().is_empty())
            .ok_or(InvalidClientOrigin)?;
        Ok(Self { scheme, authority })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_origin_is_an_address_for_customers() {
        for good in [
            "https://order.example.com",
            "http://192.168.0.5:3000",
            "http://[fd00::1]:3000",
            "http://127.0.0.1:3000/",
        ] {
            let address: ClientOrigin = good.parse().unwrap();
            assert_eq!(address.menu_page(), format!("{}/client", good.trim_end_matches('/')));
        }
        let bad = [
            "",
            "order.example.com",
            "ftp://a",
            "javascript:alert(1)",
            "https://a@evil.example",
            "https://order.example.com@evil.example/",
            "https://a:b@c",
            "https://a/b",
            "https://a?b=c",
            "https://a b",
            "http://",
            "//a",
            "/client",
            "https://a\r\nb",
        ];
        for bad in bad {
            assert_eq!(bad.parse::<ClientOrigin>(), Err(InvalidClientOrigin), "{bad}");
        }
        let is_loopback = |text: &str| text.parse::<ClientOrigin>().unwrap().is_loopback();
        assert!(
            is_loopback("http://127.0.0.1:3000")
                && is_loopback("http://[::1]")
                && is_loopback("http://localhost:1")
        );
        assert!(!is_loopback("https://order.example.com"));
    }
}
