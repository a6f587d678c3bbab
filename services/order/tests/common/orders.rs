//! Sample order.

use order_api::NewOrder;
use serde_json::json;

/// Two lattes with a shot, 11,200 won, as JSON on the wire.
pub fn latte() -> serde_json::Value {
    json!({
        "customer": { "session": "s1", "name": "민지" },
        "dining": "takeout",
        "menu_version": 17,
        "menu_verified": true,
        "currency": "KRW",
        "lines": [{
            "item_id": "latte", "name": "카페 라떼", "unit_price": 5000, "quantity": 2,
            "options": [{ "option_id": "shot", "group": "샷", "name": "샷 추가", "price": 600, "quantity": 1 }],
            "line_total": 11200
        }],
        "total": 11200,
        "note": "덜 달게\n얼음 적게"
    })
}

/// The same order as the contract's type.
pub fn new_order() -> NewOrder {
    serde_json::from_value(latte()).unwrap()
}
