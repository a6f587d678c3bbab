//! Limits of a menu's lists. The menu service refuses more; other readers of a menu refuse it
//! before they do any work for it.

pub const CATEGORIES: usize = 100;
pub const ITEMS: usize = 1_000;
pub const OPTION_GROUPS: usize = 300;
pub const OPTIONS_OF_GROUP: usize = 50;
