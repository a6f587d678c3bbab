//! Staff sessions: signed cookies, checked here by the staff service's public keys and the last
//! known roster. So an outage of that service ends no session, a sign-out reaches every replica
//! within seconds, and without a roster no session is admitted.

use super::activity::SessionActivity;
use app::shared::ssr::{
    SignInRefusal, StaffSignIn,
    cookies::{self, full_cookie_name as cookie_name},
};
use axum::extract::Request;
use cookie::{Cookie, SameSite, time::Duration};
use futures::future::BoxFuture;
use gateway::{Gateway, GatewayError, RosterAdmission, RosterReader};
use http::{HeaderMap, HeaderValue, header, request::Parts};
use jiff::Timestamp;
use staff_api::{
    DevicePass, PinAgain, PinChange, SharedActivityKey, SignIn, StaffClaims, StaffSession,
};
use staff_token::{ActivityKey, PublicKeys};
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

const SESSION: &str = "jumun_staff";
const DEVICE: &str = "jumun_device";
const ACTIVE: &str = "jumun_active";
/// How long browsers keep the cookie; the session in it ends sooner by itself.
const SESSION_AGE: Duration = Duration::hours(12);
const DEVICE_AGE: Duration = Duration::days(400);

/// Credentials of a browser at the counter that are valid now.
#[derive(Debug, Clone, Default)]
pub struct StaffCredentials {
    /// The session, and its signed token.
    pub session: Option<(StaffSession, String)>,
    /// The enrolled device's pass, and its signed token.
    pub device: Option<(DevicePass, String)>,
    /// The signatures are valid, but no roster is known yet that could admit them.
    pub is_roster_unknown: bool,
}

/// Credentials whose signatures are valid, whether or not they are still admitted.
#[derive(Debug, Clone)]
struct SignedCredentials {
    session: Option<(StaffSession, String)>,
    device: Option<(DevicePass, String)>,
}

impl StaffCredentials {
    /// Whether the credentials are at least as strong as `before`: a session is still one, or a
    /// device without a session is still enrolled.
    pub fn is_as_strong_as(&self, before: &Self) -> bool {
        match &before.session {
            Some(_) => self.session.is_some(),
            None => self.device.is_some(),
        }
    }
}

/// Reads rosters that one of these keys has signed.
pub fn roster_reader(keys: PublicKeys) -> RosterReader {
    RosterReader(Arc::new(move |signed| keys.verify_roster(signed)))
}

/// Checks and issues the cookies of staff sessions.
pub struct StaffSessions {
    keys: Option<PublicKeys>,
    gateway: Gateway,
    secure: bool,
    activity: SessionActivity,
    /// The shared key of activity stamps, parsed once per change.
    activity_key: Mutex<Option<(SharedActivityKey, Arc<ActivityKey>)>>,
}

impl StaffSessions {
    /// Sessions of a surface; without `keys` it has no staff.
    pub fn new(
        keys: Option<PublicKeys>,
        gateway: Gateway,
        secure: bool,
        activity: SessionActivity,
    ) -> Self {
        Self { keys, gateway, secure, activity, activity_key: Mutex::default() }
    }

    /// The request's credentials that are valid at `now`. Signatures are checked once and kept with
    /// the request; admission is checked on every call, since a body may take a while to arrive.
    pub fn valid_credentials(&self, request: &mut Request, now: Timestamp) -> StaffCredentials {
        let known = request.extensions().get::<SignedCredentials>().cloned();
        let signed = known.unwrap_or_else(|| {
            let signed = self.verify_signatures(request.headers(), now);
            request.extensions_mut().insert(signed.clone());
            signed
        });
        let shown = StaffCredentials {
            session: signed.session,
            device: signed.device,
            is_roster_unknown: false,
        };
        let stamp = self.activity_stamp(request.headers());
        let key = self.activity_key();
        let is_active = |(session, token): &(StaffSession, String)| {
            !self.activity.is_idle((session, token.as_str()), stamp.as_deref(), key.as_deref(), now)
        };
        let shown = self.retain_admitted(shown, now);
        let session = shown.session.clone().filter(is_active);
        if let (Some(idle), None) = (shown.session, &session) {
            self.end_idle(idle);
        }
        StaffCredentials {
            session,
            device: shown.device,
            is_roster_unknown: shown.is_roster_unknown,
        }
    }

