//! The counter's surface, `/admin`.

mod all_day;
mod board;
#[cfg(feature = "hydrate")]
mod board_feed;
#[cfg(feature = "hydrate")]
mod chime;
mod decision;
mod link;
mod shown;
mod steps;
pub mod system;
mod system_board;
pub mod ticket;
mod ticket_card;
pub(crate) mod words;

#[cfg(feature = "ssr")]
mod audit_page;
#[cfg(feature = "ssr")]
mod blocked_page;
#[cfg(feature = "ssr")]
mod board_page;
#[cfg(feature = "ssr")]
mod day_page;
#[cfg(feature = "ssr")]
mod day_table;
#[cfg(feature = "ssr")]
mod managers_only_page;
#[cfg(feature = "ssr")]
pub mod menu;
#[cfg(feature = "ssr")]
mod my_pin_page;
#[cfg(feature = "ssr")]
mod order_customer;
#[cfg(feature = "ssr")]
mod orders_page;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod panel;
#[cfg(feature = "ssr")]
mod people_page;
#[cfg(feature = "ssr")]
mod pin_again_page;
#[cfg(feature = "ssr")]
mod poster_page;
#[cfg(feature = "ssr")]
mod print_again;
#[cfg(feature = "ssr")]
mod print_jobs;
#[cfg(feature = "ssr")]
mod printer_form;
#[cfg(feature = "ssr")]
mod printers_page;
#[cfg(feature = "ssr")]
mod printing_sign;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod set_up_warnings;
#[cfg(feature = "ssr")]
mod sign_in_page;
#[cfg(feature = "ssr")]
mod slip_page;
#[cfg(feature = "ssr")]
mod store_form;
#[cfg(feature = "ssr")]
mod store_page;
#[cfg(feature = "ssr")]
mod store_panels;
#[cfg(feature = "ssr")]
mod store_warnings;
#[cfg(feature = "ssr")]
mod system_page;
#[cfg(feature = "ssr")]
mod timeline;
#[cfg(feature = "ssr")]
mod walk_in;
#[cfg(feature = "ssr")]
mod walk_in_page;

pub use board::Board;
pub use system_board::SystemBoard;
#[cfg(feature = "ssr")]
pub use {
    day_table::{DayTable, write_day},
    pin_again_page::AskedPin,
    routes::document,
};
#[cfg(feature = "ssr")]
pub(crate) use {
    print_jobs::print_job,
    printer_form::printer_put,
    store_form::{RefusedStoreForm, store_fault, store_patch},
    walk_in::Slip,
};
