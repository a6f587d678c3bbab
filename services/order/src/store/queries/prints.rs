//! Implements [`Prints`] for both engines; each engine's module includes this file. Each write is a
//! short transaction of its own. On SQLite it shares the single write connection with the orders'
//! writer.

use super::{Engine, queries};
use crate::{
    asker::{Asker, Judged},
    domain::PrinterSetup,
    store::{Claim, JobAdded, JobFilter, PrintWork, PrinterPut, Prints, StoreError},
};
use async_trait::async_trait;
use jiff::Timestamp;
use order_api::{NewPrintJob, PrintFault, PrintJob, PrintJobId, PrintJobs, Printer, PrinterId};
use service_kit::ClockStep;
use store_kit::{READ_DEADLINE, audit::Author, within};

#[async_trait]
impl Prints for Engine {
    async fn printer_list(&self, store: &str) -> Result<Vec<Printer>, StoreError> {
        within(READ_DEADLINE, async { queries::printer_list(&mut *self.read().await?, store).await }).await
    }

    async fn printer_put(
        &self,
        id: PrinterId,
        expected_version: i64,
        setup: PrinterSetup,
        author: &Author,
    ) -> Result<PrinterPut, StoreError> {
        in_transaction!(self, conn => queries::printer_put(conn, id, expected_version, &setup, author))
    }

    async fn printer_remove(&self, id: PrinterId, asker: &Asker) -> Result<Judged<bool>, StoreError> {
        in_transaction!(self, conn => queries::printer_remove(conn, id, asker))
    }

    async fn print_job_list(&self, filter: &JobFilter) -> Result<PrintJobs, StoreError> {
        within(READ_DEADLINE, async { queries::print_job_list(&mut *self.read().await?, filter).await }).await
    }

    async fn print_job_add(&self, new: NewPrintJob, asker: &Asker) -> Result<Judged<JobAdded>, StoreError> {
        in_transaction!(self, conn => queries::print_job_add(conn, &new, asker))
    }

    async fn print_job_settle(
        &self,
        id: PrintJobId,
        asker: &Asker,
    ) -> Result<Judged<Option<PrintJob>>, StoreError> {
        in_transaction!(self, conn => queries::print_job_settle(conn, id, asker))
    }

    async fn print_work(&self, now: Timestamp) -> Result<PrintWork, StoreError> {
        within(READ_DEADLINE, async { queries::print_work(&mut *self.read().await?, now).await }).await
    }

    async fn print_skip(&self, step: ClockStep) -> Result<(), StoreError> {
        in_transaction!(self, conn => queries::print_skip(conn, step))
    }

    async fn print_sweep(&self, now: Timestamp) -> Result<(), StoreError> {
        in_transaction!(self, conn => queries::print_sweep(conn, now))
    }

    async fn print_claim(
        &self,
        printer: PrinterId,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<Option<Claim>, StoreError> {
        in_transaction!(self, conn => queries::print_claim(conn, printer, now, lease_ends))
    }

    async fn print_postpone(
        &self,
        claim: &Claim,
        cause: PrintFault,
        now: Timestamp,
        next_try: Timestamp,
    ) -> Result<(), StoreError> {
        in_transaction!(self, conn => queries::print_postpone(conn, claim, cause, now, next_try))
    }

    async fn print_begin(
        &self,
        claim: &Claim,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<bool, StoreError> {
        in_transaction!(self, conn => queries::print_begin(conn, claim, now, lease_ends))
    }

    async fn print_end(
        &self,
        claim: &Claim,
        printed: Result<(), PrintFault>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        in_transaction!(self, conn => queries::print_end(conn, claim, printed, now))
    }
}
