//! What both surfaces share.

pub mod api_error;
#[cfg(feature = "hydrate")]
pub mod live;
#[cfg(feature = "ssr")]
pub mod ssr;
#[cfg(feature = "admin")]
pub(crate) mod traced_client;
pub mod ui;
