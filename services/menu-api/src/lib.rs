//! The menu service's wire contract, and the two rules that several processes must agree on:
//! [`pricing`] (what a cart costs) and [`hours`] (when a customer may order).
//!
//! It builds for the browser as well as for the services, so it knows no runtime, no clock and no database.
//! Money is `i64` minor units of the store's ISO 4217 currency (KRW has no decimals), menu prices include tax.

mod availability;
pub mod cart;
pub mod hours;
pub mod ids;
mod menu;
pub mod pricing;
mod store;

pub use availability::{Availability, SoldOutUntil};
pub use cart::{Cart, CartLine};
pub use ids::{CategoryId, InvalidId, ItemId, OptionGroupId, OptionId, StoreId};
pub use menu::{Allergen, Category, Item, ItemOption, Menu, MenuChanged, OptionGroup, Text};
pub use store::{DayHours, HoursException, Pause, Store, TimeRange, WeeklyHours};
