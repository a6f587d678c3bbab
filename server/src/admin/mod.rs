//! Handlers of the counter's surface.

pub mod day_csv;
pub mod feeds;
pub mod menu_csv;
pub mod menu_forms;
pub mod menu_pages;
pub mod menu_picture;
pub mod uploads;

/// Pages whose form calls a server function, which scripts call under its own address.
pub const FORM_FUNCTIONS: [(&str, &str); 3] = [
    ("/admin/printers", "/admin/api/printers"),
    ("/admin/store", "/admin/api/store"),
    ("/admin/walk-in", "/admin/api/orders/walk-in"),
];
