//! [`Prints`]: each write is a short transaction of its own. On SQLite it shares the single write
//! connection with the orders' writer.

use super::{SqlStore, print_jobs, print_work, printers};
use crate::{
    db::{Claim, JobAdded, JobFilter, PrintWork, PrinterPut, Prints, StoreError},
    domain::PrinterSetup,
    operation_caller::{Asker, Judged},
};
use async_trait::async_trait;
use db_kit::audit::Author;
use jiff::Timestamp;
use order_api::{NewPrintJob, PrintFault, PrintJob, PrintJobId, PrintJobs, Printer, PrinterId};
use service_kit::ClockStep;

#[async_trait]
impl Prints for SqlStore {
    async fn printer_list(&self, store: &str) -> Result<Vec<Printer>, StoreError> {
        self.pools.read("printer_list", async |conn| printers::printer_list(conn, store).await).await
    }

    async fn printer_put(
        &self,
        id: PrinterId,
        expected_version: i64,
        setup: PrinterSetup,
        author: &Author,
    ) -> Result<PrinterPut, StoreError> {
        self.pools
            .write("printer_put", async |conn| {
                printers::printer_put(conn, id, expected_version, &setup, author).await
            })
            .await
    }

    async fn printer_remove(&self, id: PrinterId, asker: &Asker) -> Result<Judged<bool>, StoreError> {
        self.pools.write("printer_remove", async |conn| printers::printer_remove(conn, id, asker).await).await
    }

    async fn print_job_list(&self, filter: &JobFilter) -> Result<PrintJobs, StoreError> {
        self.pools.read("print_job_list", async |conn| print_jobs::print_job_list(conn, filter).await).await
    }

    async fn print_job_add(&self, new: NewPrintJob, asker: &Asker) -> Result<Judged<JobAdded>, StoreError> {
        self.pools
            .write("print_job_add", async |conn| print_jobs::print_job_add(conn, &new, asker).await)
            .await
    }

    async fn print_job_settle(
        &self,
        id: PrintJobId,
        asker: &Asker,
    ) -> Result<Judged<Option<PrintJob>>, StoreError> {
        self.pools
            .write("print_job_settle", async |conn| print_jobs::print_job_settle(conn, id, asker).await)
            .await
    }

    async fn print_work(&self, now: Timestamp) -> Result<PrintWork, StoreError> {
        self.pools.read("print_work", async |conn| print_work::print_work(conn, now).await).await
    }

    async fn print_skip(&self, step: ClockStep) -> Result<(), StoreError> {
        self.pools.write("print_skip", async |conn| print_work::print_skip(conn, step).await).await
    }

    async fn print_sweep(&self, now: Timestamp) -> Result<(), StoreError> {
        self.pools.write("print_sweep", async |conn| print_work::print_sweep(conn, now).await).await
    }

    async fn print_claim(
        &self,
        printer: PrinterId,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<Option<Claim>, StoreError> {
        self.pools
            .write("print_claim", async |conn| print_work::print_claim(conn, printer, now, lease_ends).await)
            .await
    }

    async fn print_postpone(
        &self,
        claim: &Claim,
        cause: PrintFault,
        now: Timestamp,
        next_try: Timestamp,
    ) -> Result<(), StoreError> {
        self.pools
            .write("print_postpone", async |conn| {
                print_work::print_postpone(conn, claim, cause, now, next_try).await
            })
            .await
    }

    async fn print_begin(
        &self,
        claim: &Claim,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<bool, StoreError> {
        self.pools
            .write("print_begin", async |conn| print_work::print_begin(conn, claim, now, lease_ends).await)
            .await
    }

    async fn print_end(
        &self,
        claim: &Claim,
        printed: Result<(), PrintFault>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.pools
            .write("print_end", async |conn| print_work::print_end(conn, claim, printed, now).await)
            .await
    }
}
