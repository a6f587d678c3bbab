use crate::service::{Service, gist};
use reqwest::{Method, StatusCode, header};
use serde_json::json;

#[tokio::test]
async fn a_category_an_option_group_and_an_item_are_made_patched_and_taken_out() {
    let service = Service::start().await;
    let season = json!({"id": "season", "name": {"ko": "시즌 메뉴", "en": "Seasonal"}});
    assert_eq!(gist(&service.post("/admin/categories", 1, season).await), (201, json!(2)));
    let glass = json!({"id": "glass", "name": {"ko": "잔"}, "max": 1, "options": [
        {"id": "tall-glass", "name": {"ko": "긴 잔"}}, {"id": "mug", "name": {"ko": "머그"}, "price_minor": 100},
    ]});
    assert_eq!(gist(&service.post("/admin/option-groups", 2, glass).await), (201, json!(3)));
    let shaved_ice = json!({"id": "patbingsu", "category": "season", "name": {"ko": "팥빙수"}, "price_minor": 11000,
        "allergens": ["milk"], "option_groups": ["glass"]});
    let (status, body) = service.post("/admin/items", 3, shaved_ice).await;
    assert_eq!(
        (status, &body["version"], &body["id"]),
        (StatusCode::CREATED, &json!(4), &json!("patbingsu"))
    );

    let patch =
        json!({"price_minor": 12000, "name": {"en": "Red bean shaved ice"}, "allergens": null});
    let (status, body) = service.patch("/admin/items/patbingsu", 4, patch).await;
    assert_eq!(
        (status, &body["version"], &body["price_minor"]),
        (StatusCode::OK, &json!(5), &json!(12000))
    );
    let menu = service.menu().await;
    let item = menu.items.last().unwrap();
    assert_eq!((item.name.ko.as_str(), item.name.en.as_str()), ("팥빙수", "Red bean shaved ice"));
    assert_eq!((item.price_minor, item.allergens.len()), (12_000, 0));

    assert_eq!(
        gist(&service.patch("/admin/option-groups/glass", 5, json!({"min": 1})).await),
        (200, json!(6))
    );
    assert_eq!(
        gist(&service.patch("/admin/categories/season", 6, json!({"name": {"ko": "여름"}})).await)
            .0,
        200
    );
    for (version, path) in
        [(7, "items/patbingsu"), (8, "option-groups/glass"), (9, "categories/season")]
    {
        assert_eq!(
            gist(&service.delete(&format!("/admin/{path}"), version).await),
            (200, json!(version + 1))
        );
    }
    let first = Service::start().await.menu().await;
    let now = service.menu().await;
    assert_eq!(
        (now.items, now.option_groups, now.categories),
        (first.items, first.option_groups, first.categories)
    );
}

#[tokio::test]
async fn of_two_editors_the_second_is_told_the_version_and_may_try_again() {
    let service = Service::start().await;
    let seen = service.menu().await.version;
    let dearer = service.patch("/admin/items/americano", seen, json!({"price_minor": 4800})).await;
    assert_eq!(gist(&dearer), (200, json!(2)));
    let renamed = json!({"name": {"en": "Long black"}});
    let (status, problem) = service.patch("/admin/items/americano", seen, renamed.clone()).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::PRECONDITION_FAILED, &json!("version_conflict"))
    );
    assert_eq!(problem["version"], 2);
    assert_eq!(service.menu().await.items[1].name.en, "Americano");
    assert_eq!(gist(&service.patch("/admin/items/americano", 2, renamed).await), (200, json!(3)));
    let menu = service.menu().await;
    assert_eq!((menu.items[1].price_minor, menu.items[1].name.en.as_str()), (4_800, "Long black"));
}

#[tokio::test]
async fn an_edit_without_if_match_is_asked_for_one() {
    let service = Service::start().await;
    for (method, path) in [
        (Method::POST, "/admin/categories"),
        (Method::PATCH, "/admin/items/americano"),
        (Method::DELETE, "/admin/option-groups/size"),
    ] {
        let answer = service.send(method, path, None, json!({})).await;
        assert_eq!(gist(&answer), (428, json!("if_match_missing")), "{path}");
    }
}

