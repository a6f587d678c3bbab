//! The sender of a request. A customer is identified by an unguessable cookie, of which services
//! see only the digest.

use super::staff_sessions::StaffCredentials;
use app::shared::{ssr::cookies, ui::Lang};
use gateway::PinNeeded;
use http::{HeaderMap, header};
use service_kit::ClientIp;
use sha2::{Digest as _, Sha256};

const TOKEN_BYTES: usize = 32;

/// The sender of a request, as far as it is known.
#[derive(Debug, Clone)]
pub struct SenderIdentity {
    /// Digest of the customer's cookie.
    pub session: String,
    /// Client address by which shares of the limits and PIN guesses are counted.
    pub client: ClientIp,
    /// Staff session and device of the request's cookies.
    pub shown: StaffCredentials,
    /// Whether a service has asked for the sender's PIN during this request.
    pub pin_needed: PinNeeded,
    /// Language of the pages.
    pub lang: Lang,
    /// Languages to choose from; the first is the default.
    pub offered: Vec<Lang>,
    /// Whether pages use large type and show fewer choices at once.
    pub easy: bool,
}

/// The chosen language if it is offered, else the best match of `Accept-Language`, else the first
/// offered.
pub fn negotiate_language(headers: &HeaderMap, offered: &[Lang], secure: bool) -> Lang {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let chosen = cookies::chosen_lang(headers, secure).filter(|chosen| offered.contains(chosen));
    chosen.unwrap_or_else(|| Lang::from_accept_language(wish.unwrap_or_default(), offered))
}

/// A new customer's token.
pub fn fresh_token() -> String {
    hex::encode(rand::random::<[u8; TOKEN_BYTES]>())
}

/// Whether a cookie is lower-case hexadecimal of [`TOKEN_BYTES`] bytes; the right length is not
/// enough.
pub fn is_token(text: &str) -> bool {
    text.len() == TOKEN_BYTES * 2
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// SHA-256 of a customer's token, in hexadecimal; services get this instead of the token.
pub fn token_digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_customers_token_is_lower_case_hexadecimal() {
        assert!(is_token(&hex::encode([0xab; TOKEN_BYTES])));
        for other in [
            "a".repeat(63),
            "A".repeat(64),
            "z".repeat(64),
            "ab ".repeat(32),
            "라".repeat(64),
            String::new(),
        ] {
            assert!(!is_token(&other), "{other}");
        }
    }

    #[test]
    fn what_is_not_offered_is_nobodys_language() {
        let read = |chosen: &'static str, wish: &'static str, offered: &[Lang]| {
            let cookie = (header::COOKIE, HeaderValue::from_static(chosen));
            let wish = (header::ACCEPT_LANGUAGE, HeaderValue::from_static(wish));
            negotiate_language(&HeaderMap::from_iter([cookie, wish]), offered, false)
        };
        assert_eq!(read("lang=en", "ko-KR", Lang::ALL), Lang::En);
        assert_eq!(read("lang=en", "en-US", &[Lang::Ko]), Lang::Ko);
        assert_eq!(read("lang=ko", "en-US", &[Lang::En]), Lang::En);
        assert_eq!(read("lang=xx", "ko-KR", &[Lang::En, Lang::Ko]), Lang::Ko);
        assert_eq!(read("", "fr-FR", &[Lang::En, Lang::Ko]), Lang::En);
        assert_eq!(negotiate_language(&HeaderMap::new(), &[Lang::En, Lang::Ko], false), Lang::En);
        assert_eq!(negotiate_language(&HeaderMap::new(), Lang::ALL, false), Lang::Ko);
    }
}
