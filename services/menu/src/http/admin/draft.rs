//! `/api/v1/admin/draft`: the unpublished menu.
//!
//! A draft is opened, edited by the menu's own requests with `?draft=true`, and published as a
//! whole or dropped. It has a version of its own.

use super::{edited::NewVersion, editor::EditingStaff};
use crate::{
    MenuService,
    db::DraftOutcome,
    http::conditional::{IfMatch, version_etag},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use menu_api::Menu;
use service_kit::{JsonBody, Problem, openapi::NotFoundRefusal, refusals};

#[utoipa::path(
    get,
    path = "/api/v1/admin/draft",
    tag = "editing",
    operation_id = "draft",
    security(("session" = ["manager"])),
    summary = "The menu as the draft would make it, with the draft's version",
    responses((status = 200, description = "The draft", body = Menu), NotFoundRefusal)
)]
pub(super) async fn get_draft(State(app): State<MenuService>) -> Result<Response, Problem> {
    let draft = app.store.fetch_draft(&app.id).await?.ok_or_else(|| Problem::not_found("draft"))?;
    Ok((
        [version_etag(draft.version), (header::CACHE_CONTROL, "no-store".to_owned())],
        JsonBody(draft),
    )
        .into_response())
}

#[utoipa::path(
    put,
    path = "/api/v1/admin/draft",
    tag = "editing",
    security(("session" = ["manager"])),
    summary = "Opens a draft; one that is open already stays as it is",
    responses((status = 200, description = "One is open", body = NewVersion), NotFoundRefusal)
)]
pub(super) async fn open_draft(
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
) -> Result<NewVersion, Problem> {
    Ok(app.store.open_draft(&app.id, app.clock.now().as_millisecond(), &author).await?.into())
}

#[utoipa::path(
    delete,
    path = "/api/v1/admin/draft",
    tag = "editing",
    security(("session" = ["manager"])),
    summary = "Forgets the draft; the answer has the menu's version",
    params(("If-Match" = String, Header, description = "The `ETag` of the draft that was seen")),
    responses((status = 200, description = "It is gone", body = NewVersion), DraftRefusals)
)]
pub(super) async fn drop_draft(
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
    IfMatch(expected): IfMatch,
) -> Result<NewVersion, Problem> {
    Ok(app.store.end_draft(&app.id, expected, DraftOutcome::Dropped, &author).await?.into())
}

#[utoipa::path(
    post,
    path = "/api/v1/admin/draft/publish",
    tag = "editing",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Makes the draft the menu; the answer has the menu's version",
    params(("If-Match" = String, Header, description = "The `ETag` of the draft that was seen")),
    responses((status = 200, description = "It is the menu", body = NewVersion), DraftRefusals)
)]
pub(super) async fn publish_draft(
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
    IfMatch(expected): IfMatch,
) -> Result<NewVersion, Problem> {
    let changed = app.store.end_draft(&app.id, expected, DraftOutcome::Published, &author).await?;
    app.feed.announce_version(changed.menu.version);
    Ok(changed.into())
}

refusals!(
    DraftRefusals:
    404 => ["not_found"],
    412 => ["version_conflict"],
    422 => ["invalid_menu"],
    428 => ["if_match_missing"],
);
