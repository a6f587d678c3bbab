//! The guard of staff endpoints: the service that owns the data decides who may change it, not the page in front of it.

use crate::{PublicKeys, RosterHolder};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use member_api::{Role, Session, Token};
use service_kit::{Clock, Problem, Shutdown, texts::TextRepository};
use std::sync::Arc;

/// Flags of a service with staff endpoints.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct GuardArgs {
    /// Public key of the member service, k4.public.…, as `member --new-key` prints it, and behind commas the ones before it while
    /// it is being replaced
    #[arg(long, env = "JUMUN_MEMBER_KEY")]
    pub member_key: Option<PublicKeys>,
}

/// Middleware: the routes below are for whoever may do what this role may.
///
/// # Errors
/// As [`Guard::require`].
pub async fn admit(
    State((guard, least)): State<(Guard, Role)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if let Some(session) = guard.require(request.headers(), least)? {
        request.extensions_mut().insert(session);
    }
    Ok(next.run(request).await)
}

/// Middleware behind [`admit`]: the routes below change people, prices or money, and take a PIN that was typed lately. So a tablet
/// that somebody left open, or a page that sends forms in a manager's name, changes none of them.
///
/// # Errors
/// 403 `pin_needed`.
pub async fn ask_pin(State(guard): State<Guard>, request: Request, next: Next) -> Result<Response, Problem> {
    let session = request.extensions().get::<Session>();
    if session.is_some_and(|session| !session.is_pin_recent(guard.clock.now())) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "pin_needed")
            .detail("this takes a session whose PIN was typed within the last minutes"));
    }
    Ok(next.run(request).await)
}

/// A PIN that a machine made is good for setting another one alone.
///
/// # Errors
/// 403 `forbidden`.
pub fn refuse_generated_pin(session: &Session) -> Result<(), Problem> {
    if session.is_pin_generated {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden")
            .detail("a PIN of one's own has to be set in place of the generated one first"));
    }
    Ok(())
}

/// Tells staff from others.
#[derive(Clone)]
pub struct Guard {
    key: Option<PublicKeys>,
    /// Without a key, everybody counts as staff instead of nobody.
    open: bool,
    /// The one store whose staff count, where a service serves one.
    store: Option<Arc<str>>,
    clock: Clock,
    roster: RosterHolder,
}

impl Guard {
    /// By the flags; without a key nobody counts as staff.
    pub fn new(args: &GuardArgs, clock: Clock) -> Self {
        Self::with(args.member_key.clone(), false, clock)
    }

    /// Of a service that was told to trust everybody.
    pub fn open(clock: Clock) -> Self {
        tracing::warn!("--open without --member-key: whoever reaches this service counts as staff");
        Self::with(None, true, clock)
    }

    fn with(key: Option<PublicKeys>, open: bool, clock: Clock) -> Self {
        Self { key, open, store: None, clock, roster: RosterHolder::default() }
    }

    /// The same for the staff of `store` alone: a session says of which store it is.
    #[must_use]
    pub fn of_store(self, store: &str) -> Self {
        Self { store: Some(store.into()), ..self }
    }

    /// Keeps up with the rosters in the service's database until the process ends.
    pub fn follow_roster(&self, repository: Arc<dyn TextRepository>, shutdown: Shutdown) {
        if let Some(keys) = &self.key {
            tokio::spawn(self.roster.clone().follow(keys.clone(), repository, shutdown));
        }
    }

    /// The keys, and the roster that sessions are held against.
    pub fn roster(&self) -> (Option<&PublicKeys>, &RosterHolder) {
        (self.key.as_ref(), &self.roster)
    }

    /// Whoever sent this request, if they may do what `least` may and the roster admits them; nobody in particular where no
    /// key tells.
    ///
    /// # Errors
    /// 401 `signed_out` without a session that holds, 403 `forbidden` with a role that may not or a generated PIN, 503 `roster_unknown` while
    /// no roster is known.
    pub fn require(&self, headers: &HeaderMap, least: Role) -> Result<Option<Session>, Problem> {
        let session = self.read(headers, least)?;
        if let Some(session) = &session {
            self.roster.judge(session).inspect_err(|_| {
                let (person, device) = (session.person.id, session.device);
                tracing::warn!(%person, %device, "a session was refused: the roster does not admit it");
            })?;
            refuse_generated_pin(session)?;
        }
        Ok(session)
    }

    /// As [`Guard::require`] by the signature alone, where the people themselves are at hand.
    ///
    /// # Errors
    /// 401 `signed_out`, 403 `forbidden`.
    pub fn read(&self, headers: &HeaderMap, least: Role) -> Result<Option<Session>, Problem> {
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
            Some(Token::Session(session)) => {
                let (person, device) = (session.person.id, session.device);
                tracing::warn!(%person, %device, least = least.as_str(), "a session was refused: forbidden");
                Err(Problem::new(StatusCode::FORBIDDEN, "forbidden")
                    .detail(format!("this takes the role {}", least.as_str())))
            }
            _ => {
                tracing::warn!(has_token = token.is_some(), "a request was refused: signed_out");
                Err(signed_out())
            }
        }
    }
}

/// 401: there is no session of staff that counts.
pub fn signed_out() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "signed_out")
        .detail("this takes the session of somebody on the staff, as a bearer token")
}
