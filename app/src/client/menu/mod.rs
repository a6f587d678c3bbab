//! The menu: its page, what moves on it while it is open, and the search.

pub(crate) mod live;
pub(crate) mod search;
pub(crate) mod search_box;
pub mod updates;

#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "hydrate")]
pub(crate) mod patch;
#[cfg(feature = "ssr")]
pub(crate) mod row;
#[cfg(feature = "hydrate")]
pub(crate) mod scroll;
