//! Limits of a menu and its parts: far above any café's needs, far below what would strain a phone
//! or overflow the arithmetic.

use jiff::Timestamp;
pub(crate) use menu_api::limits::{CATEGORIES, ITEMS, OPTION_GROUPS, OPTIONS_OF_GROUP};
use std::ops::RangeInclusive;

pub(crate) const GROUPS_OF_ITEM: usize = 20;
pub(crate) const ALLERGENS: usize = 30;
pub(crate) const NAME_CHARS: usize = 80;
pub(crate) const DESCRIPTION_CHARS: usize = 500;
/// Characters of a picture's alternative text, per language.
pub(crate) const ALT_CHARS: usize = 200;
/// Characters of the store's address, per language.
pub(crate) const ADDRESS_CHARS: usize = 200;
pub(crate) const PHONE_CHARS: usize = 30;
/// A telephone number as people write it: empty, or with at least one digit.
pub(crate) const PHONE_PATTERN: &str = "^([ +()-]*[0-9][0-9 +()-]*)?$";
pub(crate) const RANGES_OF_DAY: usize = 6;
pub(crate) const EXCEPTIONS: usize = 400;
pub(crate) const CAFFEINE_MG: u32 = 5_000;
/// One day, in seconds.
pub(crate) const LEAD_TIME_S: u32 = 86_400;
/// The most that staff may add to every quoted time: two hours, in seconds.
pub(crate) const EXTRA_WAIT_S: u32 = 7_200;
/// Preparation of one item: two hours, in seconds.
pub(crate) const PREP_S: u32 = 7_200;
pub(crate) const LANES: usize = 20;
pub(crate) const WORKERS: u32 = 100;
pub(crate) const TAX_PERCENT: u32 = 100;
/// Four hours, in minutes.
pub(crate) const SLOT_MINUTES: u32 = 240;
/// Four hours, in minutes.
pub(crate) const LAST_ORDER_MINUTES: u32 = 240;
/// Noon: no business day begins later.
pub(crate) const DAY_BEGINS_HOUR: u32 = 12;
/// One day, in seconds.
pub(crate) const UNATTENDED_S: u32 = 86_400;
pub(crate) const ORDERS_PER_SLOT: u32 = 1_000;
/// How long an order may wait for acceptance, and a ready one for its customer, in seconds. Less
/// than a minute is a typing error.
pub(crate) const TERM_S: RangeInclusive<u32> = 60..=86_400;
/// Unaccepted orders of one phone.
pub(crate) const PHONE_ORDERS: u32 = 100;
/// Pieces in the open orders of one phone.
pub(crate) const PHONE_CUPS: u32 = 1_000;
/// How long names and notes of ended orders are kept, in days.
pub(crate) const FORGET_DAYS: RangeInclusive<u32> = 1..=365;
/// Quantity of one option, and sum of a group.
pub(crate) const OPTION_QUANTITY: u32 = 99;

/// Price of an item, minor units.
pub(crate) const ITEM_PRICE_MINOR: RangeInclusive<i64> = 0..=100_000_000;
/// Price of an option, minor units; negative for a discount.
pub(crate) const OPTION_PRICE_MINOR: RangeInclusive<i64> = -100_000_000..=100_000_000;

/// Discount for a customer's own cup, minor units.
pub(crate) const OWN_CUP_DISCOUNT_MINOR: RangeInclusive<i64> = 0..=100_000_000;

/// When a pause or "sold out" may end. A time outside is a typing error, and calendar arithmetic
/// fails further out.
pub(crate) const ENDS: RangeInclusive<Timestamp> =
    Timestamp::constant(946_598_400, 0)..=Timestamp::constant(32_503_766_400, 0);
/// The same as a schema's pattern: the years 2000 to 2999. The range is one day wider at both ends.
pub(crate) const ENDS_PATTERN: &str = "^2[0-9]{3}-";
