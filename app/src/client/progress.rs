//! What a phone needs to follow an order: small enough to be sent with every change.

use order_api::Status;
use serde::{Deserialize, Serialize};

/// One frame of the phone's live feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Where the order stands.
    pub status: Status,
    /// Grows with every change; a lower one than shown is old news.
    pub version: i64,
    /// Promised time on the store's clock, such as `14:05`.
    pub promised: String,
    /// Why it was rejected or cancelled.
    pub reason: Option<String>,
}

#[cfg(feature = "ssr")]
impl Progress {
    /// What this order's phone shall show.
    pub fn of(order: &order_api::Order, zone: &str) -> Self {
        Self {
            status: order.status,
            version: order.version,
            promised: crate::ssr::time::clock_time(order.promised_at, zone),
            reason: order.reason.clone(),
        }
    }
}

/// The steps shown to the customer, each with the status that reaches it.
pub const STEPS: [(&str, Status); 4] = [
    ("주문 접수", Status::Placed),
    ("매장 확인", Status::Accepted),
    ("제조 중", Status::Preparing),
    ("준비 완료", Status::Ready),
];

/// Whether a customer may still take it back.
pub fn can_cancel(status: Status) -> bool {
    order_api::lifecycle::allowed(status, order_api::Actor::Customer).any(|to| to == Status::Cancelled)
}
