//! Queries for one order and for pages of orders.

use super::{
    super::fetch_conservative_now,
    Connection, Db,
    rows::{self, ORDER, to_millis},
};
use crate::db::{OrderFilter, PageCursor, RepositoryError};
use jiff::Timestamp;
use order_api::{Order, OrderId, OrderPage, OrderStatus};
use sqlx::QueryBuilder;

/// Spelled out exactly as in the partial indexes of open orders, which serve only this condition.
pub(super) const OPEN: &str = "status IN ('placed', 'accepted', 'preparing', 'ready')";

pub(super) async fn fetch_order(
    conn: &mut Connection,
    id: OrderId,
) -> Result<Option<Order>, RepositoryError> {
    let sql = sql!("SELECT {ORDER} FROM orders WHERE id = $1");
    let row = sqlx::query::<Db>(sql).bind(id.0).fetch_all(&mut *conn).await?;
    Ok(rows::orders_of(conn, &row).await?.pop())
}

/// At most `limit` orders of all stores that are overdue at `now` by [`Order::auto_transition_at`].
/// Each half uses its own index.
pub(super) async fn list_overdue_orders(
    conn: &mut Connection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Order>, RepositoryError> {
    let now = fetch_conservative_now(conn, now).await?;
    let sql = sql!(
        "SELECT {ORDER} FROM orders WHERE status = 'placed' AND accept_by_ms <= $1
         UNION ALL
         SELECT {ORDER} FROM orders WHERE status = 'ready' AND status_at_ms <= $1
             AND status_at_ms + COALESCE(hold_ms, 3600000) <= $1
             AND promised_at_ms + COALESCE(hold_ms, 3600000) <= $1
         LIMIT $2"
    );
    let rows =
        sqlx::query::<Db>(sql).bind(to_millis(now)).bind(limit).fetch_all(&mut *conn).await?;
    rows::orders_of(conn, &rows).await
}

/// Reads one order more than the page takes, to know whether there is a next page.
pub(super) async fn list_orders(
    conn: &mut Connection,
    filter: &OrderFilter,
) -> Result<OrderPage, RepositoryError> {
    let mut query = build_list_query(filter);
    query
        .push(" ORDER BY placed_at_ms DESC, id DESC LIMIT ")
        .push_bind(i64::from(filter.limit) + 1);
    let rows = query.build().fetch_all(&mut *conn).await?;
    let mut orders = rows::orders_of(conn, &rows).await?;
    let page = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    let more = orders.len() > page;
    orders.truncate(page);
    let next_cursor = orders.last().filter(|_| more).map(|last| PageCursor::from(last).to_string());
    Ok(OrderPage { orders, next_cursor })
}

fn build_list_query(filter: &OrderFilter) -> QueryBuilder<Db> {
    let mut query =
        QueryBuilder::<Db>::new(format!("SELECT {ORDER} FROM orders WHERE store_id = "));
    query.push_bind(filter.store.clone());
    push_statuses(&mut query, &filter.statuses);
    if let Some(date) = filter.business_date {
        query.push(" AND business_date = ").push_bind(date.to_string());
    }
    if let Some(session) = &filter.session {
        query.push(" AND customer_session = ").push_bind(session.clone());
    }
    if let Some(key) = &filter.idempotency_key {
        query.push(" AND id = (SELECT order_id FROM idempotency_keys WHERE store_id = ");
        query.push_bind(filter.store.clone()).push(" AND key = ").push_bind(key.clone()).push(")");
    }
    if let Some(after) = filter.after {
        query.push(" AND (placed_at_ms, id) < (").push_bind(to_millis(after.placed_at));
        query.push(", ").push_bind(after.id.0).push(")");
    }
    query
}

fn push_statuses(query: &mut QueryBuilder<Db>, statuses: &[OrderStatus]) {
    let asks =
        |open: bool| OrderStatus::ALL.iter().all(|s| statuses.contains(s) == (s.is_open() == open));
    if statuses.is_empty() {
        return;
    }
    if asks(true) {
        query.push(" AND ").push(OPEN);
        return;
    }
    query.push(" AND status IN (");
    let mut list = query.separated(", ");
    for status in statuses {
        list.push_bind(status.as_str());
    }
    query.push(")");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_out_condition_is_the_lifecycles() {
        let open: Vec<_> =
            OrderStatus::ALL.iter().filter(|s| s.is_open()).map(|s| format!("'{s}'")).collect();
        assert_eq!(OPEN, format!("status IN ({})", open.join(", ")));
    }
}
