//! Wire contract of the menu service, and the rules that several processes must agree on:
//! [`pricing`] (what a cart costs), [`hours`] (when a customer may order, and for when) and
//! [`estimate`] (how long it will take).
//!
//! The crate builds for the browser as well as for the services, so it has no runtime, clock or
//! database. Money is `i64` minor units of the store's ISO 4217 currency (KRW has no decimals);
//! menu prices include tax.

#![warn(missing_docs, unreachable_pub)]

mod allergen;
mod availability;
pub mod cart;
pub mod estimate;
pub mod hours;
pub mod ids;
pub mod limits;
mod menu;
pub mod pricing;
#[cfg(test)]
mod samples;
mod store;
mod text;

pub use allergen::Allergen;
pub use availability::{Availability, SoldOutUntil};
pub use cart::{Cart, CartLine};
pub use estimate::{QueuedWork, ReadyEstimate};
pub use ids::{CategoryId, InvalidId, ItemId, LaneId, OptionGroupId, OptionId, PictureId, StoreId};
pub use menu::{
    AllergenStatement, Category, Item, ItemOption, ItemPicture, LocalizedText, Menu, MenuChanged,
    MenuLanguage, OptionGroup,
};
pub use store::{
    DayHours, ExtraWait, HoursException, LaneSetting, OrderingPause, Store, TimeRange, WeeklyHours,
};
