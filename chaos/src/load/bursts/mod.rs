//! What happens all at once. Each burst measures by itself and writes its placements into the same record as
//! everybody else, so that the audit covers them too.

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

/// A shop that stays open for as long as the burst takes.
fn open(addresses: &Addresses, history: &History) -> (watch::Sender<Phase>, Shop) {
    let (phase, phases) = watch::channel(Phase::Open);
    let shop = Shop::new(addresses.clone(), history.clone(), phases);
    (phase, shop)
}
