//! Direct calls of the audit's own programs to the services. A program signs as a surface, with
//! keys of its own that the services accept beside the surfaces' keys. The clocks of services jump
//! on purpose, so a program learns a service's time from its refusal, as the gateway does.

use anyhow::{Context as _, Result};
use jiff::{SignedDuration, Timestamp};
use reqwest::{RequestBuilder, Response, StatusCode, header::HeaderValue};
use serde_json::Value;
use service_kit::Clock;
use staff_token::surface::{SURFACE_TOKEN, ServiceName, SurfaceKey, SurfaceKind, SurfaceSigner};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Identity under which a program calls.
#[derive(Debug, Clone, Copy)]
pub enum ProgramIdentity<'a> {
    /// The customers' surface, for the customer with this session.
    Phone(&'a str),
    /// The counter's surface.
    Counter,
}

/// The programs' keys and the known clock offsets of the services; clones share both.
#[derive(Debug, Clone)]
pub struct ProgramSigner(Arc<ProgramSignerState>);

#[derive(Debug)]
struct ProgramSignerState {
    client: SurfaceSigner,
    admin: SurfaceSigner,
    /// Clock offset of each service against this machine, by its base URL.
    ahead: Mutex<HashMap<String, SignedDuration>>,
}

/// Public halves of the programs' keys.
#[derive(Debug, Clone)]
pub struct ProgramKeys {
    /// Value for `--client-key`.
    pub client: String,
    /// Value for `--admin-key`.
    pub admin: String,
}

impl ProgramSigner {
    /// New keys with their public halves.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn generate_keys() -> Result<(Self, ProgramKeys)> {
        let [client, admin] = [SurfaceKey::generate()?, SurfaceKey::generate()?];
        let keys = ProgramKeys {
            client: client.public_key()?.to_string(),
            admin: admin.public_key()?.to_string(),
        };
        let signer = |kind, key| SurfaceSigner::new(kind, key, Clock::system());
        let client = signer(SurfaceKind::Client, client);
        let admin = signer(SurfaceKind::Admin, admin);
        Ok((Self(Arc::new(ProgramSignerState { client, admin, ahead: Mutex::default() })), keys))
    }

    /// Token for one call to the service at `base`.
    ///
    /// # Errors
    /// If the key cannot sign.
    pub fn sign_token(
        &self,
        base: &str,
        service: ServiceName,
        program: ProgramIdentity<'_>,
    ) -> Result<HeaderValue> {
        let ahead = self.clock_offsets().get(base).copied().unwrap_or_default();
        let token = match program {
            ProgramIdentity::Phone(session) => {
                self.0.client.token_for(service, Some(session), ahead)
            }
            ProgramIdentity::Counter => self.0.admin.token_for(service, None, ahead),
        };
        token.context("a program's key signs nothing")
    }

    /// The token as a header line, for requests that are written by hand.
    pub fn token_header_line(
        &self,
        base: &str,
        service: ServiceName,
        program: ProgramIdentity<'_>,
    ) -> String {
        let token = self.sign_token(base, service, program).ok();
        let text = token.as_ref().and_then(|token| token.to_str().ok()).unwrap_or_default();
        format!("{SURFACE_TOKEN}: {text}\r\n")
    }

    /// Sends `request` to the service at `base`; once more if it was refused only because the
    /// service's clock differs from the known offset.
    ///
    /// # Errors
    /// As for [`RequestBuilder::send`].
    pub async fn send(
        &self,
        base: &str,
        (service, program): (ServiceName, ProgramIdentity<'_>),
        request: RequestBuilder,
    ) -> reqwest::Result<Response> {
        let again = request.try_clone();
        let answer = self.attach_token(base, (service, program), request).send().await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let mut rebuilt = http::Response::builder().status(answer.status());
        if let Some(headers) = rebuilt.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let body = answer.bytes().await?;
        match again {
            Some(again) if self.learn_clock_offset(base, &body) => {
                self.attach_token(base, (service, program), again).send().await
            }
            _ => Ok(rebuilt.body(body).unwrap_or_default().into()),
        }
    }

    fn attach_token(
        &self,
        base: &str,
        (service, program): (ServiceName, ProgramIdentity<'_>),
        request: RequestBuilder,
    ) -> RequestBuilder {
        match self.sign_token(base, service, program) {
            Ok(token) => request.header(SURFACE_TOKEN, token),
            Err(_refused_by_the_service) => request,
        }
    }

    /// Learns the service's clock from its refusal; true if the refusal was for the time alone.
    fn learn_clock_offset(&self, base: &str, problem: &[u8]) -> bool {
        let problem: Value = serde_json::from_slice(problem).unwrap_or_default();
        let now = problem
            .get("now")
            .and_then(Value::as_str)
            .and_then(|now| now.parse::<Timestamp>().ok());
        let Some(now) = now.filter(|_| problem["code"] == "surface_token_time") else {
            return false;
        };
        self.clock_offsets().insert(base.to_owned(), self.0.admin.clock_lead(now));
        true
    }

    fn clock_offsets(&self) -> std::sync::MutexGuard<'_, HashMap<String, SignedDuration>> {
        self.0.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
