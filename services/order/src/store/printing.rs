//! Printers and their jobs, beside the orders: a job is a row of the transaction that makes the change it prints, so none is
//! lost and none is made twice.
//!
//! A worker claims a job, asks the printer, begins, and ends it. A claim has a number (`tries`) and a lease: whoever comes
//! later than its lease finds another number there and may send nothing. What was begun and has no end when its lease is
//! over is unknown, never waiting.

use super::StoreError;
use crate::{
    asker::{Asker, Judged},
    domain::PrinterSetup,
};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use order_api::{
    NewPrintJob, Order, OrderId, PrintFault, PrintJob, PrintJobId, PrintJobs, Printer, PrinterId,
};
use service_kit::ClockStep;
use store_kit::audit::Author;

/// So long a job may wait for its printer: what comes later on paper is of no use to the bar.
pub const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_mins(30);

/// What became of [`Prints::printer_put`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrinterPut {
    /// It is so, now or already.
    Done(Printer),
    /// It has changed since that version, or is there already; as it stands.
    Conflict(Printer),
    /// There is none, or it belongs to another store.
    NotFound,
    /// The store has as many as it may.
    TooMany,
}

/// What became of [`Prints::print_job_add`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobAdded {
    /// It waits for its turn, or has had it already.
    Done(PrintJob),
    /// No such printer, or no such order or job of its store.
    NotFound,
    /// The printer rests.
    SwitchedOff,
    /// As many wait for it as may.
    QueueFull,
    /// Somebody else has decided about the job that it was to be printed instead of.
    Decided,
}

/// Which jobs a list asks for; newest first.
#[derive(Debug, Clone)]
pub struct JobFilter {
    /// The store's id.
    pub store: String,
    /// Of this order.
    pub order: Option<OrderId>,
    /// Only what staff have to decide about.
    pub undecided: bool,
    /// At most this many.
    pub limit: u32,
}

/// What there is to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrintWork {
    /// Printers that have a job whose time has come.
    pub due: Vec<PrinterId>,
    /// A lease is over, or something waits for too long.
    pub is_stale: bool,
}

/// A job that is this process's alone until its lease is over.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Which.
    pub id: PrintJobId,
    /// The claim's own number.
    pub tries: i64,
    /// Asked for by staff.
    pub is_copy: bool,
    /// When it was wanted.
    pub wanted_at: Timestamp,
    /// Its printer could not print at an earlier turn.
    pub was_postponed: bool,
    /// The order as it is now; none on a test page.
    pub order: Option<Order>,
    /// Where.
    pub printer: Printer,
}

/// Printers and what is printed on them.
#[async_trait]
pub trait Prints: Send + Sync {
    /// All printers of a store, by name.
    async fn printer_list(&self, store: &str) -> Result<Vec<Printer>, StoreError>;
    /// Adds or changes a printer.
    async fn printer_put(
        &self,
        id: PrinterId,
        expected_version: i64,
        setup: PrinterSetup,
        author: &Author,
    ) -> Result<PrinterPut, StoreError>;
    /// Removes a printer and drops what waits for it; false when there is none.
    async fn printer_remove(&self, id: PrinterId, asker: &Asker) -> Result<Judged<bool>, StoreError>;
    /// Jobs of a store.
    async fn print_job_list(&self, filter: &JobFilter) -> Result<PrintJobs, StoreError>;
    /// A job that staff ask for.
    async fn print_job_add(&self, new: NewPrintJob, asker: &Asker) -> Result<Judged<JobAdded>, StoreError>;
    /// Staff say that an unknown or failed job is on paper: the job after it, unchanged when it is neither.
    async fn print_job_settle(
        &self,
        id: PrintJobId,
        asker: &Asker,
    ) -> Result<Judged<Option<PrintJob>>, StoreError>;
    /// What there is to do at `now`.
    async fn print_work(&self, now: Timestamp) -> Result<PrintWork, StoreError>;
    /// Ends leases that are over, and what waits for too long: it is failed, or dropped with an order that has ended.
    async fn print_sweep(&self, now: Timestamp) -> Result<(), StoreError>;
    /// Gives leases and waiting jobs the time again that a clock has skipped.
    async fn print_skip(&self, step: ClockStep) -> Result<(), StoreError>;
    /// The oldest job of a printer whose time has come, unless another one is at that printer. Jobs whose order has ended since they
    /// were wanted are dropped.
    async fn print_claim(
        &self,
        printer: PrinterId,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<Option<Claim>, StoreError>;
    /// Nothing was sent: it waits until `next_try`, and so does everything else for that printer.
    async fn print_postpone(
        &self,
        claim: &Claim,
        cause: PrintFault,
        now: Timestamp,
        next_try: Timestamp,
    ) -> Result<(), StoreError>;
    /// Whether the claim still holds, so that its first byte may be sent.
    async fn print_begin(
        &self,
        claim: &Claim,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<bool, StoreError>;
    /// It is printed, or unknown for a cause.
    async fn print_end(
        &self,
        claim: &Claim,
        printed: Result<(), PrintFault>,
        now: Timestamp,
    ) -> Result<(), StoreError>;
}
