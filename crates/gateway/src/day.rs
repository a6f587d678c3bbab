//! A business day: its orders, its report, and the ledger that proves that no order is missing.

use crate::{
    call::CallCredentials,
    error::GatewayError,
    order::{OrderClient, OrderPageQuery},
};
use jiff::{civil::Date, tz::TimeZone};
use menu_api::Store;
use order_api::{Order, OrderStatus};
use std::{cmp::Reverse, collections::BTreeMap};

/// Orders per request.
const PAGE: u32 = 200;
/// Pages read for one day: far more than a café sells.
const MOST_PAGES: usize = 50;
/// Most days that are read before the date, to find the day whose numbers it continues: the longest
/// closure that is allowed for.
const DAYS_BEFORE: usize = 7;
/// Days for which an order may be open, and so hold its number.
const HELD_DAYS: usize = 2;

/// All orders of one business date.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DayOrders {
    /// Newest first.
    pub orders: Vec<Order>,
    /// Numbers that this day skipped: those given before it began, and those that orders of
    /// neighbouring days held when it came to them.
    pub held: Vec<i64>,
    /// False if there are more orders than are read at once; then the oldest are left out.
    pub is_whole: bool,
}

pub(crate) async fn fetch_day_orders(
    orders: &OrderClient,
    store: Option<&str>,
    date: Date,
    by: &CallCredentials,
) -> Result<DayOrders, GatewayError> {
    let mut day = fetch_all_pages(orders, store, date, by).await?;
    if day.is_whole && !find_missing_numbers(&day).is_empty() {
        let mut others = match date.tomorrow() {
            Ok(after) => fetch_all_pages(orders, store, after, by).await?.orders,
            Err(_) => Vec::new(),
        };
        let mut before = date;
        for days in 1..=DAYS_BEFORE {
            let Ok(yesterday) = before.yesterday() else { break };
            before = yesterday;
            let of_day = fetch_all_pages(orders, store, before, by).await?.orders;
            let is_counted_on = days >= HELD_DAYS && !of_day.is_empty();
            others.extend(of_day);
            if is_counted_on {
                break;
            }
        }
        day.held = find_held_numbers(&day.orders, &others);
    }
    Ok(day)
}

async fn fetch_all_pages(
    orders: &OrderClient,
    store: Option<&str>,
    date: Date,
    by: &CallCredentials,
) -> Result<DayOrders, GatewayError> {
    let mut day = DayOrders::default();
    let mut cursor = None;
    for _page in 0..MOST_PAGES {
        let query = OrderPageQuery {
            business_date: Some(date),
            cursor,
            limit: Some(PAGE),
            ..OrderPageQuery::default()
        };
        let page = orders.list_orders(store.map(str::to_owned), &query, by).await?;
        day.orders.extend(page.orders);
        cursor = page.next_cursor;
        if cursor.is_none() {
            day.is_whole = true;
            break;
        }
    }
    Ok(day)
}

/// Numbers that the day skipped under the rules of `order`: all below its first number if an
/// earlier order has the number just before it, and each number that an order of another day held
/// when the next one was given. Days overlap when a store changes the time at which they begin.
fn find_held_numbers(orders: &[Order], others: &[Order]) -> Vec<i64> {
    let Some(first) = orders.iter().min_by_key(|order| order.number) else { return Vec::new() };
    let counts_on = others
        .iter()
        .any(|other| other.number == first.number - 1 && other.placed_at <= first.placed_at);
    let is_held = |other: &&Order| {
        let next = orders
            .iter()
            .filter(|order| order.number > other.number)
            .min_by_key(|order| order.number);
        next.is_some_and(|next| {
            other.placed_at <= next.placed_at
                && (other.status.is_open() || other.status_at >= next.placed_at)
        })
    };
    let before = if counts_on { 1..first.number } else { 1..1 };
    before.chain(others.iter().filter(is_held).map(|other| other.number)).collect()
}

/// A day in figures. Amounts are in minor units; sales are the orders that were handed over.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DayReport {
    /// Orders that were placed.
    pub placed: usize,
    /// Placed orders by status; a status without orders is left out.
    pub by_status: BTreeMap<OrderStatus, usize>,
    /// Pickup numbers up to the last one that no order has and that were not skipped; each one
    /// means that an order is lost.
    pub missing: Vec<i64>,
    /// Sum of the completed orders, in minor units.
    pub sales_minor: i64,
    /// Tax contained in `sales_minor`, in minor units.
    pub tax_minor: i64,
    /// Sold items, most pieces first.
    pub items: Vec<ItemSold>,
    /// Placed orders by hour of the store's clock; hours without orders are left out.
    pub by_hour: BTreeMap<i8, usize>,
    /// Reasons for which orders were turned down, as written, with their counts, most frequent
    /// first.
    pub reasons: Vec<(String, usize)>,
    /// Seconds from placing to ready.
    pub wait_s: Option<PercentilePair>,
    /// Seconds from the promised time to ready; below zero is early.
    pub late_s: Option<PercentilePair>,
}

