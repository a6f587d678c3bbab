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

pub use client_address::{ClientOrigin, InvalidClientOrigin};
pub use context::{
    FeedStatus, LiveOrders, OwnOrder, RequestContext, SignInRefusal, StaffSignIn, find_order_of,
    find_own_order, request_context, request_lang, request_words, require_manager, require_staff,
};
pub use formula::{guard_formulas, unguard_formulas};
pub use names::{LineNames, line_names, translate_reason};
pub use page_address::{PageAddress, redirect_to};
pub use page_script::{ModulePreload, PageScript};
pub use periodic_refresh::PeriodicRefresh;
pub use picture::{item_picture, sprite_symbol_url};
pub use raw_text::{PageTitle, TextArea};
pub use refusal::{
    apply_counter_decision, error_with_status, forward_refusal, gateway_code, gateway_refusal,
    menu_code, needs_new_key, placing_code, query_value, reading_code, refusal_code,
    refuse_request, refused_request_id, set_status, staff_code, wants_page,
};
pub use refused_form::{
    RefusalSlot, RefusedForm, refuse_form, refused_form, return_form, typed_form,
};
pub use shell::{DocumentShell, asset_path};
pub use unprintable_notice::render_unprintable_notice;
