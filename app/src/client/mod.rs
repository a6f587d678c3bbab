//! The customer's surface, `/client`.

#[cfg(feature = "hydrate")]
mod item_dom;
mod item_form;
pub mod item_news;
pub(crate) mod item_words;
mod live_feed;
mod look_again;
mod menu_live;
pub mod menu_news;
#[cfg(feature = "hydrate")]
mod menu_patch;
#[cfg(feature = "hydrate")]
mod menu_scroll;
mod menu_search;
mod order_progress;
pub mod ordering;
#[cfg(feature = "hydrate")]
mod page;
pub mod progress;
pub(crate) mod search;
pub mod selection;
mod stepper;

#[cfg(feature = "ssr")]
mod again_notice;
#[cfg(feature = "ssr")]
mod bell;
#[cfg(feature = "ssr")]
mod board_page;
#[cfg(feature = "ssr")]
pub mod calls;
#[cfg(feature = "ssr")]
pub mod cart_changes;
#[cfg(feature = "ssr")]
mod cart_line;
#[cfg(feature = "ssr")]
mod cart_page;
#[cfg(feature = "ssr")]
mod checkout_fields;
#[cfg(feature = "ssr")]
mod checkout_page;
#[cfg(feature = "ssr")]
mod checkout_summary;
#[cfg(feature = "ssr")]
pub(crate) mod item_fields;
#[cfg(feature = "ssr")]
mod item_page;
#[cfg(feature = "ssr")]
mod menu_page;
#[cfg(feature = "ssr")]
mod menu_row;
#[cfg(feature = "ssr")]
mod offline_page;
#[cfg(feature = "ssr")]
pub mod open_orders;
#[cfg(feature = "ssr")]
mod order_page;
#[cfg(feature = "ssr")]
mod orders_page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod settings_page;
#[cfg(feature = "ssr")]
mod slot_field;
#[cfg(feature = "ssr")]
mod store_place;

pub use item_form::ItemForm;
pub use live_feed::LiveFeed;
pub use look_again::LookAgain;
pub use menu_live::MenuLive;
pub use menu_search::MenuSearch;
pub use order_progress::OrderProgress;
pub use ordering::OrderingSign;
#[cfg(feature = "ssr")]
pub(crate) use {item_page::ItemPage, menu_page::MenuPage};
#[cfg(feature = "ssr")]
pub use {menu_page::news, routes::document};
