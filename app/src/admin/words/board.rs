//! Texts of the order board, its tickets and its notices.

use order_api::OrderStatus;

/// Texts of the order board, its tickets and its notices.
pub struct BoardWords {
    /// Columns of the board, and what an empty column says.
    pub new: &'static str,
    pub new_none: &'static str,
    pub making: &'static str,
    pub making_none: &'static str,
    pub ready: &'static str,
    pub ready_none: &'static str,
    /// Heads the orders that were handed over a moment ago.
    pub recent: &'static str,
    /// Button that moves an order back.
    pub recall: &'static str,
    pub undo: &'static str,
    /// Label of the button that closes the bar with [`Self::undo`].
    pub dismiss: &'static str,
    /// Between number and name of an order that its customer has cancelled.
    pub customer_cancelled: &'static str,
    pub acknowledge: &'static str,
    /// Button, while the browser needs a touch before it plays sound.
    pub unlock_sound: &'static str,
    /// Heads the all-day totals.
    pub all_day: &'static str,
    /// Pieces of an item without options; takes the quantity.
    pub plain: fn(i64) -> String,
    pub stations: &'static str,
    pub all_stations: &'static str,
    /// Staff's word for a status.
    pub status: fn(OrderStatus) -> &'static str,
    /// Button that moves an order to this status.
    pub step: fn(OrderStatus) -> &'static str,
    /// Precedes the current status of an order that could not be moved.
    pub status_now: &'static str,
    /// A duration in minutes.
    pub minutes: fn(i64) -> String,
    /// Minutes until an order is due: none left, late by, and left.
    pub due_now: &'static str,
    pub late_by: fn(i64) -> String,
    pub left: fn(i64) -> String,
    /// Mark of an order that staff took.
    pub at_counter: &'static str,
    /// Takes the time at which the order was placed.
    pub placed_at: fn(&str) -> String,
    /// Takes the promised time.
    pub promised_at: fn(&str) -> String,
    /// Before and after the pickup time that the customer chose.
    pub pickup_at: (&'static str, &'static str),
    /// Heads the reasons for a refusal.
    pub reason: &'static str,
    pub block_phone: &'static str,
    /// Consequence of [`Self::block_phone`], before the second press.
    pub block_phone_hint: &'static str,
    pub phone_blocked: &'static str,
    /// Button that ends a pause of ordering.
    pub resume: &'static str,
    /// Button that ends longer quoted times.
    pub usual_times: &'static str,
    pub more: &'static str,
    pub close: &'static str,
    /// Links while the screen may be old, the second one after the end of the session.
    pub refresh: &'static str,
    pub sign_in: &'static str,
}

pub(super) const KO: BoardWords = BoardWords {
    new: "신규",
    new_none: "새 주문이 오면 여기에 나타나요",
    making: "제조",
    making_none: "만들 주문이 없어요",
    ready: "준비 완료",
    ready_none: "기다리는 주문이 없어요",
    recent: "최근 전달",
    recall: "되돌리기",
    undo: "실행 취소",
    dismiss: "알림 닫기",
    customer_cancelled: "손님이 취소했어요",
    acknowledge: "확인",
    unlock_sound: "🔔 눌러서 알림 소리 켜기",
    all_day: "만들 것",
    plain: |quantity| format!("그대로 {quantity}"),
    stations: "작업대",
    all_stations: "전체",
    status: |status| match status {
        OrderStatus::Placed => "신규",
        OrderStatus::Accepted => "접수",
        OrderStatus::Preparing => "제조 중",
        OrderStatus::Ready => "준비 완료",
        OrderStatus::Completed => "전달 완료",
        OrderStatus::Rejected => "거절",
        OrderStatus::Cancelled => "취소",
        OrderStatus::Expired => "만료",
        OrderStatus::NoShow => "미수령",
    },
    step: |to| match to {
        OrderStatus::Placed => "신규",
        OrderStatus::Accepted => "접수",
        OrderStatus::Preparing => "제조 시작",
        OrderStatus::Ready => "준비 완료",
        OrderStatus::Completed => "전달 완료",
        OrderStatus::Rejected => "거절",
        OrderStatus::Cancelled => "취소",
        OrderStatus::Expired => "만료",
        OrderStatus::NoShow => "미수령",
    },
    status_now: "지금 상태:",
    minutes: |minutes| format!("{minutes}분"),
    due_now: "지금",
    late_by: |minutes| format!("{minutes}분 늦음"),
    left: |minutes| format!("{minutes}분 남음"),
    at_counter: "카운터",
    placed_at: |at| format!("{at} 주문"),
    promised_at: |at| format!("{at} 약속"),
    pickup_at: ("예약 · ", "에 받기"),
    reason: "사유",
    block_phone: "이 휴대폰 막기",
    block_phone_hint: "이 휴대폰은 24시간 동안 주문할 수 없어요. 손님에게는 카운터에 말씀해 달라고 보여요.",
    phone_blocked: "이 휴대폰은 24시간 동안 주문할 수 없어요",
    resume: "다시 받기",
    usual_times: "평소대로",
    more: "더 보기",
    close: "닫기",
    refresh: "새로 고침",
    sign_in: "로그인",
};

pub(super) const EN: BoardWords = BoardWords {
    new: "New",
    new_none: "New orders appear here",
    making: "Making",
    making_none: "Nothing to make",
    ready: "Ready",
    ready_none: "No orders are waiting",
    recent: "Just picked up",
    recall: "Recall",
    undo: "Undo",
    dismiss: "Dismiss",
    customer_cancelled: "The customer cancelled",
    acknowledge: "OK",
    unlock_sound: "🔔 Tap to turn on the sound",
    all_day: "All day",
    plain: |quantity| format!("plain {quantity}"),
    stations: "Stations",
    all_stations: "All",
    status: |status| match status {
        OrderStatus::Placed => "New",
        OrderStatus::Accepted => "Accepted",
        OrderStatus::Preparing => "Making",
        OrderStatus::Ready => "Ready",
        OrderStatus::Completed => "Picked up",
        OrderStatus::Rejected => "Rejected",
        OrderStatus::Cancelled => "Cancelled",
        OrderStatus::Expired => "Expired",
        OrderStatus::NoShow => "No-show",
    },
    step: |to| match to {
        OrderStatus::Placed => "New",
        OrderStatus::Accepted => "Accept",
        OrderStatus::Preparing => "Start",
        OrderStatus::Ready => "Ready",
        OrderStatus::Completed => "Picked up",
        OrderStatus::Rejected => "Reject",
        OrderStatus::Cancelled => "Cancel",
        OrderStatus::Expired => "Expired",
        OrderStatus::NoShow => "No-show",
    },
    status_now: "It is now:",
    minutes: |minutes| format!("{minutes} min"),
    due_now: "Now",
    late_by: |minutes| format!("{minutes} min late"),
    left: |minutes| format!("{minutes} min left"),
    at_counter: "Walk-in",
    placed_at: |at| format!("Ordered {at}"),
    promised_at: |at| format!("Due {at}"),
    pickup_at: ("Scheduled · ", " pickup"),
    reason: "Reason",
    block_phone: "Block this phone",
    block_phone_hint: "This phone cannot order for 24 hours. Its customer is asked to come to the counter.",
    phone_blocked: "This phone cannot order for 24 hours",
    resume: "Resume orders",
    usual_times: "Usual times",
    more: "More",
    close: "Close",
    refresh: "Refresh",
    sign_in: "Sign in",
};
