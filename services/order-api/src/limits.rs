//! The bounds of a placement, shared by the form that asks and the service that refuses.

/// Most lines of one order.
pub const LINES: usize = 50;
/// Most of one line.
pub const QUANTITY: i64 = 99;
/// Most different options of one line.
pub const OPTIONS: usize = 30;
/// Longest name of a customer, in characters.
pub const NAME_CHARS: usize = 40;
/// Longest note, in characters.
pub const NOTE_CHARS: usize = 300;
/// Longest reason of a transition, in characters.
pub const REASON_CHARS: usize = 200;
/// Longest name of an item or option, in characters.
pub const TEXT_CHARS: usize = 120;
/// Longest id or session, in characters.
pub const ID_CHARS: usize = 128;
/// Longest idempotency key, in bytes.
pub const KEY_BYTES: usize = 64;
/// Most orders on one page of a list.
pub const PAGE: u32 = 200;
/// Most printers of a store.
pub const PRINTERS: u32 = 16;
/// Most jobs that wait for one printer and were asked for by staff.
pub const PRINT_QUEUE: u32 = 50;
/// The latest hour of the local clock at which a business day may begin.
pub const DAY_BEGINS_HOUR: u32 = 12;
/// Phones of a store that are blocked at once.
pub const BLOCKED_PHONES: u32 = 200;
