//! The guard of staff endpoints: the service that owns the data decides who may change it, not the page in front of it.

use crate::PublicKey;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use member_api::{Role, Session, Token};
use service_kit::{Clock, Problem};
use std::sync::Arc;

/// Flags of a service with staff endpoints.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct GuardArgs {
    /// Public key of the member service, k4.public.…, as `member --new-key` prints it
    #[arg(long, env = "JUMUN_MEMBER_KEY")]
    pub member_key: Option<PublicKey>,
}

/// Middleware: the routes below are for whoever may do what this role may.
///
/// # Errors
/// As [`Guard::require`].
pub async fn admit(
    State((guard, least)): State<(Guard, Role)>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    guard.require(request.headers(), least)?;
    Ok(next.run(request).await)
}

/// Tells staff from others.
#[derive(Clone)]
pub struct Guard {
    key: Option<PublicKey>,
    /// Without a key, everybody counts as staff instead of nobody.
    open: bool,
    /// The one store whose staff count, where a service serves one.
    store: Option<Arc<str>>,
    clock: Clock,
}

impl Guard {
    /// By the flags; without a key nobody counts as staff.
    pub fn new(args: &GuardArgs, clock: Clock) -> Self {
        Self { key: args.member_key.clone(), open: false, store: None, clock }
    }

    /// Of a service that was told to trust everybody.
    pub fn open(clock: Clock) -> Self {
        tracing::warn!("--open without --member-key: whoever reaches this service counts as staff");
        Self { key: None, open: true, store: None, clock }
    }

    /// The same for the staff of `store` alone: a session says of which store it is.
    #[must_use]
    pub fn of_store(self, store: &str) -> Self {
        Self { store: Some(store.into()), ..self }
    }

    /// Whoever sent this request, if they may do what `least` may; nobody in particular where no key tells.
    ///
    /// # Errors
    /// 401 `signed_out` without a session that holds, 403 `forbidden` with a role that may not.
    pub fn require(&self, headers: &HeaderMap, least: Role) -> Result<Option<Session>, Problem> {
        if self.open {
            return Ok(None);
        }
        let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| value.strip_prefix("Bearer "));
        let is_elsewhere =
            |session: &Session| self.store.as_deref().is_some_and(|store| store != session.store);
        match token.zip(self.key.as_ref()).and_then(|(token, key)| key.read(token, self.clock.now())) {
            Some(Token::Session(session)) if is_elsewhere(&session) => Err(signed_out()),
            Some(Token::Session(session)) if session.person.role >= least => Ok(Some(session)),
            Some(Token::Session(_)) => Err(Problem::new(StatusCode::FORBIDDEN, "forbidden")
                .detail(format!("this takes the role {}", least.as_str()))),
            _ => Err(signed_out()),
        }
    }
}

/// 401: there is no session of staff that counts.
pub fn signed_out() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "signed_out")
        .detail("this takes the session of somebody on the staff, as a bearer token")
}
