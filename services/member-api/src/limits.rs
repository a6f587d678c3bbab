//! Bounds of what people type, in characters.

use std::ops::RangeInclusive;

/// A PIN that is entered. Shorter ones than today's rules allow were set before there were any.
pub const PIN_CHARS: RangeInclusive<usize> = 4..=64;
/// The shortest PIN that may be set for a barista.
pub const BARISTA_PIN_CHARS: usize = 6;
/// The shortest PIN that may be set for a manager, who may enrol devices with it.
pub const MANAGER_PIN_CHARS: usize = 8;
/// Audit events on a page.
pub const AUDIT_PAGE: RangeInclusive<u32> = 1..=200;
/// On a page that says nothing about it.
pub const USUAL_AUDIT_PAGE: u32 = 50;
/// A person's or a device's name.
pub const NAME_CHARS: RangeInclusive<usize> = 1..=40;
/// A store has no more people, nor devices, than this.
pub const MOST: usize = 200;
