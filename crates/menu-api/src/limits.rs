//! Limits of a menu's lists. The menu service refuses more; other readers of a menu refuse it
//! before they do any work for it.

/// Categories of a menu.
pub const CATEGORIES: usize = 100;
/// Items of a menu.
pub const ITEMS: usize = 1_000;
/// Option groups of a menu.
pub const OPTION_GROUPS: usize = 300;
/// Options of one group.
pub const OPTIONS_OF_GROUP: usize = 50;