    /// Ends an idle session everywhere, not only on this replica.
    fn end_idle(&self, (session, token): (StaffSession, String)) {
        let gateway = self.gateway.clone();
        tracing::info!(person = %session.person.id, device = %session.device, "a session was idle for too long");
        tokio::spawn(async move { gateway.end_session(session, token).await });
    }

    fn verify_signatures(&self, headers: &HeaderMap, now: Timestamp) -> SignedCredentials {
        SignedCredentials {
            session: self.read_token(headers, SESSION, now).and_then(|(token, text)| match token {
                StaffClaims::Session(session) => Some((session, text)),
                StaffClaims::Device(_) => None,
            }),
            device: self.read_token(headers, DEVICE, now).and_then(|(token, text)| match token {
                StaffClaims::Device(pass) => Some((pass, text)),
                StaffClaims::Session(_) => None,
            }),
        }
    }

    /// Records activity at `now`; returns a new activity cookie if the request's is missing or too
    /// old.
    pub fn record_activity(
        &self,
        shown: &StaffCredentials,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Option<String> {
        let (_, token) = shown.session.as_ref()?;
        let stamp = self.activity_stamp(headers);
        let key = self.activity_key();
        let stamp = self.activity.record_activity(token, stamp.as_deref(), key.as_deref(), now)?;
        Some(self.build_cookie(ACTIVE, stamp, SESSION_AGE))
    }

    fn activity_stamp(&self, headers: &HeaderMap) -> Option<String> {
        cookies::find_cookie(headers, &cookie_name(self.secure, ACTIVE))
    }

    fn activity_key(&self) -> Option<Arc<ActivityKey>> {
        let shared = self.gateway.activity_key()?.borrow().clone()?;
        let mut known = self.activity_key.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((of, key)) if *of == shared => Some(key.clone()),
            _ => {
                let key = Arc::new(shared.key.parse().ok()?);
                *known = Some((shared, Arc::clone(&key)));
                Some(key)
            }
        }
    }

    /// The part of `shown` that is still valid at `now`, as far as this process knows.
    pub fn recheck_credentials(&self, shown: StaffCredentials, now: Timestamp) -> StaffCredentials {
        let shown = self.retain_admitted(shown, now);
        let is_active = |(session, token): &(StaffSession, String)| {
            !self.activity.is_idle_here((session, token.as_str()), now)
        };
        StaffCredentials { session: shown.session.filter(is_active), ..shown }
    }

    fn retain_admitted(&self, shown: StaffCredentials, now: Timestamp) -> StaffCredentials {
        let of_session = |(session, _): &(StaffSession, String)| match self
            .gateway
            .admission_of_session(session)
        {
            RosterAdmission::Admitted if now >= session.until => RosterAdmission::Over,
            admission => admission,
        };
        let of_device = |(pass, _): &(DevicePass, String)| self.gateway.admission_of_device(pass);
        let (session, device) =
            (shown.session.as_ref().map(of_session), shown.device.as_ref().map(of_device));
        StaffCredentials {
            session: shown.session.filter(|_| session == Some(RosterAdmission::Admitted)),
            device: shown.device.filter(|_| device == Some(RosterAdmission::Admitted)),
            is_roster_unknown: [session, device].contains(&Some(RosterAdmission::RosterUnknown)),
        }
    }

    fn read_token(
        &self,
        headers: &HeaderMap,
        name: &str,
        now: Timestamp,
    ) -> Option<(StaffClaims, String)> {
        let text = cookies::find_cookie(headers, &cookie_name(self.secure, name))?;
        Some((self.keys.as_ref()?.verify_token(&text, now)?, text))
    }

    fn build_cookie(&self, name: &str, value: String, age: Duration) -> String {
        let cookie =
            Cookie::build((cookie_name(self.secure, name), value)).path("/").http_only(true);
        cookie.same_site(SameSite::Strict).secure(self.secure).max_age(age).build().to_string()
    }
}

