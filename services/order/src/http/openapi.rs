//! OpenAPI description of this service at `/openapi.json`, checked in as `openapi.json`. Its bounds
//! come from the constants that the parsers use; `cargo xtask contract` compares the running
//! service with it.

use super::{list, query};
use crate::domain::{ADDRESS_PATTERN, FORGET_DAYS, LEAD_TIME_MAX_S, PICKUPS_PATTERN, TERMS_S};
use order_api::{FeedSnapshot, OrderEvent, limits};
use serde_json::{Value, json};
use service_kit::openapi::{self, Bounds, LINES, ONE_LINE, integer_from};
use staff_api::text::hidden_class;
use utoipa::{OpenApi, openapi::OpenApi as Generated};

/// The description but for its endpoints.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jumun order service",
        description = "Places orders durably and once, moves them along their lifecycle and tells whoever listens. Not public: \
                       the customers' surface acts for the customer in its token, the counter's for the staff."
    ),
    components(schemas(FeedSnapshot, OrderEvent)),
    tags(
        (name = "orders"), (name = "feed"), (name = "printing"), (name = "phones"), (name = "audit"), (name = "staff"), (name = "health")
    )
)]
pub(super) struct OrderApiBase;

/// The complete description, from the one that the handlers generated.
pub(super) fn describe_api(generated: &Generated) -> Value {
    let mut document = openapi::complete_document(generated, &schema_bounds());
    bound_parameters(&mut document);
    describe_frames(&mut document);
    link_operations(&mut document);
    document
}

/// Adds the hidden characters to the negated character class that ends `pattern`.
fn exclude_hidden(pattern: &str) -> String {
    pattern.replace("]*$", &format!("{}]*$", hidden_class()))
}

fn text_bounds(least: usize, most: usize, pattern: &str) -> Value {
    json!({ "minLength": least, "maxLength": most, "pattern": pattern })
}

fn schema_bounds() -> Bounds {
    let id = || text_bounds(1, limits::ID_CHARS, ONE_LINE);
    let name = || text_bounds(0, limits::TEXT_CHARS, ONE_LINE);
    let quantity = || json!({ "minimum": 1, "maximum": limits::QUANTITY });
    let with_default = |mut keywords: Value, default: Value| {
        keywords["default"] = default;
        keywords
    };
    let terms = |usual: u32| json!({ "minimum": TERMS_S.start(), "maximum": TERMS_S.end(), "default": usual });
    let printer_name =
        format!(r"^[^\s\x00-\x1F\x7F-\x9F{}][^\x00-\x1F\x7F-\x9F]*$", hidden_class());
    let printer_name = exclude_hidden(&printer_name);
    vec![
        ("NewOrder.store", with_default(id(), "main".into())),
        ("NewOrder.zone", json!({ "format": "iana-time-zone", "default": "Asia/Seoul" })),
        (
            "NewOrder.day_begins_hour",
            json!({ "minimum": 0, "maximum": limits::DAY_BEGINS_HOUR, "default": 4 }),
        ),
        ("NewOrder.menu_version", integer_from(i64::MIN)),
        ("NewOrder.currency", json!({ "pattern": "^[A-Z]{3}$" })),
        ("NewOrder.lines", json!({ "minItems": 1, "maxItems": limits::LINES })),
        ("NewOrder.total", integer_from(0)),
        (
            "NewOrder.note",
            with_default(text_bounds(0, limits::NOTE_CHARS, &exclude_hidden(LINES)), "".into()),
        ),
        (
            "NewOrder.lead_time_s",
            json!({ "minimum": 0, "maximum": LEAD_TIME_MAX_S, "default": 600 }),
        ),
        ("NewOrder.pickup_at", json!({ "pattern": PICKUPS_PATTERN })),
        ("OpeningTimes.opens_at", json!({ "pattern": PICKUPS_PATTERN })),
        ("OpeningTimes.closes_at", json!({ "pattern": PICKUPS_PATTERN })),
        ("NewOrder.slot_limit", json!({ "minimum": 1 })),
        ("OrderDeadlines.accept_within_s", terms(600)),
        ("OrderDeadlines.hold_s", terms(3600)),
        (
            "OrderDeadlines.forget_after_days",
            json!({ "minimum": FORGET_DAYS.start(), "maximum": FORGET_DAYS.end(), "default": 30 }),
        ),
        ("PhoneLimits.unaccepted_orders", json!({ "minimum": 1 })),
        ("PhoneLimits.cups", json!({ "minimum": 1 })),
        ("BlockedPhones.phones", json!({ "maxItems": limits::BLOCKED_PHONES })),
        ("AuditPage.events", json!({ "maxItems": limits::PAGE })),
        ("OrderAmendment.promised_at", json!({ "pattern": PICKUPS_PATTERN })),
        ("CustomerIdentity.session", id()),
        (
            "CustomerIdentity.name",
            with_default(text_bounds(0, limits::NAME_CHARS, &exclude_hidden(ONE_LINE)), "".into()),
        ),
        ("OrderLine.item_id", id()),
        ("OrderLine.name", name()),
        ("OrderLine.unit_price", integer_from(0)),
        ("OrderLine.quantity", quantity()),
        ("OrderLine.options", json!({ "maxItems": limits::OPTIONS })),
        ("OrderLine.line_total", integer_from(0)),
        ("LineOption.option_id", id()),
        ("LineOption.group", name()),
        ("LineOption.name", name()),
        ("LineOption.price", integer_from(i64::MIN)),
        ("LineOption.quantity", quantity()),
        ("OrderTransition.expected_version", integer_from(i64::MIN)),
        ("OrderTransition.reason", text_bounds(0, limits::REASON_CHARS, &exclude_hidden(ONE_LINE))),
        ("OrderPage.orders", json!({ "maxItems": limits::PAGE })),
        ("PutPrinter.expected_version", integer_from(0)),
        ("PrinterSettings.store", id()),
        ("PrinterSettings.name", text_bounds(1, limits::NAME_CHARS, &printer_name)),
        ("PrinterSettings.address", json!({ "pattern": ADDRESS_PATTERN })),
        ("PrinterSettings.zone", json!({ "format": "iana-time-zone" })),
        ("PrinterList.printers", json!({ "maxItems": limits::PRINTERS })),
        ("PrintJobs.jobs", json!({ "maxItems": limits::PAGE })),
        ("FeedFrame.event", json!({ "enum": ["snapshot", "order"] })),
        ("FeedFrame.id", json!({ "type": "string", "pattern": r"^[0-9]{1,19}-[0-9]{1,19}$" })),
        ("FeedFrame.data", json!({ "contentMediaType": "application/json" })),
    ]
}

