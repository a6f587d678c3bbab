use crate::service::{Service, gist};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

async fn open(service: &Service) -> i64 {
    let (status, body) = service.put("/admin/draft", Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    body["version"].as_i64().unwrap()
}

async fn drawn(service: &Service) -> Value {
    service.get("/admin/draft").await.json().await.unwrap()
}

#[tokio::test]
async fn what_is_drawn_is_sold_when_it_is_published_and_not_before() {
    let service = Service::start().await;
    assert_eq!(service.get("/admin/draft").await.status(), StatusCode::NOT_FOUND);
    let version = open(&service).await;
    assert_eq!(open(&service).await, version, "one that is open stays");
    let dearer = json!({ "price_minor": 9_900 });
    let changed = service.patch("/admin/items/americano?draft=true", version, dearer).await;
    assert_eq!(
        (gist(&changed), &changed.1["price_minor"]),
        ((200, json!(version + 1)), &json!(9_900))
    );
    let made = json!({ "id": "seasonal", "name": { "ko": "계절 메뉴" } });
    assert_eq!(gist(&service.post("/admin/categories?draft=true", version + 1, made).await).0, 201);
    let menu = service.menu().await;
    assert_eq!(menu.version, 1, "customers have what they had");

    // Meanwhile the item sells out, which is no change of the draft.
    let sold_out = json!({ "state": "sold_out", "until": "manual" });
    assert_eq!(
        gist(&service.put("/admin/items/americano/availability", sold_out).await),
        (200, json!(2))
    );
    let seen = service.get("/admin/draft").await;
    assert_eq!(seen.headers()[header::ETAG], format!("\"{}\"", version + 2));
    let seen: Value = seen.json().await.unwrap();
    let americano =
        seen["items"].as_array().unwrap().iter().find(|item| item["id"] == "americano").unwrap();
    assert_eq!(
        (&americano["price_minor"], &americano["availability"]["state"]),
        (&json!(9_900), &json!("sold_out"))
    );

    assert_eq!(
        gist(&service.post("/admin/draft/publish", version, Value::Null).await),
        (412, json!("version_conflict"))
    );
    assert_eq!(
        gist(&service.post("/admin/draft/publish", version + 2, Value::Null).await),
        (200, json!(3))
    );
    let menu = serde_json::to_value(service.menu().await).unwrap();
    for list in ["categories", "items", "option_groups"] {
        assert_eq!(menu[list], seen[list], "{list}");
    }
    assert_eq!(
        gist(&service.post("/admin/draft/publish", version + 2, Value::Null).await),
        (404, json!("not_found"))
    );
}

#[tokio::test]
async fn a_draft_is_dropped_by_whoever_has_seen_it() {
    let service = Service::start().await;
    let version = open(&service).await;
    assert_eq!(
        gist(&service.delete("/admin/items/americano?draft=true", version).await),
        (200, json!(version + 1))
    );
    assert_eq!(
        gist(&service.delete("/admin/draft", version).await),
        (412, json!("version_conflict"))
    );
    assert_eq!(gist(&service.delete("/admin/draft", version + 1).await), (200, json!(1)));
    let late = json!({ "price_minor": 1 });
    assert_eq!(
        gist(&service.patch("/admin/items/americano?draft=true", version + 1, late).await),
        (404, json!("not_found"))
    );
    assert_eq!(service.menu().await.version, 1);
}

#[tokio::test]
async fn what_breaks_a_rule_changes_no_draft() {
    let service = Service::start().await;
    let version = open(&service).await;
    let broken = json!({ "price_minor": -1 });
    assert_eq!(
        gist(&service.patch("/admin/items/americano?draft=true", version, broken).await),
        (422, json!("invalid_menu"))
    );
    assert_eq!(
        gist(&service.patch("/admin/items/americano?draft=yes", version, json!({})).await),
        (400, json!("invalid_query"))
    );
    assert_eq!(drawn(&service).await["version"], version);
    // The draft moves an item into a category that is deleted meanwhile.
    let made = json!({ "id": "seasonal", "name": { "ko": "계절 메뉴" } });
    assert_eq!(gist(&service.post("/admin/categories", 1, made).await).0, 201);
    let moved = json!({ "category": "seasonal" });
    assert_eq!(
        gist(&service.patch("/admin/items/americano?draft=true", version, moved).await).0,
        200
    );
    assert_eq!(gist(&service.delete("/admin/categories/seasonal", 2).await).0, 200);
    assert_eq!(
        gist(&service.post("/admin/draft/publish", version + 1, Value::Null).await),
        (422, json!("invalid_menu"))
    );
    assert_eq!(service.menu().await.version, 3);
    assert_eq!(
        service.send(Method::DELETE, "/admin/draft", None, Value::Null).await.0.as_u16(),
        428
    );
}
