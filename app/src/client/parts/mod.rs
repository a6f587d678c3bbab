//! What several customer pages share.

pub(crate) mod live_feed;
pub mod ordering;
pub(crate) mod recovery_reload;

#[cfg(feature = "hydrate")]
pub(crate) mod dom;
#[cfg(feature = "ssr")]
pub(crate) mod offline_page;
#[cfg(feature = "ssr")]
pub(crate) mod page_parts;
#[cfg(feature = "ssr")]
pub(crate) mod store_address;

#[cfg(feature = "ssr")]
pub(crate) use page_parts::{
    ConditionNotice, MenuAgeNotice, MenuUnknownPage, NoCookiesNotice, NotFoundPage,
    OrderUnreachablePage, ProblemNotice, TopBar, UnavailableContent, refusal_code, store_name,
};
