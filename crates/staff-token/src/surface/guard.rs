//! Guard of a whole service: only surfaces of the store may call its endpoints.

use super::{
    SURFACE_TOKEN, ServiceName, SurfaceCaller, SurfaceClaims, SurfacePublicKey,
    keys::SurfaceKeyRing,
};
use crate::{GuardArgs, StaffGuard};
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use hashlink::LruCache;
use http::{HeaderMap, Method, StatusCode};
use service_kit::{
    Clock, Problem,
    hosts::{HostArgs, HostNames, refuse_unknown_host},
};
use std::sync::{Arc, Mutex, PoisonError};

/// Tokens whose signatures are remembered: each surface has one of its own and one for each busy
/// customer.
const CHECKED_TOKENS: usize = 4_096;
/// Paths that reveal nothing about the store, for probes, scrapers and programmers.
const OPEN_PATHS: [&str; 5] = ["/livez", "/readyz", "/metrics", "/version", "/openapi.json"];

/// Flags that say whose calls a service answers.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct CallerArgs {
    /// Public key of the customers' surface (k4.public.…), as `server --new-key` prints it
    ///
    /// While a key is being replaced, several keys are separated by commas.
    #[arg(long, env = "JUMUN_CLIENT_KEY", value_delimiter = ',')]
    pub client_key: Vec<SurfacePublicKey>,
    /// Public key of the counter's surface (k4.public.…), as `server --new-key` prints it
    ///
    /// While a key is being replaced, several keys are separated by commas.
    #[arg(long, env = "JUMUN_ADMIN_KEY", value_delimiter = ',')]
    pub admin_key: Vec<SurfacePublicKey>,
    /// Start without keys: every caller may do everything
    ///
    /// Only for experiments on your own machine.
    #[arg(long, env = "JUMUN_OPEN")]
    pub open: bool,
}

/// A service was given neither the keys that it needs nor `--open`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{flags} missing: `server --new-key` makes a surface's key and `staff --new-key` the staff's, and each prints the public half \
     for these flags; --open trusts everybody instead"
)]
pub struct MissingKeys {
    flags: String,
}

impl CallerArgs {
    /// Checks that there are the keys that `service` needs.
    ///
    /// # Errors
    /// When keys are missing and the service is not open.
    pub fn require_keys(&self, service: ServiceName) -> Result<(), MissingKeys> {
        require_flags(self.open, &self.missing_flags(service))
    }

    fn missing_flags(&self, service: ServiceName) -> Vec<&'static str> {
        // The staff service has no endpoints for customers.
        let client = service != ServiceName::Staff && self.client_key.is_empty();
        let flags =
            [client.then_some("--client-key"), self.admin_key.is_empty().then_some("--admin-key")];
        flags.into_iter().flatten().collect()
    }
}

/// Flags of a service with customers and staff: its callers, the staff's keys and its host names.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct TrustArgs {
    /// Surfaces that may call.
    #[command(flatten)]
    pub callers: CallerArgs,
    /// Keys that sign the staff's sessions.
    #[command(flatten)]
    pub staff: GuardArgs,
    /// Host names of the service.
    #[command(flatten)]
    pub hosts: HostArgs,
}

impl TrustArgs {
    /// Checks that there are the keys that `service` needs.
    ///
    /// # Errors
    /// When keys are missing and the service is not open.
    pub fn require_keys(&self, service: ServiceName) -> Result<(), MissingKeys> {
        let mut missing = self.callers.missing_flags(service);
        if self.staff.staff_key.is_none() {
            missing.push("--staff-key");
        }
        require_flags(self.callers.open, &missing)
    }

    /// The guard of staff endpoints.
    pub fn staff_guard(&self, clock: Clock) -> StaffGuard {
        match self.staff.staff_key {
            None if self.callers.open => StaffGuard::allow_everyone(clock),
            _ => StaffGuard::new(&self.staff, clock),
        }
    }
}

fn require_flags(open: bool, missing: &[&str]) -> Result<(), MissingKeys> {
    match missing {
        [_, ..] if !open => Err(MissingKeys { flags: missing.join(", ") }),
        _ => Ok(()),
    }
}

/// Checks which surface calls a service.
#[derive(Clone)]
pub struct CallerGuard(Arc<CallerGuardState>);

