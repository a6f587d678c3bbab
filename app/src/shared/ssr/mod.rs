//! Server-side support for pages and server functions: the request context, cookies, refusals, and
//! small view helpers.

mod client_address;
pub mod condition;
mod context;
pub mod cookies;
mod formula;
pub mod languages;
pub mod last_seen_prices;
mod names;
mod page_address;
mod page_script;
mod periodic_refresh;
mod picture;
mod pwa;
mod raw_text;
mod refusal;
mod refused_form;
mod shell;
pub mod time;
mod unprintable_notice;

pub use client_address::{ClientAddress, InvalidClientAddress};
pub use context::{
    Context, FeedStatus, LiveOrders, OwnOrder, SignInError, Staff, context, lang, order_of, own_order,
    require_manager, require_staff, words,
};
pub use formula::{guard_formulas, unguard_formulas};
pub use names::{LineNames, line_names, reason};
pub use page_address::{PageAddress, redirect_to};
pub use page_script::{ModulePreload, PageScript};
pub use periodic_refresh::LoadedAnew;
pub use picture::{item_picture, picture};
pub use raw_text::{PageTitle, TextArea};
pub use refusal::{
    decide, gateway_code, gateway_refusal, gives_key_up, menu_code, pass_refusal_on, placing_code, query,
    reading_code, refusal_code, refuse, refused_request, refused_with, set_status, staff_code, wants_page,
};
pub use refused_form::{RefusalSlot, RefusedForm, refuse_form, refused_form, return_form, typed_form};
pub use shell::{Shell, asset};
pub use unprintable_notice::unprinted;
