//! `PUT /api/v1/admin/store/hours`: the week and its exceptions, as a whole.

use super::edited::NewVersion;
use crate::{
    App,
    domain::{
        decode::decode,
        store::{SetHours, set_hours},
    },
};
use axum::extract::State;
use serde_json::Value;
use service_kit::{Json, Problem};

pub async fn handle(State(app): State<App>, Json(body): Json<Value>) -> Result<NewVersion, Problem> {
    let hours: SetHours = decode(body)?;
    let changed = app
        .change(None, &|menu| {
            set_hours(menu, &hours);
            Ok(())
        })
        .await?;
    Ok(changed.into())
}
