//! Bursts of many requests at once. Each takes its own measurements and writes its placements into
//! the common record, so that the audit covers them too.

mod drop_readers;
mod duplicates;
mod greedy_address;
mod neighbours;
mod overload;
mod pictures;
mod placement_template;
mod raw_http;
mod slow_clients;
mod steady_load;

pub use drop_readers::{DroppedReaders, drop_readers};
pub use duplicates::{Duplicates, duplicates};
pub use greedy_address::{
    AGAIN_AFTER, BROKEN, GreedyAddress, HALF_BODIES, ORDERS_PER_S, SOCKETS as GREEDY_SOCKETS, STREAMS, Taken,
};
pub use neighbours::{Neighbours, Served};
pub use overload::{At, Overload, overload};
pub use pictures::{ShownPictures, hang_pictures, look_at_pictures};
pub(crate) use placement_template::Target;
pub(crate) use raw_http::Wire;
pub use slow_clients::{SlowClients, slow_clients};
pub use steady_load::{Pressing, Steady, steady};

use super::context::{Phase, Shop};
use crate::{addresses::Addresses, history::History};
use tokio::sync::watch;

/// A load context that is open until the returned sender is dropped.
fn open(addresses: &Addresses, history: &History) -> (watch::Sender<Phase>, Shop) {
    let (phase, phases) = watch::channel(Phase::Open);
    let shop = Shop::new(addresses.clone(), history.clone(), phases);
    (phase, shop)
}
