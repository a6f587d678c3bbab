use crate::service::Service;
use db_kit::audit::ChangeAuthor;
use jiff::Timestamp;
use menu_api::Store;
use reqwest::{Method, StatusCode, header};

#[tokio::test]
async fn the_menu_comes_whole_with_its_version_as_etag() {
    let service = Service::start().await;
    let response = service.get("/menu").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::ETAG], "\"1\"");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    let menu: menu_api::Menu = response.json().await.unwrap();
    assert_eq!((menu.version, menu.categories.len()), (1, 6));
    assert!(menu.items.len() >= 35);
}

#[tokio::test]
async fn a_reader_who_has_the_version_gets_304_until_it_changes() {
    let service = Service::start().await;
    for path in ["/menu", "/store"] {
        let version = service.menu().await.version;
        let again = || {
            service
                .request(Method::GET, path)
                .header(header::IF_NONE_MATCH, format!("\"{version}\""))
        };
        let response = again().send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(response.headers()[header::ETAG], format!("\"{version}\""));
        assert!(response.bytes().await.unwrap().is_empty());
        let hide =
            serde_json::json!({ "state": if path == "/menu" { "hidden" } else { "available" } });
        service.put("/admin/items/americano/availability", hide).await;
        let response = again().send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::ETAG], format!("\"{}\"", version + 1));
    }
}

#[tokio::test]
async fn the_store_comes_alone() {
    let store: Store = Service::start().await.get("/store").await.json().await.unwrap();
    assert_eq!((store.id.as_str(), store.currency.as_str()), ("main", "KRW"));
}

#[tokio::test]
async fn what_another_replica_changed_is_in_the_next_answer() {
    let service = Service::start().await;
    let before = service.menu().await;
    let other = service.other_replica().await;
    let dearer = |menu: &mut menu_api::Menu| {
        menu.items[0].price_minor += 500;
        Ok(())
    };
    other
        .change_menu(
            &before.store.id,
            None,
            &dearer,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await
        .unwrap();
    let after = service.menu().await;
    assert_eq!((after.version, after.items[0].price_minor), (2, before.items[0].price_minor + 500));
}

#[tokio::test]
async fn it_is_alive_and_ready_and_says_its_version() {
    let service = Service::start().await;
    for path in ["/livez", "/readyz", "/metrics", "/version"] {
        assert_eq!(service.plain(path).await.status(), StatusCode::OK, "{path}");
    }
}
