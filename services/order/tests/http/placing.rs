use crate::{
    orders::{latte, new_order},
    service::{Service, json, problem},
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_placed_order_is_answered_whole_and_found_where_it_says() {
    let service = Service::start().await;
    let sent = service
        .post("/api/v1/orders")
        .header("idempotency-key", "k")
        .json(&latte())
        .send()
        .await
        .unwrap();
    let location = sent.headers()["location"].to_str().unwrap().to_owned();
    let (status, order) = json(sent).await;
    assert_eq!(status, 201);
    assert_eq!(
        (&order["number"], &order["version"], &order["status"]),
        (&json!(1), &json!(1), &json!("placed"))
    );
    assert_eq!(order["placed_at"], "2025-07-12T03:00:00Z");
    assert_eq!(order["promised_at"], "2025-07-12T03:10:00Z");
    assert_eq!((&order["store"], &order["business_date"]), (&json!("main"), &json!("2025-07-12")));
    for field in [
        "customer",
        "dining",
        "menu_version",
        "menu_verified",
        "currency",
        "lines",
        "total",
        "note",
    ] {
        assert_eq!(order[field], latte()[field], "{field}");
    }
    let (status, fetched) = json(service.get(&location).send().await.unwrap()).await;
    assert_eq!((status.as_u16(), &fetched), (200, &order));
    let (_, history) = json(service.get(&format!("{location}/events")).send().await.unwrap()).await;
    assert_eq!(history["events"].as_array().unwrap().len(), 1);
    assert_eq!(history["events"][0]["kind"], "placed");
    assert_eq!(history["events"][0]["order"], order);
}

#[tokio::test]
async fn a_retry_is_answered_word_for_word_and_another_body_is_refused() {
    let service = Service::start().await;
    let send = |body: String| {
        let request = service.post("/api/v1/orders").header("idempotency-key", "k");
        request.header("content-type", "application/json").body(body).send()
    };
    let first = send(latte().to_string()).await.unwrap();
    assert_eq!(first.status(), 201);
    let first = first.text().await.unwrap();
    // The same order, with explicit defaults and other white space.
    let again = send(serde_json::to_string_pretty(&new_order()).unwrap()).await.unwrap();
    assert_eq!((again.status().as_u16(), again.text().await.unwrap()), (200, first));
    let mut other = latte();
    other["note"] = json!("other");
    assert_eq!(
        problem(send(other.to_string()).await.unwrap()).await,
        (422, "idempotency_key_reused".to_owned())
    );
    assert_eq!(orders(&service).await.len(), 1);
}

async fn orders(service: &Service) -> Vec<Value> {
    let (status, page) = service.list("").await;
    assert_eq!(status, 200);
    page["orders"].as_array().unwrap().clone()
}

/// Sends `body`, checks that no order was placed, and returns the problem.
async fn refused(service: &Service, body: impl Into<reqwest::Body>) -> (u16, String) {
    let request = service.post("/api/v1/orders").header("idempotency-key", "k");
    let response =
        request.header("content-type", "application/json").body(body).send().await.unwrap();
    let problem = problem(response).await;
    assert_eq!(orders(service).await, [] as [Value; 0], "{problem:?} changes nothing");
    assert_eq!(service.store.fetch_feed_head().await.unwrap(), order_api::FeedCursor::default());
    problem
}

#[tokio::test]
async fn an_order_that_breaks_a_rule_is_refused_by_its_code_and_changes_nothing() {
    let service = Service::start().await;
    let rich = json!({ "item_id": "x", "name": "x", "unit_price": i64::MAX, "quantity": 1, "line_total": i64::MAX });
    let options: Vec<_> = (0..31)
        .map(|i| json!({ "option_id": i.to_string(), "group": "", "name": "", "price": 0, "quantity": 1 }))
        .collect();
    let shot = latte()["lines"][0]["options"][0].clone();
    let cases = [
        ("/lines/0/line_total", json!(11201), "wrong_line_total"),
        ("/lines/0/unit_price", json!(1), "wrong_line_total"),
        ("/total", json!(11199), "wrong_total"),
        ("/total", json!(-11200), "wrong_total"),
        ("/lines/0/quantity", json!(0), "invalid_quantity"),
        ("/lines/0/quantity", json!(-1), "invalid_quantity"),
        ("/lines/0/quantity", json!(1_000_000_000), "invalid_quantity"),
        ("/lines/0/options/0/quantity", json!(0), "invalid_option_quantity"),
        ("/lines/0/options", json!([shot, shot]), "doubled_option"),
        ("/lines/0/unit_price", json!(-5000), "negative_price"),
        ("/lines/0/options/0/price", json!(-6000), "negative_price"),
        ("/lines", json!([rich, rich]), "amount_out_of_range"),
        ("/lines", json!([]), "no_lines"),
        ("/lines", json!(vec![latte()["lines"][0].clone(); 51]), "too_many_lines"),
        ("/lines/0/options", json!(options), "too_many_options"),
        ("/customer/name", json!("가".repeat(41)), "name_too_long"),
        ("/note", json!("가".repeat(301)), "note_too_long"),
        ("/lines/0/name", json!("가".repeat(121)), "text_too_long"),
        ("/note", json!("\u{0}"), "invalid_text"),
        ("/currency", json!("won"), "invalid_currency"),
        ("/zone", json!("Mars/Olympus"), "invalid_zone"),
        ("/store", json!(""), "invalid_store"),
        ("/customer/session", json!(""), "invalid_session"),
        ("/lines/0/item_id", json!(""), "invalid_item"),
        ("/lines/0/options/0/option_id", json!(""), "invalid_option"),
        ("/lead_time_s", json!(u32::MAX), "invalid_lead_time"),
        // Values that are not valid numbers in the contract.
        ("/lines/0/quantity", json!(1e20), "invalid_body"),
        ("/lines/0/quantity", json!(u64::MAX), "invalid_body"),
        ("/lines/0/quantity", json!(1.5), "invalid_body"),
        ("/lines/0/quantity", json!("2"), "invalid_body"),
        ("/customer", json!(null), "invalid_body"),
    ];
    for (pointer, value, code) in cases {
        let mut order = serde_json::to_value(new_order()).unwrap();
        *order.pointer_mut(pointer).unwrap() = value;
        assert_eq!(refused(&service, order.to_string()).await, (422, code.to_owned()), "{pointer}");
    }
}

#[tokio::test]
async fn the_faulty_line_is_named() {
    let service = Service::start().await;
    let mut order = latte();
    let mut second = order["lines"][0].clone();
    second["quantity"] = json!(0);
    order["lines"].as_array_mut().unwrap().push(second);
    let request = service.post("/api/v1/orders").header("idempotency-key", "k").json(&order);
    let (_, body) = json(request.send().await.unwrap()).await;
    assert_eq!((&body["code"], &body["line"]), (&json!("invalid_quantity"), &json!(1)));
}

#[tokio::test]
async fn what_is_no_order_is_refused_and_changes_nothing() {
    let service = Service::start().await;
    assert_eq!(refused(&service, "{").await, (400, "invalid_json".to_owned()));
    assert_eq!(refused(&service, "").await, (400, "invalid_json".to_owned()));
    assert_eq!(refused(&service, r#"{"lines":1"#).await, (400, "invalid_json".to_owned()));
    assert_eq!(refused(&service, format!("{}}}", latte())).await, (400, "invalid_json".to_owned()));
    assert_eq!(refused(&service, "[]").await, (422, "invalid_body".to_owned()));
    let mut order = latte();
    order["note"] = json!("n".repeat(1024 * 1024));
    assert_eq!(refused(&service, order.to_string()).await, (413, "payload_too_large".to_owned()));
    let beyond = latte().to_string().replace(":2,", ":99999999999999999999999999,");
    assert_eq!(refused(&service, beyond).await, (422, "invalid_body".to_owned()));
    let plain =
        service.post("/api/v1/orders").header("idempotency-key", "k").body(latte().to_string());
    let plain = plain.header("content-type", "text/plain").send().await.unwrap();
    assert_eq!(problem(plain).await, (415, "unsupported_media_type".to_owned()));
    assert_eq!(orders(&service).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_name_or_note_that_hides_something_is_refused_and_an_emoji_is_none() {
    let service = Service::start().await;
    for hidden in [
        "민지\u{202E}",
        "\u{200B}",
        "민\u{FEFF}지",
        "\u{2066}민지\u{2069}",
        "\u{3164}",
        "민지\u{E0041}",
    ] {
        let mut name = latte();
        let mut note = latte();
        (name["customer"]["name"], note["note"]) = (hidden.into(), hidden.into());
        for order in [name, note] {
            let (_, code) = refused(&service, order.to_string()).await;
            assert_eq!(code, "invalid_text", "{hidden:?}");
        }
    }
    let mut order = latte();
    order["customer"]["name"] = "👩\u{200D}🍳 민지".into();
    service.place("emoji", &order).await;
}

#[tokio::test]
async fn a_placement_without_a_usable_key_is_refused_and_changes_nothing() {
    let service = Service::start().await;
    let missing = service.post("/api/v1/orders").json(&latte()).send().await.unwrap();
    assert_eq!(problem(missing).await, (400, "idempotency_key_missing".to_owned()));
    for key in [&b""[..], b"a b", "키".as_bytes(), "k".repeat(65).as_bytes()] {
        let request = service.post("/api/v1/orders").header("idempotency-key", key).json(&latte());
        assert_eq!(
            problem(request.send().await.unwrap()).await,
            (400, "idempotency_key_invalid".to_owned())
        );
    }
    let twice = service
        .post("/api/v1/orders")
        .header("idempotency-key", "a")
        .header("idempotency-key", "b");
    let twice = twice.json(&latte()).send().await.unwrap();
    assert_eq!(problem(twice).await, (400, "idempotency_key_invalid".to_owned()));
    assert_eq!(orders(&service).await, [] as [Value; 0]);
}

#[tokio::test]
async fn an_order_that_is_not_there_is_404_and_an_id_that_is_none_400() {
    let service = Service::start().await;
    for path in ["", "/events"] {
        let get = |id: &str| service.get(&format!("/api/v1/orders/{id}{path}")).send();
        let unknown = get("01980000-0000-7000-8000-000000000001").await.unwrap();
        assert_eq!(problem(unknown).await, (404, "not_found".to_owned()));
        for bad in ["7", "01980000-0000-7000-8000-00000000000g", "%ff"] {
            assert_eq!(
                problem(get(bad).await.unwrap()).await,
                (400, "invalid_id".to_owned()),
                "{bad}"
            );
        }
    }
}

#[tokio::test]
async fn the_health_endpoints_answer() {
    let service = Service::start().await;
    for path in ["/livez", "/readyz", "/metrics", "/version"] {
        assert_eq!(service.get(path).send().await.unwrap().status(), 200, "{path}");
    }
    let version = json(service.get("/version").send().await.unwrap()).await.1;
    assert_eq!((&version["name"], &version["commit"]), (&"order".into(), &"unknown".into()));
    let metrics = service.get("/metrics").send().await.unwrap();
    assert_eq!(metrics.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(
        problem(service.get("/nowhere").send().await.unwrap()).await,
        (404, "not_found".to_owned())
    );
    let deleted =
        service.client.delete(format!("{}/api/v1/orders", service.base)).send().await.unwrap();
    assert_eq!(problem(deleted).await, (405, "method_not_allowed".to_owned()));
    service.store.close().await;
    assert_eq!(service.get("/readyz").send().await.unwrap().status(), 503);
    assert_eq!(service.get("/livez").send().await.unwrap().status(), 200);
    let placed = service
        .post("/api/v1/orders")
        .header("idempotency-key", "k")
        .json(&latte())
        .send()
        .await
        .unwrap();
    assert_eq!(placed.headers()["retry-after"], "1");
    assert_eq!(problem(placed).await, (503, "unavailable".to_owned()));
}
