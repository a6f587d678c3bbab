//! Guard of staff endpoints: the service that owns the data decides who may change it, not the page
//! in front of it.

use crate::{PublicKeys, RosterHolder};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use service_kit::{Clock, Problem, Shutdown, text_repository::TextRepository};
use staff_api::{Role, Session, Token};
use std::sync::Arc;

/// Flags of a service with staff endpoints.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct GuardArgs {
    /// Public key of the staff service (k4.public.…), as `staff --new-key` prints it
    ///
    /// While the key is being replaced, the earlier keys follow it, separated by commas.
    #[arg(long, env = "JUMUN_STAFF_KEY")]
    pub staff_key: Option<PublicKeys>,
}

/// Middleware: admits requests whose session has at least this role, and passes the session on.
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

/// Middleware behind [`admit`] for changes of people, prices or money: they take a PIN that was
/// typed recently. So neither an unattended tablet nor a page that sends forms in a manager's name
/// makes such a change.
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

/// Refuses a session whose PIN a machine generated: it is good for setting another PIN alone.
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

/// Checks the sessions of staff.
#[derive(Clone)]
pub struct Guard {
    key: Option<PublicKeys>,
    /// Whether every caller counts as staff.
    open: bool,
    /// The only store whose staff count, if the service serves one store.
    store: Option<Arc<str>>,
    clock: Clock,
    roster: RosterHolder,
}

impl Guard {
    /// A guard by the flags; without a key no caller counts as staff.
    pub fn new(args: &GuardArgs, clock: Clock) -> Self {
        Self::with(args.staff_key.clone(), false, clock)
    }

    /// A guard that takes every caller for staff, for a service that runs with `--open`.
    pub fn open(clock: Clock) -> Self {
        tracing::warn!("--open without --staff-key: whoever reaches this service counts as staff");
        Self::with(None, true, clock)
    }

    fn with(key: Option<PublicKeys>, open: bool, clock: Clock) -> Self {
        Self { key, open, store: None, clock, roster: RosterHolder::default() }
    }

    /// Limits the guard to the staff of `store`; a session names its store.
    #[must_use]
    pub fn of_store(self, store: &str) -> Self {
        Self { store: Some(store.into()), ..self }
    }

    /// Follows the rosters in the service's database until the process ends.
    pub fn follow_roster(&self, repository: Arc<dyn TextRepository>, shutdown: Shutdown) {
        if let Some(keys) = &self.key {
            tokio::spawn(self.roster.clone().follow(keys.clone(), repository, shutdown));
        }
    }

    /// The keys, and the roster that sessions are checked against.
    pub fn roster(&self) -> (Option<&PublicKeys>, &RosterHolder) {
        (self.key.as_ref(), &self.roster)
    }

    /// The session of the request, if it has at least the role `least` and the roster admits it.
    /// `None` when the guard is open to every caller.
    ///
    /// # Errors
    /// 401 `signed_out` without a valid session, 403 `forbidden` with a lower role or a generated
    /// PIN, 503 `roster_unknown` while no roster is known.
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

    /// As [`Guard::require`], but without the roster, for the service that has the people
    /// themselves.
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

/// 401 for a request without a valid session of staff.
pub fn signed_out() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "signed_out")
        .detail("this takes the session of somebody on the staff, as a bearer token")
}
