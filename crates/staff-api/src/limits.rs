//! Limits of what people type, in characters, and of lists.

use std::ops::RangeInclusive;

/// Characters of a PIN that is entered. PINs shorter than today's rules were set before there were
/// rules.
pub const PIN_CHARS: RangeInclusive<usize> = 4..=64;
/// Fewest characters of a new PIN for a barista.
pub const BARISTA_PIN_CHARS: usize = 6;
/// Fewest characters of a new PIN for a manager, who may enrol devices with it.
pub const MANAGER_PIN_CHARS: usize = 8;
/// Audit events on a page.
pub const AUDIT_PAGE: RangeInclusive<u32> = 1..=200;
/// Audit events on a page when the query names no limit.
pub const USUAL_AUDIT_PAGE: u32 = 50;
/// Characters of a person's or a device's name.
pub const NAME_CHARS: RangeInclusive<usize> = 1..=40;
/// Most people of a store, and most devices.
pub const MOST: usize = 200;
