//! The customer's surface, `/client`.

mod item_form;
mod item_words;
mod live_feed;
mod look_again;
mod menu_live;
mod order_progress;
pub mod progress;
pub mod selection;

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
mod item_page;
#[cfg(feature = "ssr")]
mod menu_page;
#[cfg(feature = "ssr")]
mod offline_page;
#[cfg(feature = "ssr")]
pub mod open_orders;
#[cfg(feature = "ssr")]
mod opening_line;
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

pub use item_form::ItemForm;
pub use live_feed::LiveFeed;
pub use look_again::LookAgain;
pub use menu_live::MenuLive;
pub use order_progress::OrderProgress;
#[cfg(feature = "ssr")]
pub use {menu_page::news, routes::document};
