//! Guard of staff endpoints: the service that owns the data decides who may change it, not the page
//! in front of it.

use crate::{PublicKeys, RosterHolder};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use service_kit::{Clock, Problem, ShutdownSignal, text_repository::TextRepository};
use staff_api::{StaffClaims, StaffRole, StaffSession};
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
/// As [`StaffGuard::require_session`].
pub async fn admit_staff(
    State((guard, least)): State<(StaffGuard, StaffRole)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if let Some(session) = guard.require_session(request.headers(), least)? {
        request.extensions_mut().insert(session);
    }
    Ok(next.run(request).await)
}

/// Middleware behind [`admit_staff`] for changes of people, prices or money: they take a PIN that
/// was typed recently. So neither an unattended tablet nor a page that sends forms in a manager's
/// name makes such a change.
///
/// # Errors
/// 403 `pin_needed`.
pub async fn require_recent_pin(
    State(guard): State<StaffGuard>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let session = request.extensions().get::<StaffSession>();
    if session.is_some_and(|session| !session.is_pin_recent(guard.clock.now())) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "pin_needed")
            .with_detail("this takes a session whose PIN was typed within the last minutes"));
    }
    Ok(next.run(request).await)
}

/// Refuses a session whose PIN a machine generated: it is good for setting another PIN alone.
///
/// # Errors
/// 403 `forbidden`.
pub fn refuse_generated_pin(session: &StaffSession) -> Result<(), Problem> {
    if session.is_pin_generated {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden")
            .with_detail("a PIN of one's own has to be set in place of the generated one first"));
    }
    Ok(())
}

/// Checks the sessions of staff.
#[derive(Clone)]
pub struct StaffGuard {
    key: Option<PublicKeys>,
    /// Whether every caller counts as staff.
    open: bool,
    /// The only store whose staff count, if the service serves one store.
    store: Option<Arc<str>>,
    clock: Clock,
    roster: RosterHolder,
}

impl StaffGuard {
    /// A guard by the flags; without a key no caller counts as staff.
    pub fn new(args: &GuardArgs, clock: Clock) -> Self {
        Self::with_keys(args.staff_key.clone(), false, clock)
    }

    /// A guard that takes every caller for staff, for a service that runs with `--open`.
    pub fn allow_everyone(clock: Clock) -> Self {
        tracing::warn!("--open without --staff-key: whoever reaches this service counts as staff");
        Self::with_keys(None, true, clock)
    }

    fn with_keys(key: Option<PublicKeys>, open: bool, clock: Clock) -> Self {
        Self { key, open, store: None, clock, roster: RosterHolder::default() }
    }

    /// Limits the guard to the staff of `store`; a session names its store.
    #[must_use]
    pub fn for_store(self, store: &str) -> Self {
        Self { store: Some(store.into()), ..self }
    }

    /// Follows the rosters in the service's database until the process ends.
    pub fn follow_roster(&self, repository: Arc<dyn TextRepository>, shutdown: ShutdownSignal) {
        if let Some(keys) = &self.key {
            tokio::spawn(self.roster.clone().follow_rosters(keys.clone(), repository, shutdown));
        }
    }

    /// The keys, and the roster that sessions are checked against.
    pub fn keys_and_roster(&self) -> (Option<&PublicKeys>, &RosterHolder) {
        (self.key.as_ref(), &self.roster)
    }

    /// The session of the request, if it has at least the role `least` and the roster admits it.
    /// `None` when the guard is open to every caller.
    ///
    /// # Errors
    /// 401 `signed_out` without a valid session, 403 `forbidden` with a lower role or a generated
    /// PIN, 503 `roster_unknown` while no roster is known.
    pub fn require_session(
        &self,
        headers: &HeaderMap,
        least: StaffRole,
    ) -> Result<Option<StaffSession>, Problem> {
        let session = self.read_session(headers, least)?;
        if let Some(session) = &session {
            self.roster.check_session(session).inspect_err(|_| {
                let person = session.person.id;
                let device = session.device;
                tracing::warn!(%person, %device, "a session was refused: the roster does not admit it");
            })?;
            refuse_generated_pin(session)?;
        }
        Ok(session)
    }

    /// As [`StaffGuard::require_session`], but without the roster, for the service that has the
    /// people themselves.
    ///
    /// # Errors
    /// 401 `signed_out`, 403 `forbidden`.
    pub fn read_session(
        &self,
        headers: &HeaderMap,
        least: StaffRole,
    ) -> Result<Option<StaffSession>, Problem> {
        if self.open {
            return Ok(None);
        }
        let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| value.strip_prefix("Bearer "));
        let is_elsewhere = |session: &StaffSession| {
            self.store.as_deref().is_some_and(|store| store != session.store)
        };
        match token
            .zip(self.key.as_ref())
            .and_then(|(token, key)| key.verify_token(token, self.clock.now()))
        {
            Some(StaffClaims::Session(session)) if is_elsewhere(&session) => {
                Err(signed_out_problem())
            }
            Some(StaffClaims::Session(session)) if session.person.role >= least => {
                Ok(Some(session))
            }
            Some(StaffClaims::Session(session)) => {
                let person = session.person.id;
                let device = session.device;
                tracing::warn!(%person, %device, least = least.as_str(), "a session was refused: forbidden");
                Err(Problem::new(StatusCode::FORBIDDEN, "forbidden")
                    .with_detail(format!("this takes the role {}", least.as_str())))
            }
            _ => {
                tracing::warn!(has_token = token.is_some(), "a request was refused: signed_out");
                Err(signed_out_problem())
            }
        }
    }
}

/// 401 for a request without a valid session of staff.
pub fn signed_out_problem() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "signed_out")
        .with_detail("this takes the session of somebody on the staff, as a bearer token")
}
