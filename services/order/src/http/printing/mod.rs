//! Endpoints of printers and print jobs. Only managers set up a printer, since this service
//! connects to its address.

mod add_job;
mod jobs;
mod list;
mod put;
mod remove;
mod settle_job;

use crate::OrderService;
use axum::middleware::from_fn_with_state;
use staff_api::StaffRole;
use staff_token::{StaffGuard, admit_staff};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn build_endpoints(guard: &StaffGuard) -> OpenApiRouter<OrderService> {
    let managers = OpenApiRouter::new()
        .routes(routes!(put::put_printer, remove::remove_printer))
        .layer(from_fn_with_state((guard.clone(), StaffRole::Manager), admit_staff));
    let baristas = OpenApiRouter::new()
        .routes(routes!(add_job::add_print_job))
        .routes(routes!(settle_job::settle_print_job))
        .layer(from_fn_with_state((guard.clone(), StaffRole::Barista), admit_staff));
    OpenApiRouter::new()
        .routes(routes!(list::list_printers))
        .routes(routes!(jobs::list_print_jobs))
        .merge(managers)
        .merge(baristas)
}
