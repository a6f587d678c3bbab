//! The words on a printer's paper, in each language.

use order_api::{CupKind, DiningMode, OrderStatus, PaperLanguage};

/// One value per language, so that a missing word does not compile.
pub(super) struct TicketWords {
    pub dining: fn(DiningMode) -> &'static str,
    pub cup: fn(CupKind) -> &'static str,
    /// Banner of an order that needs no preparation: it has ended, or is ready already.
    pub status: fn(OrderStatus) -> Option<&'static str>,
    pub copy: &'static str,
    /// Banners of a late ticket; they take the time of what it is about.
    pub late_order: fn(&str) -> String,
    pub late_cancellation: fn(&str) -> String,
    pub at_counter: &'static str,
    pub menu_unverified: &'static str,
    /// Takes the pickup time.
    pub pickup_at: fn(&str) -> String,
    /// Takes the times when it was placed and when it is due.
    pub times: fn(&str, &str) -> String,
    /// Stands before the customer's note.
    pub note: &'static str,
    pub test_page: &'static str,
}

/// The words of `language`.
pub(super) fn ticket_words(language: PaperLanguage) -> &'static TicketWords {
    match language {
        PaperLanguage::Ko => &KOREAN,
        PaperLanguage::En => &ENGLISH,
    }
}

const KOREAN: TicketWords = TicketWords {
    dining: |dining| match dining {
        DiningMode::Here => "매장",
        DiningMode::Takeout => "포장",
    },
    cup: |cup| match cup {
        CupKind::Store => "매장 컵",
        CupKind::Own => "개인 컵",
        CupKind::Disposable => "일회용 컵",
    },
    status: |status| match status {
        OrderStatus::Cancelled => Some("취소"),
        OrderStatus::Rejected => Some("거절"),
        OrderStatus::Expired => Some("시간 초과"),
        OrderStatus::NoShow => Some("미수령"),
        OrderStatus::Ready => Some("이미 준비됨"),
        OrderStatus::Completed => Some("전달 완료"),
        OrderStatus::Placed | OrderStatus::Accepted | OrderStatus::Preparing => None,
    },
    copy: "재출력",
    late_order: |time| format!("늦게 출력 · {time} 접수"),
    late_cancellation: |time| format!("늦게 출력 · {time} 취소"),
    at_counter: "카운터 주문",
    menu_unverified: "메뉴를 확인하지 못하고 받은 주문",
    pickup_at: |time| format!("예약 {time}"),
    times: |placed, due| format!("{placed} 주문 · {due} 약속"),
    note: "요청:",
    test_page: "시험 출력",
};

const ENGLISH: TicketWords = TicketWords {
    dining: |dining| match dining {
        DiningMode::Here => "For here",
        DiningMode::Takeout => "To go",
    },
    cup: |cup| match cup {
        CupKind::Store => "store cup",
        CupKind::Own => "own cup",
        CupKind::Disposable => "disposable cup",
    },
    status: |status| match status {
        OrderStatus::Cancelled => Some("Cancelled"),
        OrderStatus::Rejected => Some("Rejected"),
        OrderStatus::Expired => Some("Expired"),
        OrderStatus::NoShow => Some("Not collected"),
        OrderStatus::Ready => Some("Ready already"),
        OrderStatus::Completed => Some("Handed over"),
        OrderStatus::Placed | OrderStatus::Accepted | OrderStatus::Preparing => None,
    },
    copy: "Copy",
    late_order: |time| format!("Late · accepted {time}"),
    late_cancellation: |time| format!("Late · cancelled {time}"),
    at_counter: "Walk-in",
    menu_unverified: "Taken without checking the menu",
    pickup_at: |time| format!("Scheduled {time}"),
    times: |placed, due| format!("Ordered {placed} · due {due}"),
    note: "Note:",
    test_page: "Test page",
};
