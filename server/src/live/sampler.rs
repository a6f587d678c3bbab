//! Samples of the services' state, twice a second for all readers together, and none without
//! readers.

use super::LiveOrderHub;
use app::admin::system::state::SystemSample;
use gateway::Gateway;
use service_kit::Clock;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

const EVERY: Duration = Duration::from_millis(500);

/// The last sample, and the channel to its readers.
pub struct SystemSampler(watch::Sender<Arc<SystemSample>>);

impl SystemSampler {
    /// Samples twice a second for as long as the process lives, while there are readers.
    pub fn start(gateway: &Gateway, live: &Arc<LiveOrderHub>, clock: &Clock) -> Arc<Self> {
        let sampler = Arc::new(Self(watch::Sender::default()));
        let gateway = gateway.clone();
        let live = live.clone();
        let clock = clock.clone();
        let looks = sampler.clone();
        tokio::spawn(async move {
            let mut looking = interval(EVERY);
            looking.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                looking.tick().await;
                if looks.0.receiver_count() > 0 {
                    looks.0.send_replace(Arc::new(SystemSample::take_sample(
                        &gateway,
                        live.as_ref(),
                        clock.now(),
                    )));
                }
            }
        });
        sampler
    }

    /// The samples from now on.
    pub fn subscribe(&self) -> watch::Receiver<Arc<SystemSample>> {
        self.0.subscribe()
    }
}
