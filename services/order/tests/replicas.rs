//! Three real processes on one Postgres database; `JUMUN_TEST_POSTGRES` names the server.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests, and their helpers outside of #[test]"
)]

#[expect(dead_code, reason = "shared with the suite of the store, which uses more")]
#[path = "common/databases.rs"]
mod databases;
#[path = "common/orders.rs"]
mod orders;
#[expect(dead_code, reason = "shared with tests on SQLite")]
#[path = "common/process.rs"]
mod process;

use databases::Base;
use futures::{StreamExt as _, future::join_all};
use order_api::{FeedCursor, NewOrder, Order, OrderEvent, OrderId};
use process::Process;
use reqwest::{Client, StatusCode};
use sqlx::{Connection as _, Executor as _, PgConnection};
use sse_stream::SseByteStream;
use std::{
    collections::{BTreeSet, HashMap},
    pin::Pin,
    time::{Duration, Instant},
};
use tokio::time::timeout;

const REPLICAS: usize = 3;
const CLIENTS: usize = 200;
const ORDERS_EACH: usize = 3;
const PATIENCE: Duration = Duration::from_secs(120);

async fn replicas(base: &Base) -> Vec<Process> {
    join_all((0..REPLICAS).map(|_| Process::start_on(&base.url))).await
}

/// Places an order, and retries with the same key while the service answers 503.
async fn place(client: &Client, base: &str, key: &str) -> (StatusCode, Order) {
    let order = NewOrder { note: key.to_owned(), ..orders::new_order() };
    let placing = async {
        loop {
            let request =
                client.post(format!("{base}/api/v1/orders")).header("idempotency-key", key);
            let answer = request.json(&order).send().await.unwrap();
            match answer.status() {
                StatusCode::SERVICE_UNAVAILABLE => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                status => return (status, answer.json().await.unwrap()),
            }
        }
    };
    timeout(PATIENCE, placing).await.expect("it is placed in the end")
}

type Frames = Pin<Box<dyn futures::Stream<Item = (FeedCursor, OrderEvent)> + Send>>;

/// Feed reader that reconnects with its last position when a feed ends, as feeds do that briefly
/// cannot read.
struct Reader {
    base: String,
    read: String,
    frames: Frames,
}

impl Reader {
    /// Reads from the first event.
    async fn open(base: &str) -> Self {
        let read = "0-0".to_owned();
        Self { base: base.to_owned(), frames: Self::frames(base, &read).await, read }
    }

    async fn frames(base: &str, after: &str) -> Frames {
        let url = format!("{base}/api/v1/orders/events?after={after}");
        let answer = Client::new().get(url).send().await.unwrap().error_for_status().unwrap();
        Box::pin(SseByteStream::new(answer.bytes_stream()).filter_map(|frame| async {
            let frame = frame.unwrap();
            Some((frame.id?.parse().unwrap(), serde_json::from_str(&frame.data?).unwrap()))
        }))
    }

    async fn next(&mut self) -> (FeedCursor, OrderEvent) {
        loop {
            if let Some(event) = self.frames.next().await {
                self.read = event.0.to_string();
                return event;
            }
            self.frames = Self::frames(&self.base, &self.read).await;
        }
    }

