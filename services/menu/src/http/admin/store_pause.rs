//! `PUT /api/v1/admin/store/pause`: stops ordering for a while, or takes it up again.

use super::edited::NewVersion;
use crate::{
    App,
    domain::store::{SetPause, set_pause},
};
use axum::extract::State;
use service_kit::{Json, Problem};

pub async fn handle(State(app): State<App>, Json(to): Json<SetPause>) -> Result<NewVersion, Problem> {
    Ok(app.change(None, &|menu| set_pause(menu, to)).await?.into())
}