#[tokio::test]
async fn an_if_match_that_is_no_version_matches_nothing() {
    let service = Service::start().await;
    for tag in ["*", "W/\"1\"", "1", "\"one\"", "\"1\", \"2\"", "\""] {
        let request =
            service.request(Method::DELETE, "/admin/items/americano").header(header::IF_MATCH, tag);
        let answer = crate::service::answer(request.send().await.unwrap()).await;
        assert_eq!(gist(&answer), (412, json!("version_conflict")), "{tag}");
    }
}

#[tokio::test]
async fn the_answer_to_an_edit_carries_the_new_etag() {
    let service = Service::start().await;
    let request =
        service.request(Method::PATCH, "/admin/items/americano").header(header::IF_MATCH, "\"1\"");
    let request = request.header(header::CONTENT_TYPE, "application/merge-patch+json");
    let response = request.body(r#"{"caffeine_mg":null}"#).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::ETAG], "\"2\"");
    assert_eq!(service.menu().await.items[1].caffeine_mg, None);
}

#[tokio::test]
async fn a_patch_that_changes_nothing_keeps_the_version() {
    let service = Service::start().await;
    for body in [json!({}), json!({"price_minor": 4500}), json!({"name": {"ko": "아메리카노"}})]
    {
        assert_eq!(gist(&service.patch("/admin/items/americano", 1, body).await), (200, json!(1)));
    }
}

#[tokio::test]
async fn an_arrangement_takes_the_version_that_was_seen() {
    let service = Service::start().await;
    let swapped = json!({"items": ["americano", "espresso"]});
    let put = |version, body| service.send(Method::PUT, "/admin/arrangement", version, body);
    assert_eq!(gist(&put(None, swapped.clone()).await), (428, json!("if_match_missing")));
    assert_eq!(gist(&put(Some(1), swapped.clone()).await), (200, json!(2)));
    assert_eq!(service.menu().await.items[0].id.as_str(), "americano");
    assert_eq!(gist(&put(Some(1), swapped.clone()).await), (412, json!("version_conflict")));
    assert_eq!(gist(&put(Some(2), swapped).await), (200, json!(2)), "as it is already");
    assert_eq!(gist(&put(Some(2), json!({"items": ["gone"]})).await), (404, json!("not_found")));
}

#[tokio::test]
async fn a_broken_rule_says_in_which_field() {
    let service = Service::start().await;
    let (status, problem) =
        service.patch("/admin/items/americano", 1, json!({"prep_s": 7201})).await;
    assert_eq!(
        (status.as_u16(), &problem["code"], &problem["field"]),
        (422, &json!("invalid_menu"), &json!("prep_s"))
    );
}

#[tokio::test]
async fn a_whole_menu_of_any_size_is_replaced_at_once_or_not_at_all() {
    let service = Service::start().await;
    let menu = service.menu().await;
    let mut content = json!({"categories": menu.categories, "items": menu.items, "option_groups": menu.option_groups});
    let put = |version, body| service.send(Method::PUT, "/admin/menu", Some(version), body);
    assert_eq!(gist(&put(1, content.clone()).await), (200, json!(1)), "as it is already");
    let items = content["items"].as_array_mut().unwrap();
    for n in 0..300 {
        let one = json!({"id": format!("one-{n}"), "category": "coffee", "name": {"ko": "하나"}, "price_minor": n,
            "description": {"ko": "가".repeat(400)}});
        items.push(one);
    }
    let count = items.len();
    assert_eq!(gist(&put(1, content.clone()).await), (200, json!(2)));
    assert_eq!(service.menu().await.items.len(), count);
    assert_eq!(gist(&put(1, content.clone()).await), (412, json!("version_conflict")));
    content["items"][0]["price_minor"] = json!(-1);
    content["items"].as_array_mut().unwrap().truncate(1);
    assert_eq!(gist(&put(2, content).await), (422, json!("invalid_menu")));
    assert_eq!(service.menu().await.items.len(), count);
}
