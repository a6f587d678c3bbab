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

/// Flags of a service with staff endpoints.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct GuardArgs {
    /// Public key of the member service, k4.public.…; without one, whoever reaches this service counts as staff
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
    clock: Clock,
}

impl Guard {
    /// By the flags.
    pub fn new(args: &GuardArgs, clock: Clock) -> Self {
        if args.member_key.is_none() {
            tracing::warn!("no --member-key: whoever reaches this service counts as staff");
        }
        Self { key: args.member_key.clone(), clock }
    }

    /// Whoever sent this request, if they may do what `least` may; nobody in particular where no key tells.
    ///
    /// # Errors
    /// 401 `signed_out` without a session that holds, 403 `forbidden` with a role that may not.
    pub fn require(&self, headers: &HeaderMap, least: Role) -> Result<Option<Session>, Problem> {
        let Some(key) = &self.key else { return Ok(None) };
        let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| value.strip_prefix("Bearer "));
        match token.and_then(|token| key.read(token, self.clock.now())) {
            Some(Token::Session(session)) if session.person.role >= least => Ok(Some(session)),
            Some(Token::Session(_)) => Err(Problem::new(StatusCode::FORBIDDEN, "forbidden")
                .detail(format!("this takes the role {}", least.as_str()))),
            _ => Err(Problem::new(StatusCode::UNAUTHORIZED, "signed_out")
                .detail("this takes the session of somebody on the staff, as a bearer token")),
        }
    }
}
