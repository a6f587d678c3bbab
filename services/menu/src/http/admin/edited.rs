//! Answers to a change: the new version as a field and as `ETag`, with the created or patched
//! entity if there is one.

use crate::{db::MenuChange, domain::MenuEntity, http::conditional::version_etag};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use service_kit::JsonBody;

/// `{ "version": … }`, with the fields of the entity if there is one.
#[derive(Debug, Serialize)]
pub struct EntityEdit<E: MenuEntity> {
    version: i64,
    #[serde(flatten)]
    entity: Option<E>,
}

impl<E: MenuEntity> EntityEdit<E> {
    /// An answer with the entity as the change left it.
    pub fn from_change(changed: &MenuChange, id: &E::Id) -> Self {
        let entity = E::all(&changed.menu).iter().find(|entity| entity.id() == id).cloned();
        Self { version: changed.menu.version, entity }
    }
}

impl<E: MenuEntity> IntoResponse for EntityEdit<E> {
    fn into_response(self) -> Response {
        ([version_etag(self.version)], JsonBody(self)).into_response()
    }
}

/// The version after a change, alone.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NewVersion {
    /// Version of the menu, or of the draft if that was changed.
    version: i64,
}

impl From<MenuChange> for NewVersion {
    fn from(changed: MenuChange) -> Self {
        Self { version: changed.menu.version }
    }
}

impl IntoResponse for NewVersion {
    fn into_response(self) -> Response {
        ([version_etag(self.version)], JsonBody(self)).into_response()
    }
}
