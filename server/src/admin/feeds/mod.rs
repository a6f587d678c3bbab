//! Live feeds of the counter's tablets.

pub mod board;
pub mod system;

use crate::{session::identity::Identity, state::Site};
use axum::response::{Response, sse::Event};
use futures::Stream;
use service_kit::Problem;

/// Sends `frames` to staff while their session is valid, and to a locked tablet while it is
/// enrolled. A reconnect checks the cookies again.
fn respond(
    site: &Site,
    identity: &Identity,
    frames: impl Stream<Item = Event> + Send + 'static,
) -> Result<Response, Problem> {
    let permit = site.streams.enter(identity.client)?;
    let (staff, clock, shown) = (site.staff.clone(), site.clock.clone(), identity.shown.clone());
    let counts = move || staff.still(shown.clone(), clock.now()).holds_as_much_as(&shown);
    Ok(permit.send_while(counts, frames))
}
