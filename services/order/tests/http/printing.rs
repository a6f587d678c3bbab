use crate::{
    orders::latte,
    service::{self, Service},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

const PRINTER: &str = "01980000-0000-7000-8000-00000000000a";
const JOB: &str = "01980000-0000-7000-8000-00000000000b";

fn ask(service: &Service, method: Method, path: &str) -> RequestBuilder {
    service.client.request(method, format!("{}/api/v1/{path}", service.base))
}

async fn answer(request: RequestBuilder) -> (u16, Value) {
    let (status, body) = service::json(request.send().await.unwrap()).await;
    (status.as_u16(), body)
}

async fn put(service: &Service, expected_version: i64, change: Value) -> (u16, Value) {
    let mut settings = json!({ "store": "main", "name": "바", "address": "127.0.0.1:9100", "zone": "Asia/Seoul",
                               "on_accepted": true, "on_cancelled": false, "enabled": true });
    settings.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let body = json!({ "expected_version": expected_version, "settings": settings });
    answer(ask(service, Method::PUT, &format!("printers/{PRINTER}")).json(&body)).await
}

#[tokio::test]
async fn a_printer_is_set_up_changed_and_removed() {
    let service = Service::start().await;
    let (status, printer) = put(&service, 0, json!({})).await;
    assert_eq!((status, &printer["version"]), (200, &json!(1)));
    assert_eq!(printer["settings"]["confirmation"], "process_id");
    assert_eq!(put(&service, 0, json!({})).await, (200, printer), "the same again");
    let (status, problem) = put(&service, 0, json!({ "name": "주방" })).await;
    assert_eq!(
        (status, &problem["code"], &problem["version"]),
        (409, &json!("version_conflict"), &json!(1))
    );
    assert_eq!(put(&service, 1, json!({ "name": " 주방 " })).await.1["settings"]["name"], "주방");
    let (_, listed) = answer(ask(&service, Method::GET, "printers")).await;
    assert_eq!(listed["printers"].as_array().unwrap().len(), 1);
    let (_, elsewhere) = answer(ask(&service, Method::GET, "printers?store=other")).await;
    assert_eq!(elsewhere, json!({ "printers": [] }));
    let removal = || ask(&service, Method::DELETE, &format!("printers/{PRINTER}")).send();
    assert_eq!(removal().await.unwrap().status(), 204);
    assert_eq!(service::problem(removal().await.unwrap()).await, (404, "not_found".to_owned()));
}

#[tokio::test]
async fn a_printer_that_is_none_or_far_away_is_refused() {
    let service = Service::start().await;
    for (change, code) in [
        (json!({ "name": " " }), "invalid_printer_name"),
        (json!({ "name": "바\u{1b}@" }), "invalid_printer_name"),
        (json!({ "address": "printer.example:9100" }), "invalid_address"),
        (json!({ "address": "93.184.216.34:80" }), "invalid_address"),
        (json!({ "address": "169.254.169.254:80" }), "invalid_address"),
        (json!({ "zone": "Asia/Nowhere" }), "invalid_zone"),
    ] {
        let (status, problem) = put(&service, 0, change).await;
        assert_eq!((status, &problem["code"]), (422, &json!(code)));
    }
}

#[tokio::test]
async fn jobs_are_listed_asked_for_and_settled() {
    let service = Service::start().await;
    put(&service, 0, json!({})).await;
    let order = service.place("k", &latte()).await;
    service
        .transition(&order, json!({ "to": "accepted", "expected_version": 1, "actor": "staff" }))
        .await;
    let list = |query: &str| answer(ask(&service, Method::GET, &format!("print-jobs?{query}")));
    let (_, jobs) = list(&format!("order={}", order["id"].as_str().unwrap())).await;
    let job = &jobs["jobs"][0];
    assert_eq!(
        (&job["number"], &job["state"], &job["copy"]),
        (&json!(1), &json!("waiting"), &json!(0))
    );

    let add = |body: Value| answer(ask(&service, Method::POST, "print-jobs").json(&body));
    let new = json!({ "id": JOB, "printer": PRINTER, "order": order["id"] });
    let (status, again) = add(new.clone()).await;
    assert_eq!((status, &again["copy"], &again["version"]), (200, &json!(1), &json!(2)));
    assert_eq!(add(new).await, (200, again), "once for each id");
    assert_eq!(list("limit=1").await.1["more"], json!(true));
    assert_eq!(list("undecided=true").await.1, json!({ "jobs": [], "more": false }));
    let (status, settled) =
        answer(ask(&service, Method::POST, &format!("print-jobs/{JOB}/done"))).await;
    assert_eq!((status, &settled["state"]), (200, &json!("waiting")), "nothing to decide yet");
    let nobodys = json!({ "id": JOB, "printer": JOB });
    assert_eq!(add(nobodys).await.1["code"], "not_found");
    put(&service, 1, json!({ "enabled": false })).await;
    let off = json!({ "id": PRINTER, "printer": PRINTER });
    assert_eq!(add(off).await.1["code"], "printer_off");
    for query in ["order=x", "undecided=1", "limit=0", "store="] {
        assert_eq!(list(query).await.1["code"], "invalid_query", "{query}");
    }
}
