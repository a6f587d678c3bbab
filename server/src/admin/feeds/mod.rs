//! Live feeds of the counter's tablets.

pub mod board;
pub mod system;

use crate::{session::identity::SenderIdentity, state::SurfaceState};
use axum::response::{Response, sse::Event};
use futures::Stream;
use service_kit::Problem;

/// Sends `frames` to staff while their session is valid, and to a locked tablet while it is
/// enrolled. A reconnect checks the cookies again.
fn send_to_staff(
    site: &SurfaceState,
    identity: &SenderIdentity,
    frames: impl Stream<Item = Event> + Send + 'static,
) -> Result<Response, Problem> {
    let permit = site.streams.acquire_permit(identity.client)?;
    let staff = site.staff.clone();
    let clock = site.clock.clone();
    let shown = identity.shown.clone();
    let counts =
        move || staff.recheck_credentials(shown.clone(), clock.now()).is_as_strong_as(&shown);
    Ok(permit.send_while(counts, frames))
}
