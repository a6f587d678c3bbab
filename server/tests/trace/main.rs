//! One placement through the real processes, as a trace collector sees it: every hop in one tree,
//! under the id that the phone was given, and nothing about the customer.
//!
//! `menu` and `order` are binaries of other packages. They are beside this one's when the whole
//! workspace is tested, as `cargo xtask test` does.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test, and what it found")]

mod collector;
mod metrics;
mod phone;
mod stack;

use collector::{Collector, Hop};
use phone::Phone;
use stack::Stack;

/// A name and a note that occur nowhere else, so that a search finds every leak.
const NAME: &str = "혜성김민지7f3a";
const NOTE: &str = "얼음은 세 개만 9c1e";

#[tokio::test]
async fn a_placement_is_one_tree_from_the_surface_to_the_transaction_and_tells_nothing_of_the_person()
 {
    let collector = Collector::start().await;
    let stack = Stack::start(&["--otlp-endpoint", collector.url(), "--trace-sample", "1"]).await;
    let mut phone = Phone::new(stack.surface());
    let placed = phone.place_order(&stack.menu_item().await, NAME, NOTE).await;
    assert!(placed.location.starts_with("/client/orders/"), "{placed:?}");

    let logs = stack.end().await;
    let spans = collector.spans();
    let tree: Vec<&Hop> = spans.iter().filter(|span| span.trace == placed.request_id).collect();
    let named = |service: &str, name: &str| {
        let found = tree.iter().find(|span| span.service == service && span.name == name);
        *found.unwrap_or_else(|| panic!("{service} has no span {name} among {tree:#?}"))
    };
    let page = named("web-client", "POST /client/api/{*function}");
    let call = named("web-client", "POST order");
    let service = named("order", "POST /api/v1/orders");
    let transaction = named("order", "order_place");
    let verified = named("web-client", "GET menu");
    let menu = named("menu", "GET /api/v1/menu");
    assert_eq!(page.parent, "", "the outside is no part of the tree");
    for (child, parent) in
        [(call, page), (service, call), (transaction, service), (verified, page), (menu, verified)]
    {
        assert_eq!(child.parent, parent.id, "{} is below {}", child.name, parent.name);
    }
    let orphans =
        tree.iter().filter(|span| tree.iter().all(|other| other.id != span.parent)).count();
    assert_eq!(orphans, 1, "one tree has one root: {tree:#?}");
    assert_eq!(page.attribute("http.response.status_code"), "302");
    assert_eq!(service.attribute("http.response.status_code"), "201");
    assert_eq!(transaction.attribute("db.system.name"), "sqlite");

    let line =
        logs.lines().find(|line| line.contains("\"placed\"")).expect("the order service says so");
    assert!(line.contains(&format!("\"trace_id\":\"{}\"", placed.request_id)), "{line}");
    let session = phone.session_digest();
    for secret in [NAME, NOTE, phone.cookie("jumun_customer"), &session] {
        assert!(!logs.contains(secret), "a log has {secret}");
        assert!(!collector.received(secret), "a span has {secret}");
    }
}

#[tokio::test]
async fn an_outsider_names_a_trace_and_makes_nobody_record_it() {
    let collector = Collector::start().await;
    let stack = Stack::start(&["--otlp-endpoint", collector.url(), "--trace-sample", "0"]).await;
    let answer = Phone::new(stack.surface())
        .get_with(
            "/client",
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        )
        .await;
    assert_eq!(answer.request_id, "4bf92f3577b34da6a3ce929d0e0e4736");
    stack.end().await;
    assert_eq!(collector.spans().len(), 0);
}

#[tokio::test]
async fn a_collector_that_is_gone_costs_nobody_an_order() {
    let stack =
        Stack::start(&["--otlp-endpoint", "http://127.0.0.1:9", "--trace-sample", "1"]).await;
    let mut phone = Phone::new(stack.surface());
    let placed = phone.place_order(&stack.menu_item().await, NAME, NOTE).await;
    assert!(placed.location.starts_with("/client/orders/"), "{placed:?}");
    stack.counts("jumun_trace_spans_total{outcome=\"failed\"}").await;
    stack.end().await;
}

#[tokio::test]
async fn an_order_that_failed_is_told_with_the_id_that_the_logs_have() {
    let stack = Stack::start(&[]).await;
    let mut phone = Phone::new(stack.surface());
    let item = stack.menu_item().await;
    stack.kill_order();
    let refused = phone.place_order(&item, NAME, NOTE).await;
    let id = refused.request_id;
    assert!(
        refused.location.starts_with(&format!("/client/checkout?request={id}&problem=order_")),
        "{}",
        refused.location
    );
    let page = phone.get(&refused.location).await.body;
    assert!(page.contains(&format!("<code>{id}</code>")), "{page}");
    let words =
        phone.get("/client/checkout?request=call-0900&problem=order_unavailable").await.body;
    assert!(!words.contains("call-0900"), "{words}");
    let logs = stack.end().await;
    let line =
        logs.lines().find(|line| line.contains("a call failed")).expect("the surface says so");
    assert!(line.contains(&format!("\"trace_id\":\"{id}\"")), "{line}");
}
