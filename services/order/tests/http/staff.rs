//! Attribution of changes to members of staff.

use crate::{
    orders::latte,
    service::{Service, json},
};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Value, json};
use staff_api::StaffRole;
use staff_token::{
    fixtures::{StoreKeys, TestCaller},
    surface::{SURFACE_TOKEN, ServiceName},
};

async fn send(
    service: &Service,
    method: &str,
    path: &str,
    body: &Value,
    headers: HeaderMap,
) -> (u16, Value) {
    let url = format!("{}{path}", service.base);
    let request = service
        .client
        .request(method.parse().unwrap(), url)
        .header("idempotency-key", path)
        .json(body);
    let (status, body) = json(request.headers(headers).send().await.unwrap()).await;
    (status.as_u16(), body)
}

/// Headers of a member of staff who is signed in at the counter.
fn signed_in(keys: &StoreKeys, name: &str, role: StaffRole) -> HeaderMap {
    let bearer = format!("Bearer {}", keys.session_token(name, role, 1)).parse().unwrap();
    HeaderMap::from_iter([
        (SURFACE_TOKEN, keys.admin_token(ServiceName::Order)),
        (AUTHORIZATION, bearer),
    ])
}

#[tokio::test]
async fn an_order_says_who_changed_it_and_the_second_is_told_who_was_first() {
    let (service, keys) = Service::start_guarded().await;
    let [jihun, minji] = ["지훈", "민지"].map(|name| signed_in(&keys, name, StaffRole::Barista));
    let phone = keys.caller_headers(
        TestCaller::Client,
        ServiceName::Order,
        latte()["customer"]["session"].as_str().unwrap(),
    );
    let (_, order) = send(&service, "POST", "/api/v1/orders", &latte(), phone).await;
    let path = format!("/api/v1/orders/{}/transitions", order["id"].as_str().unwrap());
    let accept = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" });
    let reject =
        json!({ "to": "rejected", "expected_version": 1, "actor": "staff", "reason": "closing" });
    let (status, accepted) = send(&service, "POST", &path, &accept, jihun.clone()).await;
    assert_eq!((status, &accepted["handling"]["changed_by"]["name"]), (200, &json!("지훈")));
    let device = json!("00000000-0000-0000-0000-000000000000");
    assert_eq!(accepted["handling"]["changed_by"]["device"], device, "where they had signed in");
    let (status, problem) = send(&service, "POST", &path, &reject, minji.clone()).await;
    assert_eq!(
        (status, &problem["by"], &problem["current"]),
        (409, &json!("지훈"), &json!("accepted"))
    );

    let history = format!("/api/v1/orders/{}/events", order["id"].as_str().unwrap());
    let (_, history) = json(service.get(&history).headers(jihun).send().await.unwrap()).await;
    let by = |event: usize| history["events"][event]["order"]["handling"]["changed_by"].clone();
    assert_eq!(by(0), Value::Null);
    assert_eq!(by(1), accepted["handling"]["changed_by"]);

    let mut walk_in = latte();
    walk_in["customer"]["session"] = order_api::COUNTER.into();
    let (status, taken) = send(&service, "POST", "/api/v1/orders?", &walk_in, minji.clone()).await;
    assert_eq!((status, &taken["handling"]["changed_by"]["name"]), (201, &json!("민지")));
}

