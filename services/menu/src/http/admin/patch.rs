//! `PATCH /api/v1/admin/{categories,items,option-groups}/{id}`: a JSON merge patch (RFC 7396).

use super::edited::Edited;
use crate::{
    App,
    domain::{Entity, entity},
    http::{conditional::IfMatch, path_id::PathId},
};
use axum::extract::State;
use serde_json::Value;
use service_kit::{Json, Problem};

pub async fn handle<E: Entity>(
    State(app): State<App>,
    PathId(id): PathId<E::Id>,
    IfMatch(expected): IfMatch,
    Json(patch): Json<Value>,
) -> Result<Edited<E>, Problem> {
    let changed = app.change(Some(expected), &|menu| entity::patch::<E>(menu, &id, &patch)).await?;
    Ok(Edited::with(&changed, &id))
}
