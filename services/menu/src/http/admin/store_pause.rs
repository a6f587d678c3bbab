//! `PUT /api/v1/admin/store/pause`: stops ordering for a while, or takes it up again.

use super::edited::NewVersion;
use crate::{
    App,
    domain::{
        decode::decode_request,
        store::{SetPause, set_pause},
    },
};
use axum::extract::State;
use serde_json::Value;
use service_kit::{Json, Problem};

pub async fn handle(State(app): State<App>, Json(body): Json<Value>) -> Result<NewVersion, Problem> {
    let to: SetPause = decode_request(body)?;
    Ok(app.change(None, &|menu| set_pause(menu, to)).await?.into())
}
