//! Who is signed in: signed cookies that say it, checked here by the member service's public key and the last known roster. So
//! its outage signs nobody out, and a sign-out everywhere reaches every replica within seconds.

use app::ssr::{SignInError, Staff, cookies, cookies::full_name as cookie_name};
use cookie::{Cookie, SameSite, time::Duration};
use futures::future::BoxFuture;
use gateway::{Gateway, GatewayError};
use http::HeaderMap;
use jiff::Timestamp;
use member_api::{DevicePass, Session, SignIn, Token};
use member_token::PublicKey;
use std::net::IpAddr;

const SESSION: &str = "jumun_staff";
const DEVICE: &str = "jumun_device";
/// As long as browsers keep a cookie; the session in it ends sooner by itself.
const SESSION_AGE: Duration = Duration::hours(12);
const DEVICE_AGE: Duration = Duration::days(400);

/// What a browser at the counter has shown of itself.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Somebody is signed in, and their session as it was signed.
    pub session: Option<(Session, String)>,
    /// The device is enrolled, and its pass as it was signed.
    pub device: Option<(DevicePass, String)>,
}

impl Shown {
    /// Whoever was signed in there still is, or the device that showed nobody is still enrolled.
    pub fn holds_as_much_as(&self, before: &Self) -> bool {
        match &before.session {
            Some(_) => self.session.is_some(),
            None => self.device.is_some(),
        }
    }
}

/// The keeper of staff sessions.
pub struct Sessions {
    key: Option<PublicKey>,
    gateway: Gateway,
    secure: bool,
}

impl Sessions {
    /// Of a surface; without a key it has no staff.
    pub fn new(key: Option<PublicKey>, gateway: Gateway, secure: bool) -> Self {
        Self { key, gateway, secure }
    }

    /// What the request's cookies show that holds at `now`.
    pub fn shown(&self, headers: &HeaderMap, now: Timestamp) -> Shown {
        let shown = Shown {
            session: self.read(headers, SESSION, now).and_then(|(token, text)| match token {
                Token::Session(session) => Some((session, text)),
                Token::Device(_) => None,
            }),
            device: self.read(headers, DEVICE, now).and_then(|(token, text)| match token {
                Token::Device(pass) => Some((pass, text)),
                Token::Session(_) => None,
            }),
        };
        self.still(shown, now)
    }

    /// What of it still holds at `now`, as far as is known.
    pub fn still(&self, shown: Shown, now: Timestamp) -> Shown {
        let roster = self.gateway.roster();
        let admits = |(session, _): &(Session, String)| {
            now < session.until && roster.as_ref().is_none_or(|roster| roster.admits(session))
        };
        let knows =
            |(pass, _): &(DevicePass, String)| roster.as_ref().is_none_or(|roster| roster.knows(pass));
        Shown { session: shown.session.filter(admits), device: shown.device.filter(knows) }
    }

    fn read(&self, headers: &HeaderMap, name: &str, now: Timestamp) -> Option<(Token, String)> {
        let text = cookies::find(headers, &cookie_name(self.secure, name))?;
        Some((self.key.as_ref()?.read(&text, now)?, text))
    }

    fn cookie(&self, name: &str, value: String, age: Duration) -> String {
        let cookie = Cookie::build((cookie_name(self.secure, name), value)).path("/").http_only(true);
        cookie.same_site(SameSite::Strict).secure(self.secure).max_age(age).build().to_string()
    }
}

impl Staff for Sessions {
    fn sign_in(
        &self,
        pin: String,
        peer: IpAddr,
        device: Option<String>,
        device_name: String,
    ) -> BoxFuture<'_, Result<Vec<String>, SignInError>> {
        Box::pin(async move {
            let address = Some(peer.to_string());
            let asked = SignIn { pin, device, address, device_name: Some(device_name) };
            let signed_in = self.gateway.sign_in(&asked).await.map_err(|error| refusal(&error))?;
            let session = self.cookie(SESSION, signed_in.session, SESSION_AGE);
            let device = signed_in.enrolled.map(|(_, pass)| self.cookie(DEVICE, pass, DEVICE_AGE));
            Ok(std::iter::once(session).chain(device).collect())
        })
    }

    fn sign_out(&self) -> String {
        self.cookie(SESSION, String::new(), Duration::ZERO)
    }
}

fn refusal(error: &GatewayError) -> SignInError {
    match error.refusal_code() {
        Some("wrong_pin") => SignInError::WrongPin,
        Some("device_unknown") => SignInError::DeviceUnknown,
        Some("too_many_attempts") => SignInError::TooManyAttempts,
        _ if error.is_busy() => SignInError::Busy,
        _ => SignInError::Unavailable,
    }
}
