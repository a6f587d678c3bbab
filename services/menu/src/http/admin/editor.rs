//! [`EditingStaff`]: the author of a change, from the session that the guard admitted.

use crate::MenuService;
use axum::extract::FromRequestParts;
use db_kit::audit::ChangeAuthor;
use http::request::Parts;
use service_kit::Problem;
use staff_api::StaffRole;

/// The signed-in author of the request, with the current time.
pub struct EditingStaff(pub ChangeAuthor);

impl FromRequestParts<MenuService> for EditingStaff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &MenuService) -> Result<Self, Problem> {
        let session = app.guard.require_session(&parts.headers, StaffRole::Barista)?;
        Ok(Self(ChangeAuthor::from_session(session, app.clock.now())))
    }
}