impl StaffSignIn for StaffSessions {
    fn sign_in(
        &self,
        pin: String,
        peer: IpAddr,
        device: Option<String>,
        device_name: String,
    ) -> BoxFuture<'_, Result<Vec<String>, SignInRefusal>> {
        Box::pin(async move {
            let address = Some(peer.to_string());
            let asked = SignIn { pin, device, address, device_name: Some(device_name) };
            let signed_in =
                self.gateway.sign_in(&asked).await.map_err(|error| sign_in_refusal(&error))?;
            let session = self.build_cookie(SESSION, signed_in.session, SESSION_AGE);
            let device =
                signed_in.enrolled.map(|(_, pass)| self.build_cookie(DEVICE, pass, DEVICE_AGE));
            Ok(std::iter::once(session).chain(device).collect())
        })
    }

    fn sign_out(&self, session: Option<(StaffSession, String)>) -> BoxFuture<'_, String> {
        Box::pin(async move {
            if let Some((session, token)) = session {
                self.gateway.end_session(session, token).await;
            }
            self.build_cookie(SESSION, String::new(), Duration::ZERO)
        })
    }

    fn renew_session<'a>(
        &'a self,
        gateway: &'a Gateway,
        again: &'a PinAgain,
    ) -> BoxFuture<'a, Result<String, GatewayError>> {
        Box::pin(async move {
            let signed_in = gateway.renew_session(again).await?;
            Ok(self.build_cookie(SESSION, signed_in.session, SESSION_AGE))
        })
    }

    fn change_pin(
        &self,
        gateway: Gateway,
        change: PinChange,
    ) -> BoxFuture<'_, Result<String, GatewayError>> {
        Box::pin(async move {
            let signed_in = gateway.change_pin(&change).await?;
            Ok(self.build_cookie(SESSION, signed_in.session, SESSION_AGE))
        })
    }
}

/// Replaces the request's session cookie by the one of a `Set-Cookie`, and forgets the checked
/// signatures.
pub fn replace_session_cookie(head: &mut Parts, set_cookie: &str) {
    replace_cookie(&mut head.headers, set_cookie.split(';').next().unwrap_or_default());
    head.extensions.remove::<SignedCredentials>();
}

/// Replaces the cookie of that name by `pair`, `name=value`.
fn replace_cookie(headers: &mut HeaderMap, pair: &str) {
    let name = pair.split('=').next().unwrap_or_default();
    let is_other = |cookie: &&str| cookie.split('=').next() != Some(name);
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let others: Vec<_> =
        texts.flat_map(|text| text.split(';')).map(str::trim).filter(is_other).collect();
    let cookies = others.into_iter().chain([pair]).collect::<Vec<_>>().join("; ");
    if let Ok(cookies) = HeaderValue::from_str(&cookies) {
        headers.insert(header::COOKIE, cookies);
    }
}

fn sign_in_refusal(error: &GatewayError) -> SignInRefusal {
    match error.refusal_code() {
        Some("wrong_pin") => SignInRefusal::WrongPin,
        Some("device_unknown") => SignInRefusal::DeviceUnknown,
        Some("too_many_attempts") => SignInRefusal::TooManyAttempts,
        _ if error.is_busy() => SignInRefusal::Busy,
        _ => SignInRefusal::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{access_tests, config::WebSurface};
    use axum::body::Body;
    use http::header;
    use staff_api::StaffRole;

    #[tokio::test]
    async fn signatures_are_checked_once_for_a_request_and_what_they_say_is_held_against_now() {
        let (site, _, key) = access_tests::open_with_key(WebSurface::Admin).await;
        let cookie = access_tests::session_cookie(&key, StaffRole::Barista, &site, 9);
        let mut request = Request::new(Body::empty());
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        let now = site.clock.now();
        let shown = site.staff.valid_credentials(&mut request, now);
        assert!(shown.session.is_some());
        request.headers_mut().remove(header::COOKIE);
        assert!(
            site.staff.valid_credentials(&mut request, now).session.is_some(),
            "nobody reads the cookie again"
        );
        site.staff.sign_out(shown.session).await;
        assert!(
            site.staff.valid_credentials(&mut request, now).session.is_none(),
            "and it is over while a body comes"
        );
    }

    #[test]
    fn a_cookie_is_replaced_and_the_others_stay() {
        let cookie = |text: &str| (header::COOKIE, HeaderValue::from_str(text).unwrap());
        let mut headers = HeaderMap::from_iter([cookie("jumun_device=d; jumun_staff=old")]);
        headers.append(header::COOKIE, HeaderValue::from_static("lang=ko"));
        replace_cookie(&mut headers, "jumun_staff=new");
        assert_eq!(headers.get_all(header::COOKIE).iter().count(), 1);
        assert_eq!(headers[header::COOKIE], "jumun_device=d; lang=ko; jumun_staff=new");
    }
}
