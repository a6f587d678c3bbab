//! `GET /admin/live/system`: the state of the services, twice a second, for staff.

use super::respond;
use crate::{live::stream, session::identity::Identity, state::Site};
use app::admin::system::state::System;
use axum::{Extension, extract::State, response::Response};
use futures::{StreamExt as _, stream as streams};
use service_kit::Problem;

/// Frames: `system` with the whole sample, at once and twice a second.
pub async fn follow(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
) -> Result<Response, Problem> {
    let looked = site.clone();
    let first = streams::once(async move {
        let Site { gateway, live, clock, .. } = &looked;
        stream::frame("system", &System::look(gateway, live.as_ref(), clock.now()))
    });
    let later = streams::unfold(site.sampler.subscribe(), |mut looks| async move {
        looks.changed().await.ok()?;
        let look = looks.borrow_and_update().clone();
        Some((stream::frame("system", look.as_ref()), looks))
    });
    respond(&site, &identity, first.chain(later))
}
