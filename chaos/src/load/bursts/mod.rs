//! Bursts of many requests at once. Each takes its own measurements and writes its placements into
//! the common record, so that the audit covers them too.

mod drop_readers;
mod duplicates;
mod greedy;
mod neighbours;
mod overload;
mod pictures;
mod slow_clients;
mod steady;
mod target;
mod wire;

pub use drop_readers::{DroppedReaders, drop_readers};
pub use duplicates::{Duplicates, duplicates};
pub use greedy::{
    AGAIN_AFTER, BROKEN, GreedyAddress, HALF_BODIES, ORDERS_PER_S, SOCKETS as GREEDY_SOCKETS, STREAMS, Taken,
};
pub use neighbours::{Neighbours, Served};
pub use overload::{At, Overload, overload};
pub use pictures::{ShownPictures, hang_pictures, look_at_pictures};
pub use slow_clients::{SlowClients, slow_clients};
pub use steady::{Pressing, Steady, steady};
pub(crate) use target::Target;
pub(crate) use wire::Wire;

use super::shop::{Phase, Shop};
use crate::{addresses::Addresses, history::History};
use tokio::sync::watch;

/// A load context that is open until the returned sender is dropped.
fn open(addresses: &Addresses, history: &History) -> (watch::Sender<Phase>, Shop) {
    let (phase, phases) = watch::channel(Phase::Open);
    let shop = Shop::new(addresses.clone(), history.clone(), phases);
    (phase, shop)
}
