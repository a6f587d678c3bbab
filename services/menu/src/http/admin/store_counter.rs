//! `PUT /api/v1/admin/store/counter`: reports that a screen of the counter is connected.

use super::edited::NewVersion;
use crate::{MenuService, domain::store::end_unattended_pause};
use axum::extract::State;
use service_kit::{Problem, openapi::NotFoundRefusal};

#[utoipa::path(
    put,
    path = "/api/v1/admin/store/counter",
    tag = "editing",
    summary = "Says that a screen of the counter is connected; ends the pause for want of one",
    responses((status = 200, description = "Noted", body = NewVersion), NotFoundRefusal)
)]
pub(super) async fn attend_counter(State(app): State<MenuService>) -> Result<NewVersion, Problem> {
    app.store.record_counter_seen(&app.id, app.clock.now()).await?;
    Ok(app.apply_unconditionally(end_unattended_pause, &app.service_author()).await?.into())
}
