//! Answers to a change: the new version as a field and as `ETag`, with the created or patched
//! entity if there is one.

use crate::{db::Changed, domain::Entity, http::conditional::etag};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use service_kit::Json;

/// `{ "version": … }`, with the fields of the entity if there is one.
#[derive(Debug, Serialize)]
pub struct Edited<E: Entity> {
    version: i64,
    #[serde(flatten)]
    entity: Option<E>,
}

impl<E: Entity> Edited<E> {
    /// An answer with the entity as the change left it.
    pub fn with(changed: &Changed, id: &E::Id) -> Self {
        let entity = E::all(&changed.menu).iter().find(|entity| entity.id() == id).cloned();
        Self { version: changed.menu.version, entity }
    }
}

impl<E: Entity> IntoResponse for Edited<E> {
    fn into_response(self) -> Response {
        ([etag(self.version)], Json(self)).into_response()
    }
}

/// The version after a change, alone.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NewVersion {
    /// Version of the menu, or of the draft if that was changed.
    version: i64,
}

impl From<Changed> for NewVersion {
    fn from(changed: Changed) -> Self {
        Self { version: changed.menu.version }
    }
}

impl IntoResponse for NewVersion {
    fn into_response(self) -> Response {
        ([etag(self.version)], Json(self)).into_response()
    }
}
