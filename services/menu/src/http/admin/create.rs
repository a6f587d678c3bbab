//! `POST /api/v1/admin/{categories,items,option-groups}`: adds one after the last.

use super::edited::Edited;
use crate::{
    App,
    domain::{Entity, decode::decode, entity},
    http::conditional::IfMatch,
};
use axum::{extract::State, response::IntoResponse};
use http::StatusCode;
use serde_json::Value;
use service_kit::{Json, Problem};

pub async fn handle<E: Entity>(
    State(app): State<App>,
    IfMatch(expected): IfMatch,
    Json(body): Json<Value>,
) -> Result<impl IntoResponse, Problem> {
    let made: E = decode(body)?;
    let changed = app.change(Some(expected), &|menu| entity::create(menu, &made)).await?;
    Ok((StatusCode::CREATED, Edited::<E>::with(&changed, made.id())))
}
