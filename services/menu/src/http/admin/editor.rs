//! Who sends a change: the session that the guard let in.

use crate::App;
use axum::extract::FromRequestParts;
use http::request::Parts;
use member_api::Role;
use service_kit::Problem;
use store_kit::audit::{Actor, Author};

/// Whoever changes something, now.
pub struct Editor(pub Author);

impl FromRequestParts<App> for Editor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let unknown = app.itself();
        let Some(session) = app.guard.require(&parts.headers, Role::Barista)? else {
            return Ok(Self(unknown));
        };
        let actor = Actor { id: session.person.id.0, name: session.person.name };
        Ok(Self(Author { actor: Some(actor), device: Some(session.device.0), ..unknown }))
    }
}
