//! Bounds of what people type, in characters.

use std::ops::RangeInclusive;

/// A PIN.
pub const PIN_CHARS: RangeInclusive<usize> = 4..=32;
/// A person's or a device's name.
pub const NAME_CHARS: RangeInclusive<usize> = 1..=40;
/// A store has no more people, nor devices, than this.
pub const MOST: usize = 200;
