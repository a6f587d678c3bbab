//! `DELETE /api/v1/admin/{categories,items,option-groups}/{id}`: refused while something refers to it.

use super::edited::NewVersion;
use crate::{
    App,
    domain::{Entity, entity},
    http::{conditional::IfMatch, path_id::PathId},
};
use axum::extract::State;
use service_kit::Problem;

pub async fn handle<E: Entity>(
    State(app): State<App>,
    PathId(id): PathId<E::Id>,
    IfMatch(expected): IfMatch,
) -> Result<NewVersion, Problem> {
    let changed = app.change(Some(expected), &|menu| entity::delete::<E>(menu, &id)).await?;
    Ok(changed.into())
}
