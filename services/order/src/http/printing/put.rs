//! `PUT /api/v1/printers/{id}`: adds or changes a printer. Repeating it changes nothing.

use crate::{
    OrderService,
    db::PutPrinterOutcome,
    domain::{PrinterSetup, RequestFault},
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use order_api::{Printer, PrinterId, PutPrinter};
use service_kit::{JsonBody, PathId, Problem, refusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    put,
    path = "/api/v1/printers/{id}",
    tag = "printing",
    security(("session" = ["manager"])),
    summary = "Adds or changes a printer; the same again changes nothing",
    params(("id" = PrinterId, Path, description = "The printer's id, made by whoever adds it")),
    request_body(content = PutPrinter, example = json!({
        "expected_version": 0,
        "settings": { "store": "main", "name": "바", "address": "127.0.0.1:9100", "zone": "Asia/Seoul",
                      "on_accepted": true, "on_cancelled": true, "enabled": true }
    })),
    responses((status = 200, description = "The printer after it", body = Printer), PutPrinterRefusals)
)]
pub(super) async fn put_printer(
    State(app): State<OrderService>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    PathId(id): PathId<PrinterId>,
    JsonBody(asked): JsonBody<PutPrinter>,
) -> Result<JsonBody<Printer>, Problem> {
    let setup = PrinterSetup::parse(asked.settings)?;
    let author = app
        .identify_staff((caller, &headers), StaffRole::Manager)
        .authorize_as_staff(&setup.settings().store)?;
    let put = app.store.put_printer(id, asked.expected_version, setup, &author);
    match put.await? {
        PutPrinterOutcome::Done(printer) => {
            tracing::info!(printer = %printer.id, version = printer.version, "a printer is set up");
            Ok(JsonBody(printer))
        }
        PutPrinterOutcome::Conflict(printer) => {
            Err(Problem::new(StatusCode::CONFLICT, "version_conflict")
                .with_detail("the printer has changed since that version")
                .with_member("version", printer.version))
        }
        PutPrinterOutcome::NotFound => Err(Problem::not_found("printer")),
        PutPrinterOutcome::TooMany => Err(Problem::new(StatusCode::CONFLICT, "too_many_printers")
            .with_detail("the store has as many printers as it may")),
    }
}

refusals!(
    PutPrinterRefusals:
    400 => ["invalid_id"],
    404 => ["not_found"],
    409 => ["version_conflict", "too_many_printers"],
    422 => [
        RequestFault::InvalidStore.code(),
        RequestFault::InvalidPrinterName.code(),
        RequestFault::InvalidAddress.code(),
        RequestFault::InvalidZone.code(),
    ],
);