/// Adds the bounds of parameters. Parameters are not in `components`, so they are looked up by
/// name.
fn bound_parameters(document: &mut Value) {
    let position = |pattern: &str| json!({ "pattern": pattern });
    let feed = [
        ("after", position("^[0-9]{1,18}-[0-9]{1,18}$")),
        ("Last-Event-ID", position("^([0-9]{1,18}-[0-9]{1,18})?$")),
    ];
    let key = json!({ "pattern": format!("^[\\x21-\\x7E]{{1,{}}}$", limits::KEY_BYTES), "example": "0190c2f4-8a5e" });
    apply_bounds("/api/v1/orders", "get", document, list::parameter_bounds());
    apply_bounds("/api/v1/orders", "post", document, vec![("Idempotency-Key", key)]);
    apply_bounds("/api/v1/orders/events", "get", document, feed.into());
    for list in ["admin/audit", "blocked-phones", "print-jobs", "printers"] {
        apply_bounds(&format!("/api/v1/{list}"), "get", document, query::parameter_bounds());
    }
}

fn apply_bounds(path: &str, method: &str, document: &mut Value, bounds: Bounds) {
    let parameters = document["paths"][path][method]["parameters"].as_array_mut();
    for parameter in parameters.into_iter().flatten() {
        let Some((_, keywords)) = bounds.iter().find(|(name, _)| parameter["name"] == *name) else {
            continue;
        };
        // A query parameter can be absent but not `null`, so drop `null` from its types.
        if let Some(nullable) = parameter["schema"]["type"].as_array() {
            parameter["schema"]["type"] = nullable.first().cloned().unwrap_or_default();
        }
        for (keyword, value) in keywords.as_object().into_iter().flatten() {
            if keyword == "example" {
                parameter["example"] = value.clone();
            } else {
                parameter["schema"][keyword] = value.clone();
            }
        }
    }
}

/// Describes which event type carries which schema.
fn describe_frames(document: &mut Value) {
    let carries = |event: &str, schema: &str| {
        json!({ "properties": {
            "event": { "const": event },
            "data": { "contentMediaType": "application/json",
                      "contentSchema": { "$ref": format!("#/components/schemas/{schema}") } }
        } })
    };
    document["components"]["schemas"]["FeedFrame"]["oneOf"] =
        json!([carries("snapshot", "FeedSnapshot"), carries("order", "OrderEvent")]);
}

/// Links from a placed or changed order to the operations that can follow.
fn link_operations(document: &mut Value) {
    let id = json!({ "id": "$response.body#/id" });
    let change = json!({ "to": "accepted", "expected_version": "$response.body#/version", "actor": "staff" });
    for (from, statuses) in [
        (("/api/v1/orders", "post"), &["200", "201"][..]),
        (("/api/v1/orders/{id}/transitions", "post"), &["200"]),
        (("/api/v1/orders/{id}", "patch"), &["200"]),
    ] {
        for to in ["fetch_order", "order_history"] {
            openapi::add_link(
                document,
                from,
                statuses,
                to,
                json!({ "operationId": to, "parameters": id }),
            );
        }
        let moving =
            json!({ "operationId": "move_order", "parameters": id, "requestBody": change });
        openapi::add_link(document, from, statuses, "move_order", moving);
    }
    let more = json!({ "operationId": "list_orders", "parameters": { "cursor": "$response.body#/next_cursor" } });
    openapi::add_link(document, ("/api/v1/orders", "get"), &["200"], "list_orders", more);
}

#[cfg(test)]
mod tests {
    use super::*;
    use service_kit::Clock;
    use staff_token::{GuardArgs, StaffGuard};

    #[test]
    fn the_checked_in_description_is_the_codes() {
        let guard = StaffGuard::new(&GuardArgs::default(), Clock::system());
        let generated = super::super::build_endpoints(&guard).into_openapi();
        let folder = env!("CARGO_MANIFEST_DIR");
        openapi::assert_described(folder, &describe_api(&generated), &generated, &schema_bounds());
    }
}
