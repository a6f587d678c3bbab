//! `POST /api/v1/print-jobs`: prints a copy of an order, replaces an unknown or failed job, or
//! prints a test page; once for each id.

use crate::{OrderService, db::AddJobOutcome};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use order_api::{NewPrintJob, PrintJob};
use service_kit::{JsonBody, Problem, refusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    post,
    path = "/api/v1/print-jobs",
    tag = "printing",
    security(("session" = ["barista"])),
    summary = "Prints an order once more, or a test page; once for each id",
    request_body(content = NewPrintJob, example = json!({
        "id": "01980000-0000-7000-8000-00000000000a", "printer": "01980000-0000-7000-8000-00000000000b"
    })),
    responses((status = 200, description = "The job as it stands", body = PrintJob), AddJobRefusals)
)]
pub(super) async fn add_print_job(
    State(app): State<OrderService>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    JsonBody(new): JsonBody<NewPrintJob>,
) -> Result<JsonBody<PrintJob>, Problem> {
    let asker = app.identify_staff((caller, &headers), StaffRole::Barista);
    let conflict = |code, detail| Err(Problem::new(StatusCode::CONFLICT, code).with_detail(detail));
    match app.store.add_print_job(new, &asker).await?? {
        AddJobOutcome::Done(job) => Ok(JsonBody(job)),
        AddJobOutcome::NotFound => Err(Problem::not_found("printer, or order or job of it")),
        AddJobOutcome::SwitchedOff => conflict("printer_off", "the printer rests"),
        AddJobOutcome::QueueFull => {
            conflict("print_queue_full", "as many jobs wait for the printer as may")
        }
        AddJobOutcome::Decided => {
            conflict("already_decided", "somebody has decided about that job")
        }
    }
}

refusals!(AddJobRefusals: 404 => ["not_found"], 409 => ["printer_off", "print_queue_full", "already_decided"]);
