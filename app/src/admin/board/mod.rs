//! The order board: tickets, steps, and what staff decide beside them.

pub(crate) mod all_day;
pub(crate) mod amend_order;
pub(crate) mod block_phone;
pub(crate) mod confirmed_action;
pub(crate) mod connection;
pub mod island;
pub(crate) mod move_order;
pub(crate) mod set_pause;
pub(crate) mod set_sale;
pub(crate) mod set_wait;
pub(crate) mod steps;
pub mod ticket;
pub(crate) mod ticket_card;
pub(crate) mod visible_tickets;

#[cfg(feature = "hydrate")]
pub(crate) mod chime;
#[cfg(feature = "hydrate")]
pub(crate) mod feed;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub(crate) mod panel;
#[cfg(feature = "ssr")]
pub(crate) mod panels;
#[cfg(feature = "ssr")]
pub(crate) mod printing_sign;
