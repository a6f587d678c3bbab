//! Reads the order database from outside, whichever engine it is on. The statements are written once and compiled for
//! each, as the service does with its own; nothing is ever written.

#![expect(clippy::duplicate_mod, reason = "the statements are compiled once for each engine")]

mod postgres;
mod sqlite;

use super::facts::Facts;
use crate::history::Stand;
use anyhow::{Context as _, Result, bail};
use order_api::{Cursor, OrderId};
use std::{collections::HashSet, time::Duration};

/// For everything; a large run has some hundred thousand rows.
const DEADLINE: Duration = Duration::from_secs(120);

/// Where everything stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    /// The last position of the feed.
    pub(crate) head: Cursor,
    pub(crate) orders: Vec<Stand>,
}

/// All that was promised to anybody.
pub(crate) async fn facts(url: &str) -> Result<Facts> {
    within(async {
        match scheme(url) {
            "sqlite" => sqlite::queries::facts(&mut sqlite::open(url).await?).await,
            "postgres" | "postgresql" => postgres::queries::facts(&mut postgres::open(url).await?).await,
            _ => bail!("neither a SQLite nor a Postgres address"),
        }
    })
    .await
}

/// Where the feed and every order stand now.
pub(crate) async fn standing(url: &str) -> Result<Standing> {
    within(async {
        match scheme(url) {
            "sqlite" => sqlite::queries::standing(&mut sqlite::open(url).await?).await,
            "postgres" | "postgresql" => postgres::queries::standing(&mut postgres::open(url).await?).await,
            _ => bail!("neither a SQLite nor a Postgres address"),
        }
    })
    .await
}

/// Orders that say something of their customers.
pub(crate) async fn named_orders(url: &str) -> Result<HashSet<OrderId>> {
    within(async {
        match scheme(url) {
            "sqlite" => sqlite::queries::named_orders(&mut sqlite::open(url).await?).await,
            "postgres" | "postgresql" => {
                postgres::queries::named_orders(&mut postgres::open(url).await?).await
            }
            _ => bail!("neither a SQLite nor a Postgres address"),
        }
    })
    .await
}

/// Shows `visit` the bytes of every value in every table, of whichever service.
pub(crate) async fn visit_values(url: &str, visit: &mut (dyn FnMut(&[u8]) + Send)) -> Result<()> {
    within(async {
        match scheme(url) {
            "sqlite" => sqlite::visit_values(&mut sqlite::open(url).await?, visit).await,
            "postgres" | "postgresql" => postgres::visit_values(&mut postgres::open(url).await?, visit).await,
            _ => bail!("neither a SQLite nor a Postgres address"),
        }
    })
    .await
}

fn scheme(url: &str) -> &str {
    url.split_once(':').map_or("", |(scheme, _)| scheme)
}

async fn within<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(DEADLINE, work)
        .await
        .context("the order database is too slow")?
        .context("the order database")
}