    /// Reads the next `count` events in order, and checks that no other follows within a moment.
    async fn read(&mut self, count: usize) -> Vec<(FeedCursor, OrderEvent)> {
        let mut events = Vec::new();
        let reading = async {
            while events.len() < count {
                events.push(self.next().await);
            }
        };
        timeout(PATIENCE, reading).await.expect("all come");
        let more = timeout(Duration::from_millis(300), self.next()).await;
        assert!(more.is_err(), "one too many: {more:?}");
        assert!(events.is_sorted_by(|a, b| a.0 < b.0));
        events
    }
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn two_hundred_clients_on_three_replicas_get_each_number_once_and_no_reader_skips_an_event() {
    let base = Base::postgres().await;
    let replicas = replicas(&base).await;
    let addresses: Vec<_> = replicas.iter().map(|replica| replica.base.clone()).collect();
    let mut readers = join_all(addresses.iter().map(|base| Reader::open(base))).await;

    let client = Client::new();
    let began = Instant::now();
    let clients = (0..CLIENTS).map(async |number| {
        let mut acknowledged = Vec::new();
        for order in 0..ORDERS_EACH {
            let key = format!("client-{number}-{order}");
            let at = |turn: usize| &addresses[(number + order + turn) % REPLICAS];
            // Send the same key to two replicas at once, like a retry while the first attempt is
            // only slow.
            let (one, other) =
                tokio::join!(place(&client, at(0), &key), place(&client, at(1), &key));
            assert_eq!(one.1, other.1, "{key} is answered alike");
            let statuses = BTreeSet::from([one.0, other.0]);
            assert!(
                statuses.is_subset(&BTreeSet::from([StatusCode::OK, StatusCode::CREATED])),
                "{statuses:?}"
            );
            acknowledged.push(one.1);
        }
        acknowledged
    });
    let acknowledged: Vec<Order> = join_all(clients).await.into_iter().flatten().collect();
    let took = began.elapsed();

    let count = CLIENTS * ORDERS_EACH;
    assert_eq!(acknowledged.len(), count);
    let numbers: BTreeSet<_> =
        acknowledged.iter().map(|order| (order.business_date, order.number)).collect();
    assert_eq!(numbers.len(), count, "each number is given once");
    let ids: BTreeSet<OrderId> = acknowledged.iter().map(|order| order.id).collect();
    assert_eq!(ids.len(), count, "each key made one order");

    let seen = join_all(readers.iter_mut().map(|reader| reader.read(count))).await;
    for events in &seen {
        assert_eq!(events, &seen[0], "every reader sees the same in the same order");
    }
    let by_id: HashMap<_, _> =
        seen[0].iter().map(|(_, event)| (event.order.id, &event.order)).collect();
    assert!(
        acknowledged.iter().all(|order| by_id.get(&order.id) == Some(&order)),
        "nothing is skipped"
    );
    println!(
        "{count} orders, each sent to two of {REPLICAS} replicas by {CLIENTS} clients, in {took:.1?}"
    );
    drop(replicas);
    base.finish().await;
}

/// Reads like a client that remembers only the last sequence number.
async fn naive(conn: &mut PgConnection, last: &mut i64) -> Vec<i64> {
    let sql = "SELECT sequence FROM order_events WHERE sequence > $1 ORDER BY sequence";
    let seen: Vec<i64> = sqlx::query_scalar(sql).bind(*last).fetch_all(conn).await.unwrap();
    *last = seen.last().copied().unwrap_or(*last);
    seen
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn a_transaction_held_open_makes_a_naive_reader_skip_its_row_and_no_replicas_feed() {
    let base = Base::postgres().await;
    let replicas = replicas(&base).await;
    let mut readers = join_all(replicas.iter().map(|replica| Reader::open(&replica.base))).await;
    let mut naive_conn = PgConnection::connect(&base.url).await.unwrap();
    let mut last = 0;
    let client = Client::new();
    let (_, first) = place(&client, &replicas[0].base, "first").await;
    assert_eq!(naive(&mut naive_conn, &mut last).await.len(), 1);
    for reader in &mut readers {
        assert_eq!(reader.read(1).await[0].1.order, first);
    }

    let mut held = PgConnection::connect(&base.url).await.unwrap();
    held.execute("BEGIN").await.unwrap();
    let event =
        "INSERT INTO order_events (store_id, order_id, version, kind, actor, at_ms, payload)
                 SELECT store_id, order_id, 2, kind, actor, at_ms, payload FROM order_events";
    held.execute(event).await.unwrap();
    let (_, overtaking) = place(&client, &replicas[1].base, "overtaking").await;

    // The hazard: the later row is read first, and the earlier row, which becomes visible
    // afterwards, never.
    assert_eq!(naive(&mut naive_conn, &mut last).await.len(), 1, "the naive reader goes ahead");
    for reader in &mut readers {
        let early = timeout(Duration::from_millis(500), reader.next()).await;
        assert!(early.is_err(), "the feed waits: {early:?}");
    }
    held.execute("COMMIT").await.unwrap();
    assert_eq!(
        naive(&mut naive_conn, &mut last).await,
        [0_i64; 0],
        "the naive reader has skipped a row"
    );
    for reader in &mut readers {
        let orders: Vec<_> =
            reader.read(2).await.into_iter().map(|(_, event)| event.order.id).collect();
        assert_eq!(orders, [first.id, overtaking.id], "the feed has not");
    }
    drop(replicas);
    base.finish().await;
}
