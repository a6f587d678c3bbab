//! `PUT /api/v1/admin/store/counter`: reports that a screen of the counter is connected.

use super::edited::NewVersion;
use crate::{App, domain::store::attend};
use axum::extract::State;
use service_kit::{Problem, openapi::NotFoundRefusal};

#[utoipa::path(
    put,
    path = "/api/v1/admin/store/counter",
    tag = "editing",
    summary = "Says that a screen of the counter is connected; ends the pause for want of one",
    responses((status = 200, description = "Noted", body = NewVersion), NotFoundRefusal)
)]
pub(super) async fn attend_counter(State(app): State<App>) -> Result<NewVersion, Problem> {
    app.store.counter_seen(&app.id, app.clock.now()).await?;
    Ok(app.set(attend, &app.itself()).await?.into())
}
