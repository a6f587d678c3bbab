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

pub use cup::CupKind;
pub use erasure::{BlockPhone, BlockedPhone, BlockedPhones, ErasureRequest};
pub use event::{EventKind, FeedCursor, FeedSnapshot, InvalidCursor, OrderEvent, OrderHistory};
pub use handling::{
    ActingStaff, BEGUN_BEFORE, LineDone, OrderAmendment, OrderDeadlines, OrderHandling, PhoneLimits,
};
pub use lifecycle::{OrderActor, OrderStatus, REASONS};
pub use new_order::{
    COUNTER, CustomerIdentity, DiningMode, LineOption, NewOrder, OpeningTimes, OrderLine,
};
pub use order::{Order, OrderId, OrderPage, OrderTransition};
pub use printing::{
    NewPrintJob, PaperLanguage, PaperWidth, PrintConfirmation, PrintFault, PrintJob, PrintJobId,
    PrintJobs, PrintState, Printer, PrinterId, PrinterList, PrinterSettings, PutPrinter,
};
