//! Reads the order database from outside, on either engine. The statements are written once and
//! compiled for each engine, as the service does with its own; nothing is ever written.

#![expect(clippy::duplicate_mod, reason = "the statements are compiled once for each engine")]

mod postgres;
mod sqlite;

use super::facts::DatabaseFacts;
use crate::history::OrderState;
use anyhow::{Context as _, Result, bail};
use order_api::{FeedCursor, OrderId};
use std::{collections::HashSet, time::Duration};

/// Limit of one read; a large run has some hundred thousand rows.
const DEADLINE: Duration = Duration::from_secs(120);

/// State of the feed and of every order.
#[derive(Debug, Clone, Default)]
pub(crate) struct OrderStateSnapshot {
    /// The last position of the feed.
    pub(crate) head: FeedCursor,
    pub(crate) orders: Vec<OrderState>,
}

/// All orders, events and idempotency keys.
pub(crate) async fn read_facts(url: &str) -> Result<DatabaseFacts> {
    with_deadline(async {
        match url_scheme(url) {
            "sqlite" => sqlite::queries::read_facts(&mut sqlite::open_read_only(url).await?).await,
            "postgres" | "postgresql" => {
                postgres::queries::read_facts(&mut postgres::open_read_only(url).await?).await
            }
            _ => bail!("neither a SQLite nor a Postgres address"),
        }
    })
    .await
}

/// The feed's head and the current state of every order.
pub(crate) async fn read_order_states(url: &str) -> Result<OrderStateSnapshot> {
    with_deadline(async {
        match url_scheme(url) {
            "sqlite" => {
                sqlite::queries::read_order_states(&mut sqlite::open_read_only(url).await?).await
            }
            "postgres" | "postgresql" => {
                postgres::queries::read_order_states(&mut postgres::open_read_only(url).await?)
                    .await
            }
            _ => bail!("neither a SQLite nor a Postgres address"),
        }
    })
    .await
}

/// Orders that still have a customer's name or note.
pub(crate) async fn find_unerased_orders(url: &str) -> Result<HashSet<OrderId>> {
    with_deadline(async {
        match url_scheme(url) {
            "sqlite" => {
                sqlite::queries::find_unerased_orders(&mut sqlite::open_read_only(url).await?).await
            }
            "postgres" | "postgresql" => {
                postgres::queries::find_unerased_orders(&mut postgres::open_read_only(url).await?)
                    .await
            }
            _ => bail!("neither a SQLite nor a Postgres address"),
        }
    })
    .await
}

/// Passes the bytes of every value in every table to `visit`, for the database of any service.
pub(crate) async fn visit_values(url: &str, visit: &mut (dyn FnMut(&[u8]) + Send)) -> Result<()> {
    with_deadline(async {
        match url_scheme(url) {
            "sqlite" => sqlite::visit_values(&mut sqlite::open_read_only(url).await?, visit).await,
            "postgres" | "postgresql" => {
                postgres::visit_values(&mut postgres::open_read_only(url).await?, visit).await
            }
            _ => bail!("neither a SQLite nor a Postgres address"),
        }
    })
    .await
}

fn url_scheme(url: &str) -> &str {
    url.split_once(':').map_or("", |(scheme, _)| scheme)
}

async fn with_deadline<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(DEADLINE, work)
        .await
        .context("the order database is too slow")?
        .context("the order database")
}
