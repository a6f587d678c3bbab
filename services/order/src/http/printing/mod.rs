//! Endpoints of printers and print jobs. Only managers set up a printer, since this service
//! connects to its address.

mod add_job;
mod jobs;
mod list;
mod put;
mod remove;
mod settle_job;

use crate::App;
use axum::middleware::from_fn_with_state;
use staff_api::Role;
use staff_token::{Guard, admit};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn endpoints(guard: &Guard) -> OpenApiRouter<App> {
    let managers = OpenApiRouter::new()
        .routes(routes!(put::put_printer, remove::remove_printer))
        .layer(from_fn_with_state((guard.clone(), Role::Manager), admit));
    let baristas = OpenApiRouter::new()
        .routes(routes!(add_job::add_print_job))
        .routes(routes!(settle_job::settle_print_job))
        .layer(from_fn_with_state((guard.clone(), Role::Barista), admit));
    OpenApiRouter::new()
        .routes(routes!(list::list_printers))
        .routes(routes!(jobs::list_print_jobs))
        .merge(managers)
        .merge(baristas)
}
