//! Tests of the menu while its service comes and goes.

use crate::{
    fake_menu::FakeMenu,
    fixture::{Folder, PATIENCE, gateway, menu_until, nowhere},
};
use gateway::{CacheFreshness, Gateway, GatewayConfig};
use std::time::Duration;
use tokio::time::timeout;

#[tokio::test]
async fn a_change_reaches_the_watch() {
    let service = FakeMenu::start();
    let folder = Folder::new();
    let gateway = gateway(service.process.url(), nowhere(), folder.path());
    menu_until(&gateway, |known| {
        known.freshness == CacheFreshness::Fresh && known.menu.version == 1
    })
    .await;
    service.change(|menu| menu.items[0].price_minor = 5500);
    let known = menu_until(&gateway, |known| known.menu.version == 2).await;
    assert_eq!((known.menu.items[0].price_minor, known.freshness), (5500, CacheFreshness::Fresh));
}

#[tokio::test]
async fn the_menu_outlives_its_service_and_is_fresh_again_when_that_returns() {
    let mut service = FakeMenu::start();
    let folder = Folder::new();
    let gateway = gateway(service.process.url(), nowhere(), folder.path());
    menu_until(&gateway, |known| known.freshness == CacheFreshness::Fresh).await;
    service.process.kill();
    let known = menu_until(&gateway, |known| known.freshness == CacheFreshness::Stale).await;
    assert_eq!(known.menu.version, 1);
    service.change(|menu| menu.items.clear());
    service.process.revive();
    let known = menu_until(&gateway, |known| known.freshness == CacheFreshness::Fresh).await;
    assert_eq!((known.menu.version, known.menu.items.len()), (2, 0));
}

#[tokio::test]
async fn a_restarted_gateway_knows_the_menu_while_its_service_is_down() {
    let service = FakeMenu::start();
    let folder = Folder::new();
    let first = gateway(service.process.url(), nowhere(), folder.path());
    menu_until(&first, |known| known.menu.version == 1).await;
    timeout(PATIENCE, async {
        while std::fs::read_dir(folder.path())
            .unwrap()
            .all(|e| !e.unwrap().path().ends_with("last-known-menu.json"))
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .unwrap();
    drop((first, service));
    let second = gateway(nowhere(), nowhere(), folder.path());
    let known = second.known_menu().unwrap();
    assert_eq!((known.menu.version, known.freshness), (1, CacheFreshness::StaleOnDisk));
}

#[tokio::test]
async fn without_a_copy_and_without_a_service_no_menu_is_known() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("last-known-menu.json"), "{ damaged").unwrap();
    assert_eq!(gateway(nowhere(), nowhere(), folder.path()).known_menu(), None);
}

#[tokio::test]
async fn after_the_first_look_there_is_a_menu_or_no_service() {
    let service = FakeMenu::start();
    let folder = Folder::new();
    let empty = Folder::new();
    let started = gateway(service.process.url(), nowhere(), folder.path());
    started.wait_for_menu().await;
    assert_eq!(started.known_menu().unwrap().menu.version, 1);
    let alone = gateway(nowhere(), nowhere(), empty.path());
    timeout(PATIENCE, alone.wait_for_menu()).await.unwrap();
    assert_eq!(alone.known_menu(), None);
}

#[tokio::test]
async fn another_menu_under_the_same_number_is_taken_after_a_restart_of_the_service() {
    let mut service = FakeMenu::start();
    let folder = Folder::new();
    let gateway = gateway(service.process.url(), nowhere(), folder.path());
    menu_until(&gateway, |known| known.freshness == CacheFreshness::Fresh).await;
    service.process.kill();
    menu_until(&gateway, |known| known.freshness == CacheFreshness::Stale).await;
    service.change(|menu| {
        menu.version = 1;
        menu.items[0].price_minor = 1;
    });
    service.process.revive();
    let known = menu_until(&gateway, |known| known.freshness == CacheFreshness::Fresh).await;
    assert_eq!(known.menu.items[0].price_minor, 1);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_with_its_name() {
    let folder = Folder::new();
    let config = GatewayConfig {
        signer: None,
        menu_url: nowhere(),
        order_url: "order:7102".into(),
        staff: None,
        menu_cache: folder.path().into(),
    };
    let error = Gateway::start(config).err().unwrap().to_string();
    assert!(error.contains("\"order:7102\"") && error.contains("order service"), "{error}");
}
