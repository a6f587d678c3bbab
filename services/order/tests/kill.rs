//! Crash test: the real process is killed repeatedly while it takes orders. Every acknowledged
//! order exists, and exists once.

#![expect(clippy::unwrap_used, reason = "a test, and what it found")]

#[path = "common/orders.rs"]
mod orders;
#[path = "common/process.rs"]
mod process;

use futures::StreamExt as _;
use order_api::{EventKind, NewOrder, Order, OrderEvent, OrderId, OrderPage};
use process::Process;
use reqwest::Client;
use sse_stream::SseByteStream;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

const ROUNDS: u64 = 50;
const CLIENTS: usize = 6;

/// What the clients know: the order for each acknowledged key, and the keys without an answer.
#[derive(Default)]
struct Book {
    acknowledged: HashMap<String, Order>,
    unanswered: Vec<String>,
    retried: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_order_is_lost_and_no_retried_one_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let mut book = Book::default();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for round in 0..ROUNDS {
        let process = Process::start(folder.path()).await;
        let mut clients = JoinSet::new();
        for client in 0..CLIENTS {
            // Every second client first retries a key that got no answer.
            let owed = if client % 2 == 0 { book.unanswered.pop() } else { None };
            book.retried += usize::from(owed.is_some());
            clients.spawn(place_until_it_dies(
                process.base.clone(),
                owed,
                format!("r{round}-c{client}"),
            ));
        }
        tokio::time::sleep(Duration::from_millis(dice.roll(5, 120))).await;
        drop(process);
        while let Some(said) = clients.join_next().await {
            let (acknowledged, unanswered) = said.unwrap();
            book.acknowledged.extend(acknowledged);
            book.unanswered.extend(unanswered);
        }
    }
    let process = Process::start(folder.path()).await;
    let figures = check(&process.base, &book).await;
    println!(
        "{ROUNDS} kills in {:.1?}: {} acknowledged, {} retried, {figures}",
        began.elapsed(),
        book.acknowledged.len(),
        book.retried
    );
    assert!(book.acknowledged.len() > 100 && book.retried > 10, "the test did something");
}

/// Places one order after the other until there is no answer. Returns the acknowledged orders and
/// the unanswered key.
async fn place_until_it_dies(
    base: String,
    owed: Option<String>,
    name: String,
) -> (Vec<(String, Order)>, Option<String>) {
    let client = Client::new();
    let mut acknowledged = Vec::new();
    let keys = owed.into_iter().chain((0..).map(|i| format!("{name}-{i}")));
    for key in keys {
        match place(&client, &base, &key).await {
            Ok(order) => acknowledged.push((key, order)),
            Err(_died) => return (acknowledged, Some(key)),
        }
    }
    unreachable!("there is always a next key")
}

async fn place(client: &Client, base: &str, key: &str) -> reqwest::Result<Order> {
    let order = NewOrder { note: key.to_owned(), ..orders::new_order() };
    let request =
        client.post(format!("{base}/api/v1/orders")).header("idempotency-key", key).json(&order);
    let answer = request.timeout(Duration::from_secs(10)).send().await?;
    assert!(matches!(answer.status().as_u16(), 200 | 201), "{}", answer.status());
    answer.json().await
}

async fn check(base: &str, book: &Book) -> String {
    let client = Client::new();
    let orders = all_orders(&client, base).await;
    let keys: BTreeMap<&str, &Order> =
        orders.iter().map(|order| (order.note.as_str(), order)).collect();
    assert_eq!(keys.len(), orders.len(), "each key made one order");
    for (key, acknowledged) in &book.acknowledged {
        assert_eq!(keys.get(key.as_str()).copied(), Some(acknowledged), "{key} was acknowledged");
    }
    let unknown: Vec<_> =
        keys.keys().filter(|key| !book.acknowledged.contains_key(**key)).collect();
    assert!(
        unknown.iter().all(|key| book.unanswered.iter().any(|k| k == *key)),
        "every order was asked for"
    );
    let numbers: BTreeSet<_> =
        orders.iter().map(|order| (order.business_date, order.number)).collect();
    assert_eq!(numbers.len(), orders.len(), "each number is given once");
    let last = orders.iter().map(|order| order.number).max().unwrap();

    let events = placed_events(&client, base, orders.len()).await;
    let placed: BTreeSet<OrderId> = events.iter().map(|event| event.order.id).collect();
    assert_eq!(placed.len(), events.len(), "each order has one event");
    assert_eq!(placed, orders.iter().map(|order| order.id).collect(), "and each event an order");
    for key in &book.unanswered {
        let again = place(&client, base, key).await.unwrap();
        assert_eq!(again.note, *key, "who never heard can still ask");
    }
    let answered_late = all_orders(&client, base).await.len();
    assert_eq!(answered_late, book.acknowledged.len() + book.unanswered.len());
    format!(
        "{} orders with numbers up to {last}, {} events, {} committed but never acknowledged",
        orders.len(),
        events.len(),
        unknown.len()
    )
}

async fn all_orders(client: &Client, base: &str) -> Vec<Order> {
    let mut orders = Vec::new();
    let mut url = format!("{base}/api/v1/orders?limit=200");
    loop {
        let page: OrderPage = client.get(&url).send().await.unwrap().json().await.unwrap();
        orders.extend(page.orders);
        let Some(next) = page.next_cursor else { return orders };
        url = format!("{base}/api/v1/orders?limit=200&cursor={next}");
    }
}

/// Reads the feed from the start. After the last expected event it waits a moment, since another
/// event would be one too many.
async fn placed_events(client: &Client, base: &str, count: usize) -> Vec<OrderEvent> {
    let feed = client.get(format!("{base}/api/v1/orders/events?after=0-0")).send().await.unwrap();
    let frames =
        SseByteStream::new(feed.bytes_stream()).filter_map(|frame| async { frame.unwrap().data });
    let mut frames = Box::pin(frames);
    let mut events: Vec<OrderEvent> = Vec::new();
    let patience = |have: usize| Duration::from_millis(if have < count { 10_000 } else { 500 });
    while let Ok(Some(data)) = tokio::time::timeout(patience(events.len()), frames.next()).await {
        events.push(serde_json::from_str(&data).unwrap());
    }
    assert!(events.iter().all(|event| event.kind == EventKind::Placed));
    events
}

/// Pseudorandom numbers, the same in every run.
struct Dice(u64);

impl Dice {
    /// xorshift: a number from `from` to below `to`.
    fn roll(&mut self, from: u64, to: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        from + self.0 % (to - from)
    }
}