/// An item that was sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemSold {
    /// Its name when it was ordered.
    pub name: String,
    /// Pieces sold.
    pub quantity: i64,
    /// Sales in minor units.
    pub sales_minor: i64,
}

/// Median and 90th percentile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PercentilePair {
    /// Median.
    pub p50: i64,
    /// 90th percentile.
    pub p90: i64,
}

impl DayReport {
    /// The report of a day at `store`.
    pub fn from_day(day: &DayOrders, store: &Store) -> Self {
        let orders = &day.orders[..];
        let zone = TimeZone::get(&store.zone).unwrap_or(TimeZone::UTC);
        let mut report =
            Self { placed: orders.len(), missing: find_missing_numbers(day), ..Self::default() };
        let mut reasons = BTreeMap::<&str, usize>::new();
        for order in orders {
            *report.by_status.entry(order.status).or_default() += 1;
            *report.by_hour.entry(order.placed_at.to_zoned(zone.clone()).hour()).or_default() += 1;
            order.reason.iter().for_each(|reason| *reasons.entry(reason).or_default() += 1);
        }
        report.reasons =
            reasons.into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect();
        report.reasons.sort_by_key(|(_, count)| Reverse(*count));

        let sold = || orders.iter().filter(|order| order.status == OrderStatus::Completed);
        report.sales_minor = sold().fold(0_i64, |sum, order| sum.saturating_add(order.total));
        report.tax_minor = tax_minor(report.sales_minor, store.tax_percent);
        report.items = sum_sold_items(sold());

        let ready = || orders.iter().filter_map(|order| Some((order, order.handling.ready_at?)));
        report.wait_s = compute_percentiles(
            ready().map(|(order, at)| at.duration_since(order.placed_at).as_secs()),
        );
        report.late_s = compute_percentiles(
            ready().map(|(order, at)| at.duration_since(order.promised_at).as_secs()),
        );
        report
    }

    /// Number of orders in this status.
    pub fn count_in_status(&self, status: OrderStatus) -> usize {
        self.by_status.get(&status).copied().unwrap_or_default()
    }

    /// Number of orders that are still open.
    pub fn count_open(&self) -> usize {
        self.by_status.iter().filter(|(status, _)| status.is_open()).map(|(_, count)| count).sum()
    }

    /// Number of orders that ended without being handed over.
    pub fn count_unfulfilled(&self) -> usize {
        self.placed - self.count_open() - self.count_in_status(OrderStatus::Completed)
    }
}

fn sum_sold_items<'a>(sold: impl Iterator<Item = &'a Order>) -> Vec<ItemSold> {
    let mut items = BTreeMap::<&str, (i64, i64)>::new();
    for line in sold.flat_map(|order| &order.lines) {
        let (quantity, sales_minor) = items.entry(&line.name).or_default();
        *quantity = quantity.saturating_add(line.quantity);
        *sales_minor = sales_minor.saturating_add(line.line_total);
    }
    let item = |(name, (quantity, sales_minor)): (&str, _)| ItemSold {
        name: name.to_owned(),
        quantity,
        sales_minor,
    };
    let mut items: Vec<_> = items.into_iter().map(item).collect();
    items.sort_by_key(|item| Reverse(item.quantity));
    items
}

/// The tax contained in a price, in minor units, rounded half up.
pub fn tax_minor(with_tax_minor: i64, percent: u32) -> i64 {
    let rate = i128::from(percent);
    let whole = i128::from(percent) + 100;
    let tax = (i128::from(with_tax_minor) * rate * 2 + whole) / (whole * 2);
    i64::try_from(tax).unwrap_or(i64::MAX)
}

/// Numbers are given without a gap except for held ones, so any other number without an order is a
/// lost order.
fn find_missing_numbers(day: &DayOrders) -> Vec<i64> {
    let mut numbers: Vec<i64> = day.orders.iter().map(|order| order.number).collect();
    numbers.sort_unstable();
    let last = numbers.last().copied().unwrap_or(0);
    let is_gone =
        |number: &i64| numbers.binary_search(number).is_err() && !day.held.contains(number);
    (1..=last).filter(is_gone).collect()
}

