//! Live feeds of customers' phones and of the public screen.

pub mod item;
pub mod menu;
pub mod order;
pub mod orders;
pub mod ready_screen;
pub mod store;
