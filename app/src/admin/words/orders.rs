//! Texts of the list of orders, an order's page, its history and its slip.

/// Texts of the list of orders, an order's page, its history and its slip.
pub struct OrdersWords {
    pub business_date: &'static str,
    pub number_or_name: &'static str,
    pub find: &'static str,
    /// Takes the number of orders found.
    pub found: fn(usize) -> String,
    /// There are more orders than were searched.
    pub only_newest: &'static str,

    pub title: &'static str,
    /// Takes the promised time.
    pub promised: fn(&str) -> String,
    pub print_slip: &'static str,
    /// Button that erases the customer's name and note.
    pub erase: &'static str,
    pub erased: &'static str,

    pub customer: &'static str,
    pub staff: &'static str,
    /// Author of a change that no person made.
    pub automatic: &'static str,
    pub placed: &'static str,
    /// Takes the old and the new promised time.
    pub promise_moved: fn(&str, &str) -> String,
    /// Takes the name of a line that was marked as made.
    pub line_done: fn(&str) -> String,
    /// Takes the name of a line whose mark was removed.
    pub line_undone: fn(&str) -> String,
    /// Staff have seen that the customer cancelled the order.
    pub cancellation_seen: &'static str,
    pub details_erased: &'static str,

    pub slip: &'static str,
    /// Takes the time of the order and the promised time.
    pub slip_times: fn(&str, &str) -> String,
    /// Takes the pickup time that the customer chose.
    pub pickup_at: fn(&str) -> String,

    pub none_blocked: &'static str,
    /// Takes the start of the block, who blocked the phone, and the end.
    pub blocked: fn(&str, &str, &str) -> String,
    /// Takes the pickup number.
    pub order_number: fn(i64) -> String,
    pub unblock: &'static str,
    /// Takes the pickup number of the order that led to the block.
    pub unblock_phone: fn(i64) -> String,
}

pub(super) const KO: OrdersWords = OrdersWords {
    business_date: "영업일",
    number_or_name: "번호 또는 이름",
    find: "찾기",
    found: |count| match count {
        0 => "찾은 주문이 없어요".to_owned(),
        count => format!("{count}건"),
    },
    only_newest: "주문이 너무 많아 최근 것만 찾았어요",

    title: "주문",
    promised: |time| format!("약속 {time}"),
    print_slip: "주문지 인쇄",
    erase: "손님 정보 지우기",
    erased: "지웠어요",

    customer: "손님",
    staff: "직원",
    automatic: "자동",
    placed: "주문",
    promise_moved: |from, to| format!("약속 {from} → {to}"),
    line_done: |name| format!("{name} 완성"),
    line_undone: |name| format!("{name} 다시"),
    cancellation_seen: "취소 확인",
    details_erased: "손님 정보 지움",

    slip: "주문지",
    slip_times: |placed, promised| format!("{placed} 주문 · {promised} 약속"),
    pickup_at: |time| format!("예약 {time}"),

    none_blocked: "막아 둔 휴대폰이 없어요",
    blocked: |since, by, until| format!("{since} {by} · {until}까지"),
    order_number: |number| format!("{number}번 주문"),
    unblock: "풀기",
    unblock_phone: |number| format!("{number}번 주문의 휴대폰 풀기"),
};

pub(super) const EN: OrdersWords = OrdersWords {
    business_date: "Business date",
    number_or_name: "Number or name",
    find: "Find",
    found: |count| match count {
        0 => "No orders found".to_owned(),
        1 => "1 order".to_owned(),
        count => format!("{count} orders"),
    },
    only_newest: "There are too many orders; only the latest were searched",

    title: "Order",
    promised: |time| format!("due {time}"),
    print_slip: "Print slip",
    erase: "Erase details",
    erased: "Erased",

    customer: "Customer",
    staff: "Staff",
    automatic: "Automatic",
    placed: "Ordered",
    promise_moved: |from, to| format!("Due {from} → {to}"),
    line_done: |name| format!("{name} done"),
    line_undone: |name| format!("{name} reopened"),
    cancellation_seen: "Cancellation seen",
    details_erased: "Customer details erased",

    slip: "Order slip",
    slip_times: |placed, promised| format!("Ordered {placed} · due {promised}"),
    pickup_at: |time| format!("Scheduled {time}"),

    none_blocked: "No phones are blocked",
    blocked: |since, by, until| format!("{since} by {by} · until {until}"),
    order_number: |number| format!("Order {number}"),
    unblock: "Unblock",
    unblock_phone: |number| format!("Unblock the phone of order {number}"),
};
