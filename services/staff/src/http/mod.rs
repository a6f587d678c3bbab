//! HTTP endpoints, one a file.

mod activity_key;
mod audit;
mod device_remove;
mod device_sign_out;
mod my_pin;
mod openapi;
mod person_add;
mod person_change;
mod person_remove;
mod problem;
mod roster_get;
mod session_add;
mod session_end;
mod session_renew;
mod sign_out;

use crate::StaffService;
use axum::{
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use service_kit::{
    CapacityLimits, Problem, health, hosts::HostArgs, overload::AdmissionLayer,
    serve::wrap_router_within,
};
use staff_api::{StaffRole, StaffSession};
use staff_token::{
    refuse_generated_pin, require_recent_pin,
    surface::{CallerArgs, CallerGuard, ServiceName},
};
use std::sync::Arc;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

/// All endpoints of the service, with the middleware and health endpoints that every service has.
/// No endpoint is open to the customers' surface.
pub fn build_router(
    app: StaffService,
    limits: &CapacityLimits,
    callers: &CallerArgs,
    hosts: &HostArgs,
) -> AdmissionLayer {
    let callers = CallerGuard::new(callers, ServiceName::Staff, &[], app.clock.clone());
    let store = app.store.clone();
    let ready: health::ReadyCheck = Arc::new(move || {
        let store = store.clone();
        Box::pin(async move { store.ping().await.map_err(|error| error.to_string()) })
    });
    let (routes, description) = build_endpoints(&app).split_for_parts();
    let routes = routes
        .merge(service_kit::openapi::document_router(&openapi::describe_api(&description)))
        .with_state(app)
        .merge(health::health_router(service_kit::build_info!("staff"), ready));
    wrap_router_within(callers.protect_router(routes, hosts), limits)
}

/// The endpoints with their descriptions.
fn build_endpoints(app: &StaffService) -> OpenApiRouter<StaffService> {
    let with_pin = OpenApiRouter::new()
        .routes(routes!(person_add::add_person))
        .routes(routes!(person_change::change_person, person_remove::remove_person))
        .routes(routes!(device_remove::remove_device))
        .layer(from_fn_with_state(app.guard.clone(), require_recent_pin));
    // Signing others out needs no recent PIN: the caller gains nothing by it, and is in a hurry.
    let managed = OpenApiRouter::new()
        .routes(routes!(audit::list_audit_events))
        .routes(routes!(sign_out::sign_person_out))
        .routes(routes!(device_sign_out::sign_device_out))
        .routes(routes!(sign_out::sign_everybody_out))
        .merge(with_pin)
        .layer(from_fn_with_state(app.clone(), require_manager));
    OpenApiRouter::with_openapi(openapi::StaffApiBase::openapi())
        .routes(routes!(activity_key::get_activity_key))
        .routes(routes!(my_pin::change_my_pin))
        .routes(routes!(session_renew::renew_session))
        .routes(routes!(session_add::sign_in))
        .routes(routes!(session_end::end_session))
        .routes(routes!(roster_get::get_roster))
        .merge(managed)
}

/// Middleware: admits managers only, and passes their session on.
async fn require_manager(
    State(app): State<StaffService>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let session = app
        .guard
        .read_session(request.headers(), StaffRole::Manager)?
        .ok_or_else(problem::signed_out)?;
    app.check_session(&session).await?;
    refuse_generated_pin(&session)?;
    request.extensions_mut().insert(session);
    Ok(next.run(request).await)
}

impl StaffService {
    /// Checks a session against the people in the database, so that an ended session is refused at
    /// once.
    async fn check_session(&self, session: &StaffSession) -> Result<(), Problem> {
        if self.store.fetch_roster(&self.id).await?.is_session_admitted(session) {
            Ok(())
        } else {
            Err(problem::signed_out())
        }
    }
}
