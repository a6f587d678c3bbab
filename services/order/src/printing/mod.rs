//! Ticket printing on network printers: each (order, version, printer) once.
//!
//! A job is a row that the change itself inserts ([`PrintOccasion`], the store's
//! `enqueue_print_jobs`), so printing delays no order and misses none. [`run_print_worker`] looks for jobs and
//! starts one task for each printer that has one (bulkhead): a printer that hangs delays only
//! itself. A job without a confirmation is never sent again automatically. It becomes `unknown`,
//! with its cause, until staff look at the paper and decide.

mod occasion;
mod paper;
mod status;
mod text;
mod ticket;
mod transport;
mod words;
mod worker;

pub use occasion::PrintOccasion;
pub use transport::{PrinterConnection, PrinterDeadlines, ProcessId};
pub use worker::{PrintWorker, run_print_worker};
