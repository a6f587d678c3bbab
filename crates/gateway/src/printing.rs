//! Printers and print jobs of the order service. All calls may be retried: the ids of printers and
//! jobs are made by the sender, and a change names the version that it saw.

use crate::{
    Gateway,
    call::{Call, Reply},
    error::GatewayError,
    order::OrderClient,
};
use order_api::{
    NewPrintJob, OrderId, PrintJob, PrintJobId, PrintJobs, Printer, PrinterId, Printers, PutPrinter,
};
use reqwest::{Method, StatusCode};

const MAX_BYTES: usize = 1024 * 1024;

/// Filter of print jobs, which are listed newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrintJobQuery {
    /// Only jobs of this order.
    pub order: Option<OrderId>,
    /// Only jobs that staff have to decide about.
    pub undecided: bool,
    /// Maximum number of jobs.
    pub limit: u32,
}

impl Gateway {
    /// Id of the store whose menu is known; the services' default store while none is.
    pub fn store_id(&self) -> String {
        self.services.menu.store().unwrap_or_else(|| "main".to_owned())
    }

    /// The store's printers, by name.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn printers(&self) -> Result<Vec<Printer>, GatewayError> {
        let query = vec![("store", self.store_id())];
        let call = Call { query, ..Call::get("/api/v1/printers", MAX_BYTES) };
        self.services.orders.0.call(&call, |reply| reply.json::<Printers>()).await.map(|all| all.printers)
    }

    /// Adds or changes a printer.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `version_conflict`, `too_many_printers` or the code of an
    /// invalid field.
    pub async fn printer_put(&self, id: PrinterId, put: &PutPrinter) -> Result<Printer, GatewayError> {
        let call = self.services.orders.post(format!("/api/v1/printers/{id}"), put)?.by(&self.bearer);
        let call = Call { method: Method::PUT, ..call };
        self.services.orders.0.call(&call, |reply| reply.json()).await
    }

    /// Removes a printer; a missing one counts as removed.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn printer_remove(&self, id: PrinterId) -> Result<(), GatewayError> {
        let call = Call::get(format!("/api/v1/printers/{id}"), MAX_BYTES);
        let call = Call { method: Method::DELETE, ..call.by(&self.bearer) };
        let is_gone = |reply: &Reply| matches!(reply.status, StatusCode::NO_CONTENT | StatusCode::NOT_FOUND);
        let read = |reply: Reply| if is_gone(&reply) { Ok(()) } else { Err(reply.refusal()) };
        self.services.orders.0.call(&call, read).await
    }

    /// Jobs that were, are or will be printed.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn print_jobs(&self, query: &PrintJobQuery) -> Result<PrintJobs, GatewayError> {
        let PrintJobQuery { order, undecided, limit } = query;
        let order = order.map(|order| ("order", order.to_string()));
        let always =
            [("store", self.store_id()), ("undecided", undecided.to_string()), ("limit", limit.to_string())];
        let query = always.into_iter().chain(order).collect();
        let call = Call { query, ..Call::get("/api/v1/print-jobs", MAX_BYTES) };
        self.services.orders.0.call(&call, |reply| reply.json()).await
    }

    /// Prints an order once more, prints a job again whose outcome is unknown, or prints a test
    /// page.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `printer_off`, `print_queue_full`, `already_decided` or
    /// `not_found`.
    pub async fn print_job_add(&self, new: &NewPrintJob) -> Result<PrintJob, GatewayError> {
        let call = self.services.orders.post("/api/v1/print-jobs".to_owned(), new)?.by(&self.bearer);
        self.services.orders.0.call(&call, |reply| reply.json()).await
    }

    /// Marks an unknown or failed job as done: it needs no paper any more.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn print_job_done(&self, id: PrintJobId) -> Result<PrintJob, GatewayError> {
        let orders: &OrderClient = &self.services.orders;
        let call =
            orders.post(format!("/api/v1/print-jobs/{id}/done"), &serde_json::json!({}))?.by(&self.bearer);
        orders.0.call(&call, |reply| reply.json()).await
    }
}
