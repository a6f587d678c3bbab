//! `PUT /api/v1/admin/store/wait`: quotes longer times for a while, or the usual ones again.

use super::{edited::NewVersion, editor::EditingStaff, store_hours::StoreRefusals};
use crate::{
    MenuService,
    domain::store::{self, SetWait},
};
use axum::extract::State;
use service_kit::{JsonBody, Problem};

#[utoipa::path(
    put,
    path = "/api/v1/admin/store/wait",
    tag = "editing",
    security(("session" = ["barista"])),
    summary = "Quotes longer times for a while, or the usual ones again",
    request_body(content = SetWait, example = json!({ "extra_s": 600, "until": "2026-03-02T15:00:00+09:00" })),
    responses((status = 200, description = "Done", body = NewVersion), StoreRefusals)
)]
pub(super) async fn set_wait(
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
    JsonBody(to): JsonBody<SetWait>,
) -> Result<NewVersion, Problem> {
    Ok(app.apply_unconditionally(|menu| store::set_wait(menu, to), &author).await?.into())
}
