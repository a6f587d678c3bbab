//! Access rules: every endpoint of the OpenAPI description, called by each kind of caller. A new
//! endpoint needs a row.

use crate::{
    orders::{latte, new_order},
    service::{Service, json},
};
use db_kit::audit::ChangeAuthor;
use order::{
    db::JobFilter,
    domain::{IdempotencyKey, OrderPlacement, PrinterSetup, ValidOrder},
};
use order_api::{NewOrder, NewPrintJob, OrderId, PrintJobId, PrinterId};
use reqwest::Method;
use serde_json::{Value, json};
use staff_token::{
    fixtures::{StoreKeys, TestCaller, assert_described, list_endpoints},
    surface::ServiceName,
};
use std::collections::BTreeSet;
use uuid::Uuid;

const DESCRIPTION: &str = include_str!("../../openapi.json");
/// Session of the customer whose order every call is about.
const PHONE: &str = "phone-1";
const MISSING: &str = "surface_token_missing";
const NO_MATTER: &str = "surface_forbidden";
const OTHER: &str = "other_customer";
/// For each of [`TestCaller::ALL`], the code of the refusal; empty if the caller is admitted.
const RULES: [(&str, [&str; 6]); 20] = [
    ("GET /api/v1/orders", [MISSING, "", OTHER, "", "", ""]),
    ("POST /api/v1/orders", [MISSING, "", OTHER, OTHER, OTHER, OTHER]),
    ("GET /api/v1/orders/events", [MISSING, "", "", "", "", ""]),
    ("GET /api/v1/orders/{id}", [MISSING, "", "not_found", "", "", ""]),
    ("PATCH /api/v1/orders/{id}", [MISSING, NO_MATTER, NO_MATTER, "signed_out", "", ""]),
    ("GET /api/v1/orders/{id}/events", [MISSING, "", "not_found", "", "", ""]),
    ("POST /api/v1/orders/{id}/transitions", [MISSING, "", "not_found", OTHER, OTHER, OTHER]),
    ("POST /api/v1/orders/{id}/erasure", [MISSING, "", "not_found", "signed_out", "forbidden", ""]),
    ("POST /api/v1/orders/{id}/block", [MISSING, NO_MATTER, NO_MATTER, "signed_out", "", ""]),
    ("DELETE /api/v1/orders/{id}/block", [MISSING, NO_MATTER, NO_MATTER, "signed_out", "", ""]),
    ("GET /api/v1/blocked-phones", [MISSING, NO_MATTER, NO_MATTER, "signed_out", "", ""]),
    ("GET /api/v1/staff-roster", [MISSING, NO_MATTER, NO_MATTER, "", "", ""]),
    ("PUT /api/v1/staff-roster", [MISSING, NO_MATTER, NO_MATTER, "", "", ""]),
    ("GET /api/v1/admin/audit", [MISSING, NO_MATTER, NO_MATTER, "signed_out", "forbidden", ""]),
    ("GET /api/v1/printers", [MISSING, NO_MATTER, NO_MATTER, "", "", ""]),
    ("PUT /api/v1/printers/{id}", [MISSING, NO_MATTER, NO_MATTER, "signed_out", "forbidden", ""]),
    (
        "DELETE /api/v1/printers/{id}",
        [MISSING, NO_MATTER, NO_MATTER, "signed_out", "forbidden", ""],
    ),
    ("GET /api/v1/print-jobs", [MISSING, NO_MATTER, NO_MATTER, "", "", ""]),
    ("POST /api/v1/print-jobs", [MISSING, NO_MATTER, NO_MATTER, "signed_out", "", ""]),
    ("POST /api/v1/print-jobs/{id}/done", [MISSING, NO_MATTER, NO_MATTER, "signed_out", "", ""]),
];

/// A guarded service with an order of [`PHONE`], and its keys.
async fn with_an_order() -> (Service, StoreKeys, Value) {
    let (service, keys) = Service::start_guarded().await;
    let mut order = latte();
    order["customer"]["session"] = PHONE.into();
    let (status, order) =
        ask(&service, &keys, TestCaller::Client, "POST /api/v1/orders", &order).await;
    assert_eq!(status, 201, "{order}");
    (service, keys, order)
}

async fn ask(
    service: &Service,
    keys: &StoreKeys,
    asker: TestCaller,
    endpoint: &str,
    body: &Value,
) -> (u16, Value) {
    let (method, path) = endpoint.split_once(' ').unwrap();
    let headers = keys.caller_headers(asker, ServiceName::Order, PHONE);
    let request = service
        .client
        .request(method.parse::<Method>().unwrap(), format!("{}{path}", service.base));
    let request =
        request.headers(headers).header("idempotency-key", format!("{asker:?}")).json(body);
    let answer = request.send().await.unwrap();
    match answer.status().as_u16() {
        // A feed has no end, so do not read its body.
        status if status < 400 && path.ends_with("/orders/events") => (status, Value::Null),
        204 => (204, Value::Null),
        _ => {
            let (status, body) = json(answer).await;
            (status.as_u16(), body)
        }
    }
}