struct CallerGuardState {
    ring: SurfaceKeyRing,
    open: bool,
    audience: ServiceName,
    /// `METHOD /path/{id}` of the endpoints for customers; all others are for the counter alone.
    customers: &'static [&'static str],
    checked: Mutex<LruCache<String, SurfaceClaims>>,
    clock: Clock,
}

impl CallerGuard {
    /// The guard of `audience`; `customers` are its endpoints for customers, as the router names
    /// them.
    pub fn new(
        args: &CallerArgs,
        audience: ServiceName,
        customers: &'static [&'static str],
        clock: Clock,
    ) -> Self {
        if args.open {
            tracing::warn!("--open: whoever reaches this service may do everything");
        }
        let ring =
            SurfaceKeyRing { client: args.client_key.clone(), admin: args.admin_key.clone() };
        let checked = Mutex::new(LruCache::new(CHECKED_TOKENS));
        Self(Arc::new(CallerGuardState {
            ring,
            open: args.open,
            audience,
            customers,
            checked,
            clock,
        }))
    }

    /// Puts the checks of callers and of the service's host names around all of its endpoints.
    pub fn protect_router(self, router: Router, hosts: &HostArgs) -> Router {
        router
            .layer(from_fn_with_state(self, admit_caller))
            .layer(from_fn_with_state(HostNames::new(hosts), refuse_unknown_host))
    }

    /// The surface that sent `headers`.
    ///
    /// # Errors
    /// 401 `surface_token_missing`, `surface_token_invalid` or `surface_token_time`. The last one
    /// carries the time here, so that the caller can try again with a token for this clock.
    pub fn identify_caller(&self, headers: &HeaderMap) -> Result<SurfaceCaller, Problem> {
        let CallerGuardState { open, audience, clock, .. } = &*self.0;
        if *open {
            return Ok(SurfaceCaller::Anybody);
        }
        let refuse = |code| Problem::new(StatusCode::UNAUTHORIZED, code);
        let token = headers.get(&SURFACE_TOKEN).ok_or_else(|| {
            refuse("surface_token_missing")
                .with_detail(format!("{SURFACE_TOKEN} carries the token of a surface"))
        })?;
        let claims = token.to_str().ok().and_then(|text| self.verify_token(text));
        let claims = claims.filter(|claims| claims.audience == *audience).ok_or_else(|| {
            refuse("surface_token_invalid")
                .with_detail(format!("no surface signed this for the {audience} service"))
        })?;
        let now = clock.now();
        if !claims.is_valid_at(now) {
            return Err(refuse("surface_token_time")
                .with_detail("the token is of another time than this service's")
                .with_member("now", now));
        }
        Ok(claims.into())
    }

    /// Verifies a token, and remembers it: its signature costs ten times as much as the rest of the
    /// check, and a surface sends the same token for half a minute.
    fn verify_token(&self, text: &str) -> Option<SurfaceClaims> {
        let checked = || self.0.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(claims) = checked().get(text) {
            return Some(claims.clone());
        }
        let claims = self.0.ring.verify_token(text)?;
        checked().insert(text.to_owned(), claims.clone());
        Some(claims)
    }

    fn is_allowed(&self, caller: &SurfaceCaller, method: &Method, path: &str) -> bool {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let is_way = |way: &&str| way.split_once(' ') == Some((method.as_str(), path));
        caller.can_call_for_staff() || self.0.customers.iter().any(is_way)
    }
}

/// Middleware of a whole router: every endpoint but health and description is for the store's
/// surfaces, and the customers' surface reaches only the endpoints for customers. A new endpoint is
/// for the counter alone until it is listed.
///
/// # Errors
/// As [`CallerGuard::identify_caller`]; 403 `surface_forbidden`.
pub async fn admit_caller(
    State(guard): State<CallerGuard>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    // Without a matched path there is no endpoint, and the answer is 404.
    if let Some(path) = request.extensions().get::<MatchedPath>().cloned()
        && !OPEN_PATHS.contains(&path.as_str())
    {
        let caller = guard.identify_caller(request.headers())?;
        if !guard.is_allowed(&caller, request.method(), path.as_str()) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "surface_forbidden")
                .with_detail("this is no matter of the customers' surface"));
        }
        request.extensions_mut().insert(caller);
    }
    Ok(next.run(request).await)
}
