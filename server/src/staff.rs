//! Staff sessions: a signed cookie that names when it ends and which PIN it was made with. Any replica with the same
//! key accepts it, and a new PIN ends them all.

use crate::{
    config::{ServeArgs, Surface, cookie_name},
    identity, pin,
    throttle::Throttle,
};
use anyhow::{Context as _, ensure};
use app::ssr::{SignInError, Staff, cookies};
use cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
use futures::future::BoxFuture;
use http::HeaderMap;
use jiff::Timestamp;
use service_kit::Clock;
use sha2::{Digest as _, Sha256};
use std::{net::IpAddr, path::Path, sync::Arc};
use tokio::sync::Semaphore;

const COOKIE: &str = "jumun_staff";
/// A long shift.
const SESSION_HOURS: i64 = 16;
/// PIN checks at once; each takes a core for a while.
const CHECKS: usize = 2;

/// The keeper of staff sessions.
pub struct Sessions {
    key: Key,
    cookie_name: String,
    secure: bool,
    pin_hash: Arc<str>,
    clock: Clock,
    throttle: Arc<Throttle>,
    checks: Arc<Semaphore>,
}

impl Sessions {
    /// With the key and the hash from the files that the flags name; the client surface has no staff.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn from_args(surface: Surface, args: &ServeArgs, clock: Clock) -> anyhow::Result<Self> {
        let (key, pin_hash) = match surface {
            Surface::Client => (Key::generate(), String::new()),
            Surface::Admin => (
                session_key(
                    args.session_key_file.as_deref().context("the admin surface needs --session-key-file")?,
                )?,
                pin_hash(
                    args.staff_pin_hash_file
                        .as_deref()
                        .context("the admin surface needs --staff-pin-hash-file")?,
                )?,
            ),
        };
        let secure = args.is_https();
        Ok(Self {
            key,
            cookie_name: cookie_name(secure, COOKIE),
            secure,
            pin_hash: pin_hash.into(),
            clock,
            throttle: Arc::default(),
            checks: Arc::new(Semaphore::new(CHECKS)),
        })
    }

    /// When the session that the request carries ends; `None` without one that holds at `now`.
    pub fn session_end(&self, headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
        let value = cookies::find(headers, &self.cookie_name)?;
        let mut jar = CookieJar::new();
        jar.add_original(Cookie::new(self.cookie_name.clone(), value));
        let session = jar.signed(&self.key).get(&self.cookie_name)?;
        let (ends_ms, pin_mark) = session.value().split_once('.')?;
        let ends = Timestamp::from_millisecond(ends_ms.parse().ok()?).ok()?;
        (pin_mark == self.pin_mark() && now < ends).then_some(ends)
    }

    fn pin_mark(&self) -> String {
        identity::hex(&Sha256::digest(self.pin_hash.as_bytes())[..8])
    }

    fn session_cookie(&self) -> String {
        let ends = self.clock.now() + jiff::SignedDuration::from_hours(SESSION_HOURS);
        let value = format!("{}.{}", ends.as_millisecond(), self.pin_mark());
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.key).add(self.cookie(value, Duration::hours(SESSION_HOURS)));
        jar.get(&self.cookie_name).map(ToString::to_string).unwrap_or_default()
    }

    fn cookie(&self, value: String, age: Duration) -> Cookie<'static> {
        let cookie = Cookie::build((self.cookie_name.clone(), value)).path("/").http_only(true);
        cookie.same_site(SameSite::Lax).secure(self.secure).max_age(age).build()
    }
}

impl Staff for Sessions {
    fn sign_in(&self, pin: String, peer: IpAddr) -> BoxFuture<'static, Result<String, SignInError>> {
        let (hash, throttle, checks) = (self.pin_hash.clone(), self.throttle.clone(), self.checks.clone());
        let cookie = self.session_cookie();
        Box::pin(async move {
            let permit = checks.try_acquire_owned().map_err(|_| SignInError::Busy)?;
            if !throttle.admit(peer) {
                return Err(SignInError::TooManyAttempts);
            }
            // The permit goes with the work: a caller that hangs up does not make room for another check.
            let check = move || {
                let _permit = permit;
                pin::verify(&pin, &hash)
            };
            let checked = tokio::task::spawn_blocking(check).await;
            if !checked.unwrap_or(false) {
                tracing::warn!("a wrong staff PIN was refused");
                return Err(SignInError::WrongPin);
            }
            throttle.forgive(peer);
            Ok(cookie)
        })
    }

    fn sign_out(&self) -> String {
        self.cookie(String::new(), Duration::ZERO).to_string()
    }
}

fn session_key(file: &Path) -> anyhow::Result<Key> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let text = text.trim();
    let bytes: Option<Vec<u8>> =
        (0..text.len() / 2).map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()).collect();
    let bytes = bytes.filter(|bytes| bytes.len() == 64 && text.len() == 128);
    bytes
        .map(|bytes| Key::from(&bytes))
        .with_context(|| format!("{} does not hold 64 bytes in hex", file.display()))
}

fn pin_hash(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let text = text.trim().to_owned();
    ensure!(pin::is_hash(&text), "{} holds no argon2 hash; make one with `server hash-pin`", file.display());
    Ok(text)
}
