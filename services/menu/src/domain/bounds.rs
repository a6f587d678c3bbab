//! How large a menu and its parts may be. Far above any café, far below what would hurt a phone or the arithmetic.

use std::ops::RangeInclusive;

pub(super) const CATEGORIES: usize = 100;
pub(super) const ITEMS: usize = 1_000;
pub(super) const OPTION_GROUPS: usize = 300;
pub(super) const OPTIONS_OF_GROUP: usize = 50;
pub(super) const GROUPS_OF_ITEM: usize = 20;
pub(super) const ALLERGENS: usize = 30;
pub(super) const NAME_CHARS: usize = 80;
pub(super) const DESCRIPTION_CHARS: usize = 500;
pub(super) const RANGES_OF_DAY: usize = 6;
pub(super) const EXCEPTIONS: usize = 400;
pub(super) const CAFFEINE_MG: u32 = 5_000;
/// One day, in seconds.
pub(super) const LEAD_TIME_S: u32 = 86_400;
/// Of one option and of a group's sum.
pub(super) const OPTION_QUANTITY: u32 = 99;

/// Of an item, minor units.
pub(super) const ITEM_PRICE_MINOR: RangeInclusive<i64> = 0..=100_000_000;
/// Of an option, minor units; a discount is negative.
pub(super) const OPTION_PRICE_MINOR: RangeInclusive<i64> = -100_000_000..=100_000_000;