#[tokio::test]
async fn every_endpoint_is_for_whom_it_is_for() {
    let (service, keys, order) = with_an_order().await;
    let listed: BTreeSet<_> = RULES.iter().map(|(endpoint, _)| (*endpoint).to_owned()).collect();
    let described: BTreeSet<_> = list_endpoints(DESCRIPTION).into_iter().collect();
    let missing: Vec<_> = described.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&described).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "RULES lacks {missing:?}, and openapi.json has no {stale:?}"
    );
    let mut own = latte();
    own["customer"]["session"] = PHONE.into();
    let cancel = json!({ "to": "cancelled", "expected_version": 1, "actor": "customer" });
    let tick = json!({ "actor": "staff", "line": { "index": 0, "done": true } });
    let [erasure, erasure_by_staff] = ["customer", "staff"].map(|actor| json!({ "actor": actor }));
    let nothing = json!({});
    for (endpoint, refusals) in RULES {
        assert_described(DESCRIPTION, endpoint, refusals);
        let address = endpoint.replace("{id}", order["id"].as_str().unwrap());
        let query = if endpoint == "GET /api/v1/orders" { "?session=phone-1" } else { "" };
        for (asker, refusal) in TestCaller::ALL.into_iter().zip(refusals) {
            let body = match endpoint {
                "POST /api/v1/orders" => &own,
                "PATCH /api/v1/orders/{id}" => &tick,
                "POST /api/v1/orders/{id}/transitions" => &cancel,
                "POST /api/v1/orders/{id}/erasure" if asker == TestCaller::Client => &erasure,
                "POST /api/v1/orders/{id}/erasure" => &erasure_by_staff,
                "POST /api/v1/orders/{id}/block" => &nothing,
                _ => &Value::Null,
            };
            let (status, answer) =
                ask(&service, &keys, asker, &format!("{address}{query}"), body).await;
            let code = answer["code"].as_str().unwrap_or_default();
            let is_refused =
                [401, 403].contains(&status) || status == 404 && address.contains("/orders/");
            assert_eq!(
                if is_refused { code } else { "" },
                refusal,
                "{endpoint} {asker:?}: {status} {answer}"
            );
        }
    }
}

#[tokio::test]
async fn a_phone_sees_and_does_its_own_and_nothing_else() {
    let (service, keys, order) = with_an_order().await;
    for query in ["", "?status=open", "?session=phone-2", "?idempotency_key=Client"] {
        let (status, answer) = ask(
            &service,
            &keys,
            TestCaller::Client,
            &format!("GET /api/v1/orders{query}"),
            &Value::Null,
        )
        .await;
        assert_eq!((status, &answer["code"]), (403, &json!(OTHER)), "{query}");
    }
    let mut walk_in = latte();
    walk_in["customer"]["session"] = order_api::COUNTER.into();
    let (status, refused) =
        ask(&service, &keys, TestCaller::Client, "POST /api/v1/orders", &walk_in).await;
    assert_eq!(
        (status, &refused["code"]),
        (403, &json!("actor_forbidden")),
        "the counter is nobody's phone"
    );
    let (status, _) =
        ask(&service, &keys, TestCaller::Barista, "POST /api/v1/orders", &walk_in).await;
    assert_eq!(status, 201);

    // A staff session has no effect on the customers' surface.
    let staff = keys.session_token("지훈", staff_api::StaffRole::Manager, 1);
    let path = format!("/api/v1/orders/{}/transitions", order["id"].as_str().unwrap());
    let accept = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" });
    let headers = keys.caller_headers(TestCaller::Client, ServiceName::Order, PHONE);
    let answer =
        service.post(&path).headers(headers).bearer_auth(staff).json(&accept).send().await.unwrap();
    let (status, refused) = json(answer).await;
    assert_eq!((status.as_u16(), &refused["code"]), (403, &json!("actor_forbidden")));
}

#[tokio::test]
async fn nobody_outside_is_the_service_itself() {
    let (service, keys, order) = with_an_order().await;
    let path = |end: &str| format!("/api/v1/orders/{}{end}", order["id"].as_str().unwrap());
    let accept = json!({ "to": "accepted", "expected_version": 1, "actor": "system" });
    let tick = json!({ "actor": "system", "line": { "index": 0, "done": true } });
    for asker in [TestCaller::Client, TestCaller::Admin, TestCaller::Manager] {
        let (status, refused) =
            ask(&service, &keys, asker, &format!("POST {}", path("/transitions")), &accept).await;
        assert_eq!((status, &refused["code"]), (403, &json!("actor_forbidden")), "{asker:?}");
    }
    let (status, refused) =
        ask(&service, &keys, TestCaller::Manager, &format!("PATCH {}", path("")), &tick).await;
    assert_eq!((status, &refused["code"]), (403, &json!("actor_forbidden")));

    let open = Service::start().await;
    let order = open.place("mine", &latte()).await;
    let (status, refused) = open.transition(&order, accept).await;
    assert_eq!(
        (status.as_u16(), &refused["code"]),
        (403, &json!("actor_forbidden")),
        "not even where all is open"
    );
}

