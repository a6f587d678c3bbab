//! Stub order service with the endpoints that the gateway uses, and faults on demand.

use crate::fixture::Process;
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures::{StreamExt, stream};
use order_api::{
    EventKind, FeedCursor, FeedSnapshot, NewOrder, Order, OrderActor, OrderEvent, OrderHandling,
    OrderId, OrderPage, OrderStatus, OrderTransition,
};
use serde_json::json;
use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

#[derive(Clone, Default)]
pub struct Fake(pub Arc<Mutex<Orders>>);

#[derive(Default)]
pub struct Orders {
    /// Key, body as sent and order of each placement.
    pub placed: Vec<(String, NewOrder, Order)>,
    pub events: Vec<OrderEvent>,
    /// Number of placements whose replies get lost after the commit.
    pub lose_replies: usize,
    /// Number of frames after which a feed connection is cut.
    pub cut_feed_after: Option<usize>,
    /// Orders in one frame of a snapshot; `None` means all of them.
    pub snapshot_part: Option<usize>,
    /// `Last-Event-ID` of each feed connection.
    pub feeds: Vec<Option<String>>,
    pub posts: usize,
}

pub fn start() -> (Process, Fake) {
    let fake = Fake::default();
    let router = Router::new()
        .route("/api/v1/orders", post(place).get(list))
        .route("/api/v1/orders/events", get(events))
        .route("/api/v1/orders/{id}", get(fetch))
        .route("/api/v1/orders/{id}/transitions", post(transition))
        .with_state(fake.clone());
    (Process::start(router), fake)
}

pub fn problem(status: StatusCode, code: &str) -> Response {
    let body = json!({ "status": status.as_u16(), "code": code, "title": code });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

impl Orders {
    pub fn push_event(&mut self, number: i64) {
        let order = order(
            number,
            &serde_json::from_value(json!({
                "customer": { "session": "s" }, "dining": "here", "menu_version": 1, "menu_verified": true,
                "currency": "KRW", "lines": [], "total": 0,
            }))
            .unwrap(),
        );
        self.events.push(OrderEvent {
            kind: EventKind::Placed,
            actor: OrderActor::Customer,
            at: order.placed_at,
            order,
        });
    }
}

fn order(number: i64, new: &NewOrder) -> Order {
    let at = crate::fixture::now();
    Order {
        id: OrderId(uuid::Uuid::from_u128(number.unsigned_abs().into())),
        store: new.store.clone(),
        number,
        business_date: "2026-03-02".parse().unwrap(),
        status: OrderStatus::Placed,
        version: 1,
        placed_at: at,
        promised_at: new.pickup_at.unwrap_or(at + Duration::from_secs(new.lead_time_s.into())),
        status_at: at,
        reason: None,
        customer: new.customer.clone(),
        dining: new.dining,
        menu_version: new.menu_version,
        menu_verified: new.menu_verified,
        currency: new.currency.clone(),
        lines: new.lines.clone(),
        total: new.total,
        note: new.note.clone(),
        cup: new.cup,
        pickup_at: new.pickup_at,
        handling: OrderHandling::default(),
    }
}

async fn place(
    State(fake): State<Fake>,
    headers: HeaderMap,
    Json(new): Json<NewOrder>,
) -> Response {
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let mut orders = fake.0.lock().unwrap();
    orders.posts += 1;
    let earlier = orders.placed.iter().find(|(k, ..)| *k == key).cloned();
    let (status, order) = match earlier {
        Some((_, body, order)) if body == new => (StatusCode::OK, order),
        Some(_) => return problem(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused"),
        None => {
            let order = order(i64::try_from(orders.placed.len()).unwrap() + 1, &new);
            orders.placed.push((key, new, order.clone()));
            (StatusCode::CREATED, order)
        }
    };
    if orders.lose_replies > 0 {
        orders.lose_replies -= 1;
        let broken = stream::iter([Err::<&str, _>(io::Error::other("lost"))]);
        return (status, Body::from_stream(broken)).into_response();
    }
    (status, Json(order)).into_response()
}

async fn list(
    State(fake): State<Fake>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<OrderPage> {
    let orders = fake.0.lock().unwrap();
    let store = query.get("store").map_or("main", String::as_str);
    let wanted = |(key, new, _): &&(String, NewOrder, Order)| {
        new.store == store
            && query.get("idempotency_key").is_none_or(|k| k == key)
            && query.get("session").is_none_or(|s| *s == new.customer.session)
    };
    let orders = orders.placed.iter().filter(wanted).map(|(.., order)| order.clone()).collect();
    Json(OrderPage { orders, next_cursor: None })
}

async fn fetch(State(fake): State<Fake>, Path(id): Path<OrderId>) -> Response {
    let orders = fake.0.lock().unwrap();
    match orders.placed.iter().find(|(.., order)| order.id == id) {
        Some((.., order)) => Json(order).into_response(),
        None => problem(StatusCode::NOT_FOUND, "not_found"),
    }
}

async fn transition(
    State(fake): State<Fake>,
    Path(id): Path<OrderId>,
    Json(to): Json<OrderTransition>,
) -> Response {
    let mut orders = fake.0.lock().unwrap();
    let (.., order) = orders.placed.iter_mut().find(|(.., order)| order.id == id).unwrap();
    if order.version != to.expected_version {
        return problem(StatusCode::CONFLICT, "version_conflict");
    }
    (order.status, order.version) = (to.to, order.version + 1);
    Json(&*order).into_response()
}

async fn events(State(fake): State<Fake>, headers: HeaderMap) -> Response {
    let mut orders = fake.0.lock().unwrap();
    let after = headers.get("last-event-id").map(|id| id.to_str().unwrap().to_owned());
    orders.feeds.push(after.clone());
    let known = match after {
        None => None,
        Some(after) => {
            let at = usize::try_from(after.parse::<FeedCursor>().unwrap().sequence).unwrap();
            if at > orders.events.len() {
                return problem(StatusCode::BAD_REQUEST, "invalid_cursor");
            }
            Some(at)
        }
    };
    let mut frames = Vec::new();
    if known.is_none() {
        let mut rest: Vec<_> = orders.events.iter().map(|event| event.order.clone()).collect();
        while let Some(size) = orders.snapshot_part.filter(|size| *size < rest.len()) {
            let part = FeedSnapshot { orders: rest.drain(..size).collect(), more: true };
            frames.push(format!(
                "event: snapshot\ndata: {}\n\n",
                serde_json::to_string(&part).unwrap()
            ));
        }
        frames.push(frame(
            "snapshot",
            orders.events.len(),
            &FeedSnapshot { orders: rest, more: false },
        ));
    }
    for (at, event) in orders.events.iter().enumerate().skip(known.unwrap_or(orders.events.len())) {
        frames.push(frame("order", at + 1, event));
    }
    let cut = orders.cut_feed_after.filter(|after| *after <= frames.len());
    let end = if let Some(after) = cut {
        frames.truncate(after);
        // Breaks off in the middle of a frame, as a killed process does; each yield lets the part
        // before it reach the wire.
        let end = [Ok("id: 0-99\nevent: order\nda".to_owned()), Err(io::Error::other("cut"))];
        stream::iter(end)
            .then(|part| async {
                tokio::task::yield_now().await;
                part
            })
            .boxed()
    } else {
        stream::pending().boxed()
    };
    let body = Body::from_stream(stream::iter(frames).map(Ok).chain(end));
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

fn frame(event: &str, at: usize, data: &impl serde::Serialize) -> String {
    format!("event: {event}\nid: 0-{at}\ndata: {}\n\n", serde_json::to_string(data).unwrap())
}