#[tokio::test]
async fn what_is_done_about_a_customer_is_for_staff_and_is_recorded() {
    let (service, keys) = Service::start_guarded().await;
    let barista = signed_in(&keys, "지훈", StaffRole::Barista);
    let manager = signed_in(&keys, "수아", StaffRole::Manager);
    let nobody = keys.caller_headers(TestCaller::Admin, ServiceName::Order, "");
    let phone = keys.caller_headers(
        TestCaller::Client,
        ServiceName::Order,
        latte()["customer"]["session"].as_str().unwrap(),
    );
    let (_, order) = send(&service, "POST", "/api/v1/orders", &latte(), phone.clone()).await;
    let path = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
    let block = format!("{path}/block");
    let erasure = format!("{path}/erasure");
    let nothing = json!({});
    let staff = json!({ "actor": "staff" });
    let customer = json!({ "actor": "customer" });
    for (method, path, body) in [
        ("POST", block.as_str(), &nothing),
        ("DELETE", &block, &nothing),
        ("GET", "/api/v1/blocked-phones", &nothing),
        ("GET", "/api/v1/admin/audit", &nothing),
        ("POST", &erasure, &staff),
    ] {
        let (status, problem) = send(&service, method, path, body, nobody.clone()).await;
        assert_eq!((status, &problem["code"]), (401, &json!("signed_out")), "{method} {path}");
    }
    for (method, path, body) in
        [("GET", "/api/v1/admin/audit", &nothing), ("POST", &erasure, &staff)]
    {
        let (status, problem) = send(&service, method, path, body, barista.clone()).await;
        assert_eq!((status, &problem["code"]), (403, &json!("forbidden")), "{method} {path}");
    }
    let (status, blocked) = send(&service, "POST", &block, &nothing, barista.clone()).await;
    assert_eq!(
        (status, &blocked["number"], &blocked["by"]["name"]),
        (200, &json!(1), &json!("지훈"))
    );
    let (status, problem) =
        send(&service, "POST", "/api/v1/orders?", &latte(), phone.clone()).await;
    assert_eq!((status, &problem["code"]), (403, &json!("phone_blocked")));
    let (_, list) =
        send(&service, "GET", "/api/v1/blocked-phones", &nothing, barista.clone()).await;
    assert_eq!(list["phones"], json!([blocked]));

    let (status, problem) = send(&service, "POST", &erasure, &customer, phone.clone()).await;
    assert_eq!((status, &problem["code"]), (409, &json!("order_open")));
    let cancel = json!({ "to": "cancelled", "expected_version": 1, "actor": "customer" });
    send(&service, "POST", &format!("{path}/transitions"), &cancel, phone.clone()).await;
    let (status, order) = send(&service, "POST", &erasure, &staff, manager.clone()).await;
    assert_eq!((status, &order["customer"]["name"], &order["note"]), (200, &json!(""), &json!("")));
    let (status, _) = send(&service, "POST", &erasure, &customer, phone.clone()).await;
    assert_eq!(status, 200, "the surface answers for a customer");

    let (_, audit) =
        send(&service, "GET", "/api/v1/admin/audit?limit=1", &nothing, manager.clone()).await;
    let newest = &audit["events"][0];
    assert_eq!(
        (&newest["action"], &newest["actor"]["name"]),
        (&json!("order.erase"), &json!("수아"))
    );
    assert_eq!((&audit["more"], newest["device"].is_string()), (&json!(true), true));
    let older = format!("/api/v1/admin/audit?before={}", newest["id"]);
    let (_, audit) = send(&service, "GET", &older, &nothing, manager.clone()).await;
    assert_eq!(
        (&audit["events"][0]["action"], &audit["more"]),
        (&json!("phone.block"), &json!(false))
    );
    assert!(!audit.to_string().contains("민지"), "no customer's name is in it");
}

#[tokio::test]
async fn a_session_counts_while_the_newest_roster_admits_it() {
    let (service, keys) = Service::start_without_roster().await;
    let phone = keys.caller_headers(
        TestCaller::Client,
        ServiceName::Order,
        latte()["customer"]["session"].as_str().unwrap(),
    );
    let (_, order) = send(&service, "POST", "/api/v1/orders", &latte(), phone).await;
    let jihun = signed_in(&keys, "지훈", StaffRole::Barista);
    let path = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
    let amendment = json!({ "actor": "staff", "line": { "index": 0, "done": true } });
    let amend = async || {
        let (status, body) = send(&service, "PATCH", &path, &amendment, jihun.clone()).await;
        (status, body["code"].as_str().unwrap_or_default().to_owned())
    };
    let fetch = async |service: &Service| {
        send(
            service,
            "GET",
            "/api/v1/staff-roster",
            &Value::Null,
            keys.caller_headers(TestCaller::Admin, ServiceName::Order, ""),
        )
        .await
    };
    assert_eq!(amend().await, (503, "roster_unknown".to_owned()), "nobody is admitted unchecked");
    assert_eq!(fetch(&service).await.0, 404);

    let of_another_key = StoreKeys::generate(service.clock.clone()).signed_roster(9, None);
    let (status, refused) = service.put_roster(&keys, &of_another_key).await;
    assert_eq!((status, &refused["code"]), (422, &json!("invalid_roster")));
    let open = keys.signed_roster(2, None);
    assert_eq!(service.put_roster(&keys, &open).await, (200, json!(open)));
    let (status, _) = amend().await;
    assert!(![401, 503].contains(&status), "what follows is about who asks: {status}");

    let locked = keys.signed_roster(3, Some(service.clock.now()));
    assert_eq!(service.put_roster(&keys, &locked).await.0, 200);
    assert_eq!(amend().await, (401, "signed_out".to_owned()));
    assert_eq!(
        service.put_roster(&keys, &open).await,
        (200, json!(locked)),
        "an older one changes nothing"
    );
    assert_eq!(amend().await, (401, "signed_out".to_owned()));
    assert_eq!(fetch(&service).await.1, json!(locked));

    let replica = service.replica(&keys).await;
    while fetch(&replica).await.0 == 404 {
        tokio::task::yield_now().await;
    }
    assert_eq!(fetch(&replica).await.1, json!(locked), "a replica that starts meanwhile knows it");
}
