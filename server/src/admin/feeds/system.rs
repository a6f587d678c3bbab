//! `GET /admin/live/system`: the state of the services, twice a second, for staff.

use super::send_to_staff;
use crate::{live::stream, session::identity::SenderIdentity, state::SurfaceState};
use app::admin::system::state::SystemSample;
use axum::{Extension, extract::State, response::Response};
use futures::{StreamExt as _, stream as streams};
use service_kit::Problem;

/// Frames: `system` with the whole sample, at once and twice a second.
pub async fn follow_system(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
) -> Result<Response, Problem> {
    let looked = site.clone();
    let first = streams::once(async move {
        let SurfaceState { gateway, live, clock, .. } = &looked;
        stream::json_frame(
            "system",
            &SystemSample::take_sample(gateway, live.as_ref(), clock.now()),
        )
    });
    let later = streams::unfold(site.sampler.subscribe(), |mut looks| async move {
        looks.changed().await.ok()?;
        let look = looks.borrow_and_update().clone();
        Some((stream::json_frame("system", look.as_ref()), looks))
    });
    send_to_staff(&site, &identity, first.chain(later))
}
