//! Texts of the list of orders, an order's page, its history and its slip.

/// Texts of the list of orders, an order's page, its history and its slip.
pub struct OrdersWords {}

pub(super) const KO: OrdersWords = OrdersWords {};

pub(super) const EN: OrdersWords = OrdersWords {};
