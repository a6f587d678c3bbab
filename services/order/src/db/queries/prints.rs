//! [`PrintRepository`]: each write is a short transaction of its own. On SQLite it shares the single write
//! connection with the orders' writer.

use super::{SqlOrderRepository, print_jobs, print_work, printers};
use crate::{
    db::{
        AddJobOutcome, JobFilter, PrintClaim, PrintRepository, PrintWork, PutPrinterOutcome,
        RepositoryError,
    },
    domain::PrinterSetup,
    operation_caller::{AuthorizationResult, OperationCaller},
};
use async_trait::async_trait;
use db_kit::audit::ChangeAuthor;
use jiff::Timestamp;
use order_api::{NewPrintJob, PrintFault, PrintJob, PrintJobId, PrintJobs, Printer, PrinterId};
use service_kit::ClockStep;

#[async_trait]
impl PrintRepository for SqlOrderRepository {
    async fn list_printers(&self, store: &str) -> Result<Vec<Printer>, RepositoryError> {
        self.pools
            .read("printer_list", async |conn| printers::list_printers(conn, store).await)
            .await
    }

    async fn put_printer(
        &self,
        id: PrinterId,
        expected_version: i64,
        setup: PrinterSetup,
        author: &ChangeAuthor,
    ) -> Result<PutPrinterOutcome, RepositoryError> {
        self.pools
            .write("printer_put", async |conn| {
                printers::put_printer(conn, id, expected_version, &setup, author).await
            })
            .await
    }

    async fn remove_printer(
        &self,
        id: PrinterId,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<bool>, RepositoryError> {
        self.pools
            .write("printer_remove", async |conn| printers::remove_printer(conn, id, asker).await)
            .await
    }

    async fn list_print_jobs(&self, filter: &JobFilter) -> Result<PrintJobs, RepositoryError> {
        self.pools
            .read("print_job_list", async |conn| print_jobs::list_print_jobs(conn, filter).await)
            .await
    }

    async fn add_print_job(
        &self,
        new: NewPrintJob,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<AddJobOutcome>, RepositoryError> {
        self.pools
            .write("print_job_add", async |conn| print_jobs::add_print_job(conn, &new, asker).await)
            .await
    }

    async fn settle_print_job(
        &self,
        id: PrintJobId,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<Option<PrintJob>>, RepositoryError> {
        self.pools
            .write("print_job_settle", async |conn| {
                print_jobs::settle_print_job(conn, id, asker).await
            })
            .await
    }

    async fn find_print_work(&self, now: Timestamp) -> Result<PrintWork, RepositoryError> {
        self.pools
            .read("print_work", async |conn| print_work::find_print_work(conn, now).await)
            .await
    }

    async fn restore_skipped_time(&self, step: ClockStep) -> Result<(), RepositoryError> {
        self.pools
            .write("print_skip", async |conn| print_work::restore_skipped_time(conn, step).await)
            .await
    }

    async fn expire_print_jobs(&self, now: Timestamp) -> Result<(), RepositoryError> {
        self.pools
            .write("print_sweep", async |conn| print_work::expire_print_jobs(conn, now).await)
            .await
    }

    async fn claim_print_job(
        &self,
        printer: PrinterId,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<Option<PrintClaim>, RepositoryError> {
        self.pools
            .write("print_claim", async |conn| {
                print_work::claim_print_job(conn, printer, now, lease_ends).await
            })
            .await
    }

    async fn postpone_print_job(
        &self,
        claim: &PrintClaim,
        cause: PrintFault,
        now: Timestamp,
        next_try: Timestamp,
    ) -> Result<(), RepositoryError> {
        self.pools
            .write("print_postpone", async |conn| {
                print_work::postpone_print_job(conn, claim, cause, now, next_try).await
            })
            .await
    }

    async fn begin_print_job(
        &self,
        claim: &PrintClaim,
        now: Timestamp,
        lease_ends: Timestamp,
    ) -> Result<bool, RepositoryError> {
        self.pools
            .write("print_begin", async |conn| {
                print_work::begin_print_job(conn, claim, now, lease_ends).await
            })
            .await
    }

    async fn end_print_job(
        &self,
        claim: &PrintClaim,
        printed: Result<(), PrintFault>,
        now: Timestamp,
    ) -> Result<(), RepositoryError> {
        self.pools
            .write("print_end", async |conn| {
                print_work::end_print_job(conn, claim, printed, now).await
            })
            .await
    }
}
