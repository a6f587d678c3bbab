//! Wire contract of the order service, and [`lifecycle`], the state machine of an order.
//!
//! The crate also builds for the browser. Money is `i64` in minor units; times are RFC 3339 in UTC.

#![warn(missing_docs, unreachable_pub)]

mod cup;
mod erasure;
mod event;
mod handling;
pub mod lifecycle;
pub mod limits;
mod new_order;
mod order;
#[cfg(feature = "paper")]
pub mod paper_text;
mod printing;
pub mod retry;

pub use cup::Cup;
pub use erasure::{BlockPhone, BlockedPhone, BlockedPhones, Erasure};
pub use event::{Cursor, EventKind, FeedSnapshot, History, InvalidCursor, OrderEvent};
pub use handling::{Amendment, BEGUN_BEFORE, By, Handling, LineDone, PhoneLimits, Terms};
pub use lifecycle::{Actor, REASONS, Status};
pub use new_order::{COUNTER, Customer, Dining, Line, LineOption, NewOrder, OpeningTimes};
pub use order::{Order, OrderId, OrderPage, Transition};
pub use printing::{
    Confirmation, NewPrintJob, PaperWidth, PrintFault, PrintJob, PrintJobId, PrintJobs, PrintState, Printer,
    PrinterId, PrinterSettings, Printers, PutPrinter,
};
