//! What the pages and server functions get from the web binary, and the small helpers around it.

pub mod again;
pub mod checkout;
pub mod condition;
mod context;
pub mod cookies;
mod installable;
pub mod languages;
mod names;
mod picture;
mod refusal;
mod shell;
pub mod shown;
pub mod time;

pub use context::{
    Context, FeedStatus, LiveOrders, OwnOrder, SignInError, Staff, context, device_name, lang, order_of,
    own_order, require_manager, require_staff, words,
};
pub use names::{LineNames, chosen_options, line_names, reason};
pub use picture::{item_picture, picture};
pub use refusal::{
    decide, gateway_code, gateway_refusal, gives_key_up, member_code, menu_code, placing_code, query,
    reading_code, refuse, refused_request, refused_with, set_status, staff, unreadable,
};
pub use shell::{Shell, asset};
