//! Bounds of a placement, shared by the form that collects it and the service that validates it.

/// Maximum lines of one order.
pub const LINES: usize = 50;
/// Maximum quantity of one line, and of one option on it.
pub const QUANTITY: i64 = 99;
/// Maximum different options of one line.
pub const OPTIONS: usize = 30;
/// Maximum length of a customer's name, in characters.
pub const NAME_CHARS: usize = 40;
/// Maximum length of a note, in characters.
pub const NOTE_CHARS: usize = 300;
/// Maximum length of a transition's reason, in characters.
pub const REASON_CHARS: usize = 200;
/// Maximum length of an item's, group's or option's name, in characters.
pub const TEXT_CHARS: usize = 120;
/// Maximum length of an id or session, in characters.
pub const ID_CHARS: usize = 128;
/// Maximum length of an idempotency key, in bytes.
pub const KEY_BYTES: usize = 64;
/// Maximum entries on one page of a list.
pub const PAGE: u32 = 200;
/// Maximum printers of one store.
pub const PRINTERS: u32 = 16;
/// Maximum pending jobs of one printer that staff asked for.
pub const PRINT_QUEUE: u32 = 50;
/// Latest hour of the local clock at which a business day may begin.
pub const DAY_BEGINS_HOUR: u32 = 12;
/// Maximum phones of one store that are blocked at the same time.
pub const BLOCKED_PHONES: u32 = 200;
