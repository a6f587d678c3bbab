//! [`Editor`]: the author of a change, from the session that the guard admitted.

use crate::App;
use axum::extract::FromRequestParts;
use db_kit::audit::Author;
use http::request::Parts;
use service_kit::Problem;
use staff_api::Role;

/// The signed-in author of the request, with the current time.
pub struct Editor(pub Author);

impl FromRequestParts<App> for Editor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = app.guard.require(&parts.headers, Role::Barista)?;
        Ok(Self(Author::session(session, app.clock.now())))
    }
}
