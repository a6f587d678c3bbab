//! `PATCH /api/v1/admin/store`: applies a JSON merge patch (RFC 7396) to the store's settings.

use super::{edited::NewVersion, editor::Editor, patch::EditRefusals};
use crate::{App, domain::store, http::conditional::IfMatch};
use axum::extract::State;
use menu_api::Store;
use serde_json::Value;
use service_kit::{Json, Problem};

#[utoipa::path(
    patch,
    path = "/api/v1/admin/store",
    tag = "editing",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Changes the store's settings by a JSON merge patch (RFC 7396); its id and currency stay",
    params(("If-Match" = String, Header, description = "The `ETag` of the menu that was seen")),
    request_body(content = Store, example = json!({ "accept_within_s": 300, "auto_accept": true })),
    responses((status = 200, description = "Done", body = NewVersion), EditRefusals)
)]
pub(super) async fn patch_store(
    State(app): State<App>,
    Editor(author): Editor,
    IfMatch(expected): IfMatch,
    Json(patch): Json<Value>,
) -> Result<NewVersion, Problem> {
    Ok(app.change(Some(expected), &|menu| store::patch(menu, &patch), &author).await?.into())
}
