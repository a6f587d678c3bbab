//! How much a menu may have. The menu service refuses more; whoever reads a menu from elsewhere refuses it before any work is
//! done for it.

pub const CATEGORIES: usize = 100;
pub const ITEMS: usize = 1_000;
pub const OPTION_GROUPS: usize = 300;
pub const OPTIONS_OF_GROUP: usize = 50;
