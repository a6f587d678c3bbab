//! Handlers of the customer's surface.

pub mod feeds;
pub mod pwa;

/// Pages whose form calls a server function.
pub const FORM_FUNCTIONS: [(&str, &str); 1] = [("/client/items/{id}", "/client/api/cart/add")];
