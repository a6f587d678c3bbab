//! Business metrics of orders. Labels are statuses, never a store or a person.

use metrics::{counter, describe_counter, describe_histogram, histogram};
use order_api::{EventKind, Order, OrderEvent, OrderStatus};

/// Describes the metrics and starts the counters at zero. A counter that is missing until its first
/// event looks like a missing process.
pub fn describe_metrics() {
    describe_counter!("jumun_orders_total", "Orders that came into a status.");
    describe_histogram!(
        "jumun_order_promise_error_seconds",
        "From the promised time to when an order was ready; early is below zero."
    );
    describe_counter!(
        "jumun_orders_forgotten_total",
        "Ended orders whose customer's name and note were erased."
    );
    counter!("jumun_orders_forgotten_total").increment(0);
    OrderStatus::ALL.iter().for_each(|status| {
        counter!("jumun_orders_total", "status" => status.as_str()).increment(0);
    });
}

/// Counts a newly committed order.
pub fn record_placement(order: &Order) {
    count_status(order.status);
}

/// Logs and counts a committed change.
pub fn record_change(event: &OrderEvent) {
    let OrderEvent { kind, actor, order, .. } = event;
    tracing::info!(order = %order.id, status = %order.status, ?kind, ?actor, "changed");
    if *kind != EventKind::StatusChanged {
        return;
    }
    count_status(order.status);
    if order.status == OrderStatus::Ready {
        let late = order.status_at.duration_since(order.promised_at);
        histogram!("jumun_order_promise_error_seconds").record(late.as_secs_f64());
    }
}

/// Counts orders whose customer's name and note were erased.
pub fn record_erasures(orders: u64) {
    counter!("jumun_orders_forgotten_total").increment(orders);
}

fn count_status(status: OrderStatus) {
    counter!("jumun_orders_total", "status" => status.as_str()).increment(1);
}
