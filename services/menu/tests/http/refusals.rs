use crate::service::{Service, answer, gist};
use reqwest::{Method, header};
use serde_json::json;

#[tokio::test]
async fn a_menu_that_would_break_a_rule_is_refused_and_nothing_changes() {
    let service = Service::start().await;
    let before = service.menu().await;
    for (path, body) in [
        ("items/americano", json!({"category": "gone"})),
        ("items/americano", json!({"price_minor": -1})),
        ("items/americano", json!({"price_minor": 100_000_001})),
        ("items/americano", json!({"option_groups": ["gone"]})),
        ("items/americano", json!({"option_groups": ["size", "size"]})),
        ("items/americano", json!({"name": {"ko": ""}})),
        ("items/americano", json!({"id": "long-black"})),
        ("items/americano", json!({"allergens": ["milk"], "allergen_free": true})),
        ("option-groups/size", json!({"min": 2})),
        ("option-groups/size", json!({"max": 0})),
        ("option-groups/size", json!({"options": []})),
        ("option-groups/size", json!({"options": [{"id": "shot", "name": {"ko": "샷"}}]})),
    ] {
        let answer = service.patch(&format!("/admin/{path}"), 1, body.clone()).await;
        assert_eq!(gist(&answer), (422, json!("invalid_menu")), "{body}");
        assert!(answer.1["detail"].is_string());
    }
    for path in ["categories/coffee", "option-groups/size"] {
        let answer = service.delete(&format!("/admin/{path}"), 1).await;
        assert_eq!(gist(&answer), (422, json!("invalid_menu")), "{path}");
    }
    assert_eq!(service.menu().await, before);
}

#[tokio::test]
async fn a_body_that_is_no_such_thing_is_refused_with_the_reason() {
    let service = Service::start().await;
    for (body, reason) in [
        (json!({"price": 5000}), "unknown field price"),
        (json!({"price_minor": 4500.5}), "4500.5"),
        (json!({"price_minor": null}), "price_minor"),
        (json!({"allergens": ["glutamate"]}), "glutamate"),
        (json!({"option_groups": ["Size!"]}), "a-z"),
        (json!([]), "struct Item"),
    ] {
        let (status, problem) = service.patch("/admin/items/americano", 1, body.clone()).await;
        assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("invalid_body")), "{body}");
        assert!(problem["detail"].as_str().unwrap().contains(reason), "{problem}");
    }
    assert_eq!(service.menu().await.version, 1);
}

#[tokio::test]
async fn a_taken_id_an_unknown_one_and_a_malformed_one() {
    let service = Service::start().await;
    let tea = json!({"id": "coffee", "name": {"ko": "차"}});
    assert_eq!(gist(&service.post("/admin/categories", 1, tea).await), (409, json!("id_taken")));
    for kind in ["categories", "items", "option-groups"] {
        let unknown = format!("/admin/{kind}/no-such-thing");
        assert_eq!(gist(&service.patch(&unknown, 1, json!({})).await), (404, json!("not_found")));
        assert_eq!(gist(&service.delete(&unknown, 1).await), (404, json!("not_found")));
        let malformed = format!("/admin/{kind}/No_Such");
        assert_eq!(
            gist(&service.patch(&malformed, 1, json!({})).await),
            (400, json!("invalid_id"))
        );
        assert_eq!(gist(&service.delete(&malformed, 1).await), (400, json!("invalid_id")));
    }
    assert_eq!(
        gist(&service.patch("/admin/drinks/latte", 1, json!({})).await),
        (404, json!("not_found"))
    );
}

#[tokio::test]
async fn broken_json_a_wrong_type_and_an_oversized_body_are_problems() {
    let service = Service::start().await;
    for (method, path) in [
        (Method::POST, "/admin/items"),
        (Method::PATCH, "/admin/items/americano"),
        (Method::PUT, "/admin/items/americano/availability"),
        (Method::PUT, "/admin/store/hours"),
    ] {
        let send = async |content_type: &str, body: String| {
            let request = service.request(method.clone(), path).header(header::IF_MATCH, "\"1\"");
            let response =
                request.header(header::CONTENT_TYPE, content_type).body(body).send().await.unwrap();
            assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
            gist(&answer(response).await)
        };
        for broken in ["", "{", "{\"a\":", "{\"a\":1", "{\"a\":1}}"] {
            assert_eq!(
                send("application/json", broken.to_owned()).await,
                (400, json!("invalid_json"))
            );
        }
        assert_eq!(
            send("text/plain", "{}".to_owned()).await,
            (415, json!("unsupported_media_type"))
        );
        let large = format!("\"{}\"", "a".repeat(70_000));
        assert_eq!(send("application/json", large).await, (413, json!("payload_too_large")));
    }
    assert_eq!(service.menu().await.version, 1);
}

#[tokio::test]
async fn a_wrong_method_is_a_problem_too() {
    let service = Service::start().await;
    let answer = service.send(Method::POST, "/menu", None, json!({})).await;
    assert_eq!(gist(&answer), (405, json!("method_not_allowed")));
}
