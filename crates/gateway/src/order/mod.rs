//! Client of the order service: its endpoints and its feed.

mod client;
mod feed;

pub(crate) use client::OrderClient;
pub use client::OrderQuery;
pub use feed::FeedFrame;
pub(crate) use feed::order_feed;
