//! `GET /admin/live/system`: the state of the services, twice a second, for staff. All readers
//! share one sample, and none is taken without readers.

use super::{Live, stream};
use crate::{identity::Identity, site::Site};
use app::admin::system::System;
use axum::{Extension, extract::State, response::Response};
use futures::{StreamExt as _, stream as streams};
use gateway::Gateway;
use service_kit::Clock;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

const EVERY: Duration = Duration::from_millis(500);

/// The last sample, and the channel to its readers.
pub struct Sampler(watch::Sender<Arc<System>>);

impl Sampler {
    /// Samples twice a second for as long as the process lives, while there are readers.
    pub fn start(gateway: &Gateway, live: &Arc<Live>, clock: &Clock) -> Arc<Self> {
        let sampler = Arc::new(Self(watch::Sender::default()));
        let (gateway, live, clock, looks) = (gateway.clone(), live.clone(), clock.clone(), sampler.clone());
        tokio::spawn(async move {
            let mut looking = interval(EVERY);
            looking.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                looking.tick().await;
                if looks.0.receiver_count() > 0 {
                    looks.0.send_replace(Arc::new(System::look(&gateway, live.as_ref(), clock.now())));
                }
            }
        });
        sampler
    }
}

/// Frames: `system` with the whole sample, at once and twice a second.
pub async fn follow(State(site): State<Site>, Extension(identity): Extension<Identity>) -> Response {
    let looked = site.clone();
    let first = streams::once(async move {
        let Site { gateway, live, clock, .. } = &looked;
        stream::frame("system", &System::look(gateway, live.as_ref(), clock.now()))
    });
    let later = streams::unfold(site.sampler.0.subscribe(), |mut looks| async move {
        looks.changed().await.ok()?;
        let look = looks.borrow_and_update().clone();
        Some((stream::frame("system", look.as_ref()), looks))
    });
    stream::respond_to_staff(first.chain(later), &identity, &site)
}
