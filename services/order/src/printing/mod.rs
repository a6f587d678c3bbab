//! Printing on network printers: each (order, version, printer) once.
//!
//! A job is a row that the change itself writes ([`Occasion`], the store's `print_jobs_enqueue`), so printing holds up no order, and no order is forgotten by
//! it. [`run`] looks for jobs and gives each printer that has one a task of its own: a printer that hangs holds up nobody
//! but itself. What a printer did not confirm is never sent again by itself: it is `unknown`, with its cause, and staff
//! look at the paper and say.

mod occasion;
mod paper;
mod status;
mod text;
mod ticket;
mod transport;
mod worker;

pub use occasion::Occasion;
pub use transport::{Connection, Deadlines, ProcessId};
pub use worker::{Printing, run};
