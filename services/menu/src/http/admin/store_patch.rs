//! `PATCH /api/v1/admin/store`: applies a JSON merge patch (RFC 7396) to the store's settings.

use super::{edited::NewVersion, editor::EditingStaff, patch::EditRefusals};
use crate::{MenuService, domain::store, http::conditional::IfMatch};
use axum::extract::State;
use menu_api::Store;
use serde_json::Value;
use service_kit::{JsonBody, Problem};

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
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
    IfMatch(expected): IfMatch,
    JsonBody(patch): JsonBody<Value>,
) -> Result<NewVersion, Problem> {
    Ok(app
        .change_menu(Some(expected), &|menu| store::patch_store(menu, &patch), &author)
        .await?
        .into())
}