#[tokio::test]
async fn another_stores_staff_and_another_hosts_page_are_refused() {
    let (service, keys, _) = with_an_order().await;
    let mut walk_in = latte();
    walk_in["customer"]["session"] = order_api::COUNTER.into();
    walk_in["store"] = "elsewhere".into();
    let (status, refused) =
        ask(&service, &keys, TestCaller::Manager, "POST /api/v1/orders", &walk_in).await;
    assert_eq!(
        (status, &refused["code"]),
        (401, &json!("signed_out")),
        "their session is of another store"
    );

    let rebound =
        service.get("/api/v1/orders").header("host", "attacker.example").send().await.unwrap();
    let (status, refused) = json(rebound).await;
    assert_eq!((status.as_u16(), &refused["code"]), (421, &json!("unknown_host")));
    for host in ["localhost:7102", "10.1.2.3", "[::1]:7102"] {
        let answer = service.get("/livez").header("host", host).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{host}");
    }
}

#[tokio::test]
async fn what_belongs_to_another_store_is_not_touched() {
    let (service, keys, _) = with_an_order().await;
    let elsewhere = "elsewhere";
    let draft = ValidOrder::parse(NewOrder { store: elsewhere.to_owned(), ..new_order() }).unwrap();
    let id = OrderId(service.clock.uuid_v7());
    let at = service.clock.now();
    let placement =
        OrderPlacement::new(draft, IdempotencyKey::parse("k").unwrap(), id, at).unwrap();
    service.store.place_order(placement).await.unwrap();
    let setup = json!({ "store": elsewhere, "name": "바", "address": "127.0.0.1:9100", "zone": "Asia/Seoul",
                        "on_accepted": true, "on_cancelled": false, "enabled": true });
    let printer = PrinterId(service.clock.uuid_v7());
    let settings = PrinterSetup::parse(serde_json::from_value(setup.clone()).unwrap()).unwrap();
    service
        .store
        .put_printer(printer, 0, settings, &ChangeAuthor::without_actor(at))
        .await
        .unwrap();
    let job = NewPrintJob {
        id: PrintJobId(service.clock.uuid_v7()),
        printer,
        order: Some(id),
        instead_of: None,
    };
    service
        .store
        .add_print_job(job.clone(), &order::operation_caller::OperationCaller::for_service(at))
        .await
        .unwrap()
        .unwrap();
    let untouched = async || {
        let filter =
            JobFilter { store: elsewhere.to_owned(), order: None, undecided: false, limit: 10 };
        let jobs = service.store.list_print_jobs(&filter).await.unwrap();
        let printers = service.store.list_printers(elsewhere).await.unwrap();
        let phones = service.store.list_blocked_phones(elsewhere, at).await.unwrap();
        (service.store.fetch_order(id).await.unwrap(), printers, jobs, phones)
    };
    let before = untouched().await;
    let nothing = json!({});
    for (endpoint, body) in [
        (
            format!("POST /api/v1/orders/{id}/transitions"),
            &json!({ "to": "accepted", "expected_version": 1, "actor": "staff" }),
        ),
        (
            format!("PATCH /api/v1/orders/{id}"),
            &json!({ "actor": "staff", "line": { "index": 0, "done": true } }),
        ),
        (format!("POST /api/v1/orders/{id}/erasure"), &json!({ "actor": "staff" })),
        (format!("POST /api/v1/orders/{id}/block"), &nothing),
        (format!("DELETE /api/v1/orders/{id}/block"), &nothing),
        (
            format!("PUT /api/v1/printers/{printer}"),
            &json!({ "expected_version": 1, "settings": setup }),
        ),
        (format!("DELETE /api/v1/printers/{printer}"), &nothing),
        (
            "POST /api/v1/print-jobs".to_owned(),
            &json!({ "id": Uuid::nil(), "printer": printer, "order": id }),
        ),
        (format!("POST /api/v1/print-jobs/{}/done", job.id), &nothing),
        ("GET /api/v1/blocked-phones?store=elsewhere".to_owned(), &nothing),
        ("GET /api/v1/admin/audit?store=elsewhere".to_owned(), &nothing),
    ] {
        let (status, refused) = ask(&service, &keys, TestCaller::Manager, &endpoint, body).await;
        assert_eq!((status, &refused["code"]), (401, &json!("signed_out")), "{endpoint}");
    }
    assert_eq!(untouched().await, before);
}
