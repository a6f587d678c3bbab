//! Client of the order service: its endpoints and its feed.

mod client;
mod feed;

pub(crate) use client::OrderClient;
pub use client::OrderPageQuery;
pub use feed::OrderFeedUpdate;
pub(crate) use feed::order_feed;
