//! An item: its page, the choice of options, and what changes while it is open.

pub(crate) mod form;
pub mod selection;
pub(crate) mod stepper;
pub mod updates;
pub mod words;

#[cfg(feature = "hydrate")]
pub(crate) mod dom;
#[cfg(feature = "ssr")]
pub(crate) mod fields;
#[cfg(feature = "ssr")]
pub mod page;
