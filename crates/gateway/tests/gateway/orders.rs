//! Tests of reading and moving orders.

use crate::{
    fake_menu::FakeMenu,
    fake_order,
    fixture::{Folder, gateway, menu_until, now, placement},
};
use gateway::{Freshness, GatewayError, OrderQuery};
use order_api::{Actor, OrderId, Status, Transition};

#[tokio::test]
async fn an_order_is_found_listed_and_moved_and_a_stale_version_is_refused() {
    let (menu, folder) = (FakeMenu::start(), Folder::new());
    let (order, _orders) = fake_order::start();
    let gateway = gateway(menu.process.url(), order.url(), folder.path());
    menu_until(&gateway, |known| known.freshness == Freshness::Fresh).await;
    let placed = gateway.place(placement("k"), now()).await.unwrap().order;

    assert_eq!(gateway.order(placed.id).await, Ok(Some(placed.clone())));
    assert_eq!(gateway.order(OrderId(uuid::Uuid::max())).await, Ok(None));
    let mine = OrderQuery { session: Some("session-1".into()), ..OrderQuery::default() };
    assert_eq!(gateway.orders(&mine).await.unwrap().orders, std::slice::from_ref(&placed));
    let others = OrderQuery { session: Some("session-2".into()), ..OrderQuery::default() };
    assert_eq!(gateway.orders(&others).await.unwrap().orders, []);

    let accept = Transition { to: Status::Accepted, expected_version: 1, actor: Actor::Staff, reason: None };
    assert_eq!(gateway.transition(placed.id, &accept).await.unwrap().status, Status::Accepted);
    let refused = gateway.transition(placed.id, &accept).await.unwrap_err();
    let GatewayError::Refused(problem) = refused else { panic!("{refused:?}") };
    assert_eq!((problem.status, problem.code.as_str()), (409, "version_conflict"));
}
