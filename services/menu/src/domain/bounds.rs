//! How large a menu and its parts may be. Far above any café, far below what would hurt a phone or the arithmetic.

use jiff::Timestamp;
pub(crate) use menu_api::limits::{CATEGORIES, ITEMS, OPTION_GROUPS, OPTIONS_OF_GROUP};
use std::ops::RangeInclusive;

pub(crate) const GROUPS_OF_ITEM: usize = 20;
pub(crate) const ALLERGENS: usize = 30;
pub(crate) const NAME_CHARS: usize = 80;
pub(crate) const DESCRIPTION_CHARS: usize = 500;
/// Of what is to be seen on a picture.
pub(crate) const ALT_CHARS: usize = 200;
/// Of where the store is.
pub(crate) const ADDRESS_CHARS: usize = 200;
pub(crate) const PHONE_CHARS: usize = 30;
/// A telephone number as people write it: nothing, or with a digit at least.
pub(crate) const PHONE_PATTERN: &str = "^([ +()-]*[0-9][0-9 +()-]*)?$";
pub(crate) const RANGES_OF_DAY: usize = 6;
pub(crate) const EXCEPTIONS: usize = 400;
pub(crate) const CAFFEINE_MG: u32 = 5_000;
/// One day, in seconds.
pub(crate) const LEAD_TIME_S: u32 = 86_400;
/// What staff may add to every quoted time: two hours, in seconds.
pub(crate) const EXTRA_WAIT_S: u32 = 7_200;
/// Of one item.
pub(crate) const PREP_S: u32 = 7_200;
pub(crate) const LANES: usize = 20;
pub(crate) const WORKERS: u32 = 100;
pub(crate) const TAX_PERCENT: u32 = 100;
/// Four hours.
pub(crate) const SLOT_MINUTES: u32 = 240;
/// Four hours.
pub(crate) const LAST_ORDER_MINUTES: u32 = 240;
/// Noon: nobody's day begins later.
pub(crate) const DAY_BEGINS_HOUR: u32 = 12;
/// One day, in seconds.
pub(crate) const UNATTENDED_S: u32 = 86_400;
pub(crate) const ORDERS_PER_SLOT: u32 = 1_000;
/// How long an order may wait for the counter's yes, and a ready one for its customer, in seconds: below a minute it is a
/// slip of the pen.
pub(crate) const TERM_S: RangeInclusive<u32> = 60..=86_400;
/// Unaccepted orders of one phone.
pub(crate) const PHONE_ORDERS: u32 = 100;
/// Pieces in the open orders of one phone.
pub(crate) const PHONE_CUPS: u32 = 1_000;
/// How long names and notes of ended orders may be kept, in days.
pub(crate) const FORGET_DAYS: RangeInclusive<u32> = 1..=365;
/// Of one option and of a group's sum.
pub(crate) const OPTION_QUANTITY: u32 = 99;

/// Of an item, minor units.
pub(crate) const ITEM_PRICE_MINOR: RangeInclusive<i64> = 0..=100_000_000;
/// Of an option, minor units; a discount is negative.
pub(crate) const OPTION_PRICE_MINOR: RangeInclusive<i64> = -100_000_000..=100_000_000;

/// What a customer's own cup takes off, minor units.
pub(crate) const OWN_CUP_DISCOUNT_MINOR: RangeInclusive<i64> = 0..=100_000_000;

/// When a pause or "sold out" may end: what lies far outside is a slip of the pen, and further out no calendar follows.
pub(crate) const ENDS: RangeInclusive<Timestamp> =
    Timestamp::constant(946_598_400, 0)..=Timestamp::constant(32_503_766_400, 0);
/// The same for a schema: the years 2000 to 2999.
pub(crate) const ENDS_PATTERN: &str = "^2[0-9]{3}-";
