//! Tests of reading and moving orders.

use crate::{
    fake_menu::FakeMenu,
    fake_order,
    fixture::{Folder, gateway, menu_until, now, placement},
};
use gateway::{CacheFreshness, GatewayError, OrderPageQuery};
use order_api::{OrderActor, OrderId, OrderStatus, OrderTransition};

#[tokio::test]
async fn an_order_is_found_listed_and_moved_and_a_stale_version_is_refused() {
    let menu = FakeMenu::start();
    let folder = Folder::new();
    let (order, _orders) = fake_order::start();
    let gateway = gateway(menu.process.url(), order.url(), folder.path());
    menu_until(&gateway, |known| known.freshness == CacheFreshness::Fresh).await;
    let placed = gateway.place_order(placement("k"), now()).await.unwrap().order;

    assert_eq!(gateway.fetch_order(placed.id).await, Ok(Some(placed.clone())));
    assert_eq!(gateway.fetch_order(OrderId(uuid::Uuid::max())).await, Ok(None));
    let mine = OrderPageQuery { session: Some("session-1".into()), ..OrderPageQuery::default() };
    assert_eq!(gateway.list_orders(&mine).await.unwrap().orders, std::slice::from_ref(&placed));
    let others = OrderPageQuery { session: Some("session-2".into()), ..OrderPageQuery::default() };
    assert_eq!(gateway.list_orders(&others).await.unwrap().orders, []);

    let accept = OrderTransition {
        to: OrderStatus::Accepted,
        expected_version: 1,
        actor: OrderActor::Staff,
        reason: None,
    };
    assert_eq!(
        gateway.transition_order(placed.id, &accept).await.unwrap().status,
        OrderStatus::Accepted
    );
    let refused = gateway.transition_order(placed.id, &accept).await.unwrap_err();
    let GatewayError::Refused(problem) = refused else { panic!("{refused:?}") };
    assert_eq!((problem.status, problem.code.as_str()), (409, "version_conflict"));
}
