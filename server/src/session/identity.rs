//! The sender of a request. A customer is identified by an unguessable cookie, of which services
//! see only the digest.

use crate::{config::Surface, site::Site, staff::Shown};
use app::{ssr::cookies, ui::Lang};
use axum::{
    Extension,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use cookie::{Cookie, SameSite, time::Duration};
use gateway::PinNeeded;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use service_kit::ClientAddress;
use sha2::{Digest as _, Sha256};

const CUSTOMER_COOKIE: &str = "jumun_customer";
const CUSTOMER_DAYS: i64 = 180;
const TOKEN_BYTES: usize = 32;
const READER: HeaderName = HeaderName::from_static("x-reader");
const READER_DIGITS: usize = 16;

/// The sender of a request, as far as it is known.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Digest of the customer's cookie.
    pub session: String,
    /// Client address by which shares of the limits and PIN guesses are counted.
    pub client: ClientAddress,
    /// Staff session and device of the request's cookies.
    pub shown: Shown,
    /// Whether a service has asked for the sender's PIN during this request.
    pub pin_needed: PinNeeded,
    /// Language of the pages.
    pub lang: Lang,
    /// Languages to choose from; the first is the default.
    pub offered: Vec<Lang>,
    /// Whether pages use large type and show fewer choices at once.
    pub easy: bool,
}

/// Middleware: adds an [`Identity`] to the request and gives a new phone its cookie.
pub async fn identify(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    mut request: Request,
    next: Next,
) -> Response {
    let name = cookies::full_name(site.secure, CUSTOMER_COOKIE);
    let known = cookies::find(request.headers(), &name).filter(|token| is_token(token));
    let is_new = known.is_none();
    let token = known.unwrap_or_else(|| hex::encode(rand::random::<[u8; TOKEN_BYTES]>()));
    let now = site.clock.now();
    let shown = site.staff.shown(&mut request, now);
    let active = if is_of_a_person(&request) {
        site.staff.note_activity(&shown, request.headers(), now)
    } else {
        None
    };
    let offered = site.offered();
    // Before a menu is known, this may be another language than that of the pages that a phone has
    // kept.
    let keeps_pages = site.keeps_pages && offered.is_some();
    let offered = offered.unwrap_or_else(|| Lang::ALL.to_vec());
    let (session, lang, easy) = (
        digest(&token),
        lang(request.headers(), &offered, site.secure),
        cookies::is_easy(request.headers(), site.secure),
    );
    let reader = keeps_pages.then(|| reader(&session, lang, easy)).flatten();
    request.extensions_mut().insert(Identity {
        session,
        client,
        shown,
        pin_needed: PinNeeded::default(),
        lang,
        offered,
        easy,
    });
    let mut response = next.run(request).await;
    response.headers_mut().extend(reader.map(|reader| (READER, reader)));
    // If the answer has replaced the session's cookie, this stamp belongs to the old session and
    // has no effect.
    if let Some(value) = active.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    if is_new && site.surface == Surface::Client {
        let cookie = Cookie::build((name, token)).path("/").http_only(true).same_site(SameSite::Lax);
        let cookie = cookie.secure(site.secure).max_age(Duration::days(CUSTOMER_DAYS)).build().to_string();
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

/// Whether a person did something: opened a page or sent a form, as opposed to the requests that a
/// page makes by itself. Browsers say so in `Sec-Fetch-Mode`, which they leave out without https;
/// then every GET that accepts HTML counts.
fn is_of_a_person(request: &Request) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match *request.method() {
        Method::GET => match header("sec-fetch-mode") {
            Some(mode) => mode == "navigate",
            None => header("accept").is_some_and(|accept| accept.contains("text/html")),
        },
        Method::POST => request.uri().path() != "/admin/api/sign-out",
        _ => false,
    }
}

/// The chosen language if it is offered, else the best match of `Accept-Language`, else the first
/// offered.
pub fn lang(headers: &HeaderMap, offered: &[Lang], secure: bool) -> Lang {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let chosen = cookies::chosen_lang(headers, secure).filter(|chosen| offered.contains(chosen));
    chosen.unwrap_or_else(|| Lang::preferred(wish.unwrap_or_default(), offered))
}

/// Opaque key of the reader of a page: a phone keeps no page of one reader for another. It reveals
/// nothing of the session.
fn reader(session: &str, lang: Lang, easy: bool) -> Option<HeaderValue> {
    let reader = digest(&format!("reader {session} {} {easy}", lang.tag()));
    HeaderValue::from_str(&reader[..READER_DIGITS]).ok()
}

/// Whether a cookie is lower-case hexadecimal of [`TOKEN_BYTES`] bytes; the right length is not
/// enough.
fn is_token(text: &str) -> bool {
    text.len() == TOKEN_BYTES * 2 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// SHA-256 of a customer's token, in hexadecimal; services get this instead of the token.
pub fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customers_token_is_lower_case_hexadecimal() {
        assert!(is_token(&hex::encode([0xab; TOKEN_BYTES])));
        for other in
            ["a".repeat(63), "A".repeat(64), "z".repeat(64), "ab ".repeat(32), "라".repeat(64), String::new()]
        {
            assert!(!is_token(&other), "{other}");
        }
    }

    #[test]
    fn what_is_not_offered_is_nobodys_language() {
        let read = |chosen: &'static str, wish: &'static str, offered: &[Lang]| {
            let cookie = (header::COOKIE, HeaderValue::from_static(chosen));
            let wish = (header::ACCEPT_LANGUAGE, HeaderValue::from_static(wish));
            lang(&HeaderMap::from_iter([cookie, wish]), offered, false)
        };
        assert_eq!(read("lang=en", "ko-KR", Lang::ALL), Lang::En);
        assert_eq!(read("lang=en", "en-US", &[Lang::Ko]), Lang::Ko);
        assert_eq!(read("lang=ko", "en-US", &[Lang::En]), Lang::En);
        assert_eq!(read("lang=xx", "ko-KR", &[Lang::En, Lang::Ko]), Lang::Ko);
        assert_eq!(read("", "fr-FR", &[Lang::En, Lang::Ko]), Lang::En);
        assert_eq!(lang(&HeaderMap::new(), &[Lang::En, Lang::Ko], false), Lang::En);
        assert_eq!(lang(&HeaderMap::new(), Lang::ALL, false), Lang::Ko);
    }
}