fn compute_percentiles(values: impl Iterator<Item = i64>) -> Option<PercentilePair> {
    let mut values: Vec<_> = values.collect();
    values.sort_unstable();
    let at = |tenths: usize| values.get((values.len() * tenths).div_ceil(10).max(1) - 1).copied();
    Some(PercentilePair { p50: at(5)?, p90: at(9)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use serde_json::json;

    fn order(number: i64, status: OrderStatus) -> Order {
        serde_json::from_value(json!({
            "id": "01980000-0000-7000-8000-000000000001", "store": "main", "number": number, "business_date": "2026-03-02",
            "status": status, "version": 1, "placed_at": "2026-03-02T03:00:00Z", "promised_at": "2026-03-02T03:10:00Z",
            "status_at": "2026-03-02T03:00:00Z", "customer": { "session": "s" }, "dining": "here", "menu_version": 1,
            "menu_verified": true, "currency": "KRW", "total": 11_000, "note": "",
            "lines": [{ "item_id": "latte", "name": "라떼", "unit_price": 5_500, "quantity": 2, "line_total": 11_000 }]
        }))
        .unwrap()
    }

    fn day(orders: &[Order]) -> DayOrders {
        DayOrders { orders: orders.to_vec(), held: Vec::new(), is_whole: true }
    }

    fn store() -> Store {
        let store = json!({ "name": { "ko": "가게" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} });
        serde_json::from_value(store).unwrap()
    }

    fn ready(number: i64, after_min: i64) -> Order {
        let mut order = order(number, OrderStatus::Completed);
        order.handling.ready_at = Some(order.placed_at + SignedDuration::from_mins(after_min));
        order
    }

    #[test]
    fn every_order_is_completed_ended_otherwise_or_open() {
        let mut turned_down = order(3, OrderStatus::Rejected);
        turned_down.reason = Some("closing".to_owned());
        let orders = [
            ready(1, 8),
            ready(2, 14),
            turned_down,
            order(4, OrderStatus::Expired),
            order(5, OrderStatus::Ready),
        ];
        let report = DayReport::from_day(&day(&orders), &store());
        let ledger = (
            report.placed,
            report.count_in_status(OrderStatus::Completed),
            report.count_unfulfilled(),
            report.count_open(),
        );
        assert_eq!(ledger, (5, 2, 2, 1));
        assert_eq!((report.sales_minor, report.tax_minor), (22_000, 2_000));
        let lattes = ItemSold { name: "라떼".to_owned(), quantity: 4, sales_minor: 22_000 };
        assert_eq!((report.items, report.reasons), (vec![lattes], vec![("closing".to_owned(), 1)]));
        assert_eq!(report.by_hour, BTreeMap::from([(12, 5)]), "on the store's clock");
        assert_eq!(report.wait_s, Some(PercentilePair { p50: 480, p90: 840 }));
        assert_eq!(report.late_s, Some(PercentilePair { p50: -120, p90: 240 }));
        assert_eq!(report.missing, [0; 0]);
    }

    #[test]
    fn a_number_that_no_order_has_is_told() {
        let orders = [order(1, OrderStatus::Placed), order(4, OrderStatus::Placed)];
        assert_eq!(DayReport::from_day(&day(&orders), &store()).missing, [2, 3]);
        assert_eq!(DayReport::from_day(&day(&[]), &store()), DayReport::default());
    }

    #[test]
    fn a_number_that_an_order_of_another_day_held_is_not_missing() {
        let at = |number, minute: i64, status, ended: i64| {
            let order = order(number, status);
            let placed_at = order.placed_at;
            let status_at = order.placed_at;
            let minute = SignedDuration::from_mins(minute);
            let ended = SignedDuration::from_mins(ended);
            Order { placed_at: placed_at + minute, status_at: status_at + ended, ..order }
        };
        let placed = |number, minute| at(number, minute, OrderStatus::Placed, minute);
        let missing = |orders: &[Order], others: &[Order]| {
            find_missing_numbers(&DayOrders {
                held: find_held_numbers(orders, others),
                ..day(orders)
            })
        };
        let orders = [placed(4, 10), placed(6, 20)];
        // The day continues another one, which may have counted on since, and skips the numbers of
        // its open orders.
        assert_eq!(missing(&orders, &[placed(3, 5), placed(5, 15), placed(9, 30)]), [0; 0]);
        assert_eq!(
            missing(&orders, &[placed(3, 5), at(5, 15, OrderStatus::Completed, 25)]),
            [0; 0]
        );
        assert_eq!(
            missing(&orders, &[placed(3, 5), at(5, 15, OrderStatus::Completed, 19)]),
            [5],
            "it was free"
        );
        assert_eq!(missing(&orders, &[placed(3, 5), placed(5, 21)]), [5], "it came later");
        assert_eq!(
            missing(&orders, &[placed(2, 5)]),
            [1, 3, 5],
            "the third of the day before is gone"
        );
        assert_eq!(missing(&orders, &[placed(3, 11), placed(5, 15)]), [1, 2, 3]);
    }

    #[test]
    fn tax_is_the_part_of_the_price_that_it_is() {
        let taxes = [
            tax_minor(11_000, 10),
            tax_minor(5_500, 10),
            tax_minor(4_500, 10),
            tax_minor(4_500, 0),
            tax_minor(i64::MAX, 100),
        ];
        assert_eq!(taxes, [1_000, 500, 409, 0, i64::MAX / 2 + 1]);
    }
}
