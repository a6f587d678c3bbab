//! Printers and print jobs of the order service. All calls may be retried: the ids of printers and
//! jobs are made by the sender, and a change names the version that it saw.

use crate::{
    Gateway,
    call::{ServiceCall, ServiceReply},
    error::GatewayError,
    order::OrderClient,
};
use order_api::{
    NewPrintJob, OrderId, PrintJob, PrintJobId, PrintJobs, Printer, PrinterId, PrinterList,
    PutPrinter,
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
        self.services.menu.store_id().unwrap_or_else(|| "main".to_owned())
    }

    /// The store's printers, by name.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn list_printers(&self) -> Result<Vec<Printer>, GatewayError> {
        let query = vec![("store", self.store_id())];
        let call = ServiceCall { query, ..ServiceCall::get("/api/v1/printers", MAX_BYTES) };
        self.services
            .orders
            .0
            .call(&call, |reply| reply.decode_json::<PrinterList>())
            .await
            .map(|all| all.printers)
    }

    /// Adds or changes a printer.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `version_conflict`, `too_many_printers` or the code of an
    /// invalid field.
    pub async fn put_printer(
        &self,
        id: PrinterId,
        put: &PutPrinter,
    ) -> Result<Printer, GatewayError> {
        let call = self
            .services
            .orders
            .build_post(format!("/api/v1/printers/{id}"), put)?
            .with_credentials(&self.bearer);
        let call = ServiceCall { method: Method::PUT, ..call };
        self.services.orders.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Removes a printer; a missing one counts as removed.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn remove_printer(&self, id: PrinterId) -> Result<(), GatewayError> {
        let call = ServiceCall::get(format!("/api/v1/printers/{id}"), MAX_BYTES);
        let call = ServiceCall { method: Method::DELETE, ..call.with_credentials(&self.bearer) };
        let is_gone = |reply: &ServiceReply| {
            matches!(reply.status, StatusCode::NO_CONTENT | StatusCode::NOT_FOUND)
        };
        let read =
            |reply: ServiceReply| if is_gone(&reply) { Ok(()) } else { Err(reply.to_error()) };
        self.services.orders.0.call(&call, read).await
    }

    /// Jobs that were, are or will be printed.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn list_print_jobs(&self, query: &PrintJobQuery) -> Result<PrintJobs, GatewayError> {
        let PrintJobQuery { order, undecided, limit } = query;
        let order = order.map(|order| ("order", order.to_string()));
        let always = [
            ("store", self.store_id()),
            ("undecided", undecided.to_string()),
            ("limit", limit.to_string()),
        ];
        let query = always.into_iter().chain(order).collect();
        let call = ServiceCall { query, ..ServiceCall::get("/api/v1/print-jobs", MAX_BYTES) };
        self.services.orders.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Prints an order once more, prints a job again whose outcome is unknown, or prints a test
    /// page.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `printer_off`, `print_queue_full`, `already_decided` or
    /// `not_found`.
    pub async fn add_print_job(&self, new: &NewPrintJob) -> Result<PrintJob, GatewayError> {
        let call = self
            .services
            .orders
            .build_post("/api/v1/print-jobs".to_owned(), new)?
            .with_credentials(&self.bearer);
        self.services.orders.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Marks an unknown or failed job as done: it needs no paper any more.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn mark_print_job_done(&self, id: PrintJobId) -> Result<PrintJob, GatewayError> {
        let orders: &OrderClient = &self.services.orders;
        let call = orders
            .build_post(format!("/api/v1/print-jobs/{id}/done"), &serde_json::json!({}))?
            .with_credentials(&self.bearer);
        orders.0.call(&call, |reply| reply.decode_json()).await
    }
}
