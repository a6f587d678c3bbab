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

pub use drop_readers::{DroppedReadersResult, drop_readers};
pub use duplicates::{DuplicatesResult, send_duplicates};
pub use greedy_address::{
    AGAIN_AFTER, BROKEN, GreedyAddress, GreedyCounts, HALF_BODIES, ORDERS_PER_S,
    SOCKETS as GREEDY_SOCKETS, STREAMS,
};
pub use neighbours::{NeighbourCustomers, RequestResults};
pub use overload::{OverloadEndpoint, OverloadResult, run_overload};
pub use pictures::{PictureCounts, fetch_pictures, upload_pictures};
pub(crate) use placement_template::PlacementTemplate;
pub(crate) use raw_http::RawHttp;
pub use slow_clients::{SlowClientsResult, run_slow_clients};
pub use steady_load::{PressPolicy, SteadyLoadResult, run_steady_load};

use super::context::{LoadContext, LoadPhase};
use crate::{addresses::SystemAddresses, history::RunHistory};
use tokio::sync::watch;

/// A load context that is open until the returned sender is dropped.
fn open_context(
    addresses: &SystemAddresses,
    history: &RunHistory,
) -> (watch::Sender<LoadPhase>, LoadContext) {
    let (phase, phases) = watch::channel(LoadPhase::Open);
    let shop = LoadContext::new(addresses.clone(), history.clone(), phases);
    (phase, shop)
}
