//! Persistence of printers and print jobs. A job is inserted in the transaction of the change that
//! it prints, so no job is lost and none is made twice.
//!
//! A worker claims a job, asks the printer for its status, begins to send, and records the end. A
//! claim has a number (`tries`) and a lease. A worker that is later than its lease finds another
//! number and may send nothing. A job that was begun and has no end when its lease expires becomes
//! unknown, never waiting again.

use super::RepositoryError;
use crate::{
    domain::PrinterSetup,
    operation_caller::{AuthorizationResult, OperationCaller},
};
use async_trait::async_trait;
use db_kit::audit::ChangeAuthor;
use jiff::{SignedDuration, Timestamp};
use order_api::{
    NewPrintJob, Order, OrderId, PrintFault, PrintJob, PrintJobId, PrintJobs, Printer, PrinterId,
};
use service_kit::ClockStep;

/// How long a job may wait for its printer. Paper that comes later is of no use to the bar.
pub const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_mins(30);

/// Result of [`PrintRepository::put_printer`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PutPrinterOutcome {
    /// The printer has the desired settings, from now on or already.
    Done(Printer),
    /// The version differs from the expected one. Contains the current printer.
    Conflict(Printer),
    /// There is no such printer, or it belongs to another store.
    NotFound,
    /// The store has its maximum number of printers.
    TooMany,
}

/// Result of [`PrintRepository::add_print_job`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddJobOutcome {
    /// The job waits for its turn, or a job with this id exists already.
    Done(PrintJob),
    /// There is no such printer, or its store has no such order or job.
    NotFound,
    /// The printer is switched off.
    SwitchedOff,
    /// The printer has its maximum number of pending copies.
    QueueFull,
    /// The job to replace was decided about in the meantime.
    Decided,
}

/// Filter of print job lists, newest first.
#[derive(Debug, Clone)]
pub struct JobFilter {
    /// Id of the store.
    pub store: String,
    /// Only jobs that print this order.
    pub order: Option<OrderId>,
    /// Whether only jobs that staff have to decide about are listed.
    pub undecided: bool,
    /// Maximum number of jobs.
    pub limit: u32,
}

/// Work to do now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrintWork {
    /// Printers with a job that is due.
    pub due: Vec<PrinterId>,
    /// Whether a lease has expired or a job has waited too long.
    pub is_stale: bool,
}

/// A job that belongs to this process until its lease expires.
#[derive(Debug, Clone)]
pub struct PrintClaim {
    /// Id of the job.
    pub id: PrintJobId,
    /// Number of the claim.
    pub tries: i64,
    /// Whether it is a copy: there may be another ticket already.
    pub is_copy: bool,
    /// Time when the job was made.
    pub wanted_at: Timestamp,
    /// Whether the printer could not print at an earlier try.
    pub was_postponed: bool,
    /// The current order; `None` on a test page.
    pub order: Option<Order>,
    /// Printer that prints it.
    pub printer: Printer,
}

/// Printers and print jobs.
#[async_trait]
pub trait PrintRepository: Send + Sync {
    /// All printers of a store, by name.
    async fn list_printers(&self, store: &str) -> Result<Vec<Printer>, RepositoryError>;
    /// Adds or changes a printer.
    async fn put_printer(
        &self,
        id: PrinterId,
        expected_version: i64,
        setup: PrinterSetup,
        author: &ChangeAuthor,
    ) -> Result<PutPrinterOutcome, RepositoryError>;
    /// Removes a printer and drops its waiting jobs; false if there is no such printer.
    async fn remove_printer(
        &self,
        id: PrinterId,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<bool>, RepositoryError>;
    /// Print jobs of a store.
    async fn list_print_jobs(&self, filter: &JobFilter) -> Result<PrintJobs, RepositoryError>;
    /// Adds a job that staff ask for.
    async fn add_print_job(
        &self,
        new: NewPrintJob,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<AddJobOutcome>, RepositoryError>;
    /// Settles an unknown or failed job, as staff decided. Returns the job after it, unchanged if
    /// it is in another state.
    async fn settle_print_job(
        &self,
        id: PrintJobId,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<Option<PrintJob>>, RepositoryError>;
    /// Work to do at `now`.
    async fn find_print_work(&self, now: Timestamp) -> Result<PrintWork, RepositoryError>;
    /// Ends expired leases and jobs that have waited too long. Such a job fails, or is dropped if
    /// its order has ended.
    async fn expire_print_jobs(&self, now: Timestamp) -> Result<(), RepositoryError>;
    /// Restores the time that a clock step skipped, to leases and waiting jobs.
    async fn restore_skipped_time(&self, step: ClockStep) -> Result<(), RepositoryError>;
    /// Claims the oldest due job of a printer, unless the printer has a claimed job. Drops jobs
    /// whose order has ended since they were made.
    async fn claim_print_job(
        &self,
        printer: PrinterId,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<Option<PrintClaim>, RepositoryError>;
    /// Puts a job back of which nothing was sent. It and all other jobs of the printer wait until
    /// `next_try`.
    async fn postpone_print_job(
        &self,
        claim: &PrintClaim,
        cause: PrintFault,
        now: Timestamp,
        next_try: Timestamp,
    ) -> Result<(), RepositoryError>;
    /// Begins to send. False if the claim no longer holds; then nothing may be sent.
    async fn begin_print_job(
        &self,
        claim: &PrintClaim,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<bool, RepositoryError>;
    /// Records that the job is printed, or unknown with its cause.
    async fn end_print_job(
        &self,
        claim: &PrintClaim,
        printed: Result<(), PrintFault>,
        now: Timestamp,
    ) -> Result<(), RepositoryError>;
}
