//! Texts of the order board that only the server renders: its panels, and what feed and page tell
//! of the store, of cups and of printers.

use order_api::CupKind;

/// Texts of the order board that only the server renders.
pub struct PanelWords {
    pub cup: fn(CupKind) -> &'static str,
    /// Panel that pauses ordering: its button, heading and hint.
    pub pause: &'static str,
    pub pause_how_long: &'static str,
    pub pause_hint: &'static str,
    pub until_tomorrow: &'static str,
    pub until_resumed: &'static str,
    /// In the same panel: longer quoted times instead.
    pub longer_times: &'static str,
    pub longer_times_hint: &'static str,
    /// Heading of the panel that marks items and options as sold out.
    pub sold_out_what: &'static str,
    /// How long something is sold out.
    pub two_hours: &'static str,
    pub today: &'static str,
    pub indefinitely: &'static str,
    /// Takes the time until which something is sold out.
    pub until: fn(&str) -> String,
    pub back_in_stock: &'static str,
    /// Precedes the name of an option group.
    pub options: &'static str,
    /// Ordering is paused; takes the end.
    pub paused_until: fn(&str) -> String,
    pub paused: &'static str,
    /// Ordering paused itself, since no board was open.
    pub paused_unattended: &'static str,
    /// Takes the added minutes, and the end if there is one.
    pub quoting_longer: fn(i64, Option<&str>) -> String,
    /// Takes the number of print jobs that need a decision, and whether there are even more.
    pub prints_to_check: fn(usize, bool) -> String,
    pub see_printers: &'static str,
}

pub(super) const KO: PanelWords = PanelWords {
    cup: |cup| match cup {
        CupKind::Store => "매장 컵",
        CupKind::Own => "개인 컵",
        CupKind::Disposable => "일회용 컵",
    },
    pause: "주문 멈춤",
    pause_how_long: "얼마 동안 주문을 받지 않을까요?",
    pause_hint: "시간이 지나면 저절로 다시 받아요.",
    until_tomorrow: "내일까지",
    until_resumed: "다시 열 때까지",
    longer_times: "아니면 더 오래 걸린다고 할까요?",
    longer_times_hint: "한 시간 동안 새 주문의 예상 시간에 더해요.",
    sold_out_what: "무엇이 떨어졌나요?",
    two_hours: "2시간",
    today: "오늘",
    indefinitely: "계속",
    until: |at| format!("{at}까지"),
    back_in_stock: "다시 팔기",
    options: "옵션 · ",
    paused_until: |at| format!("{at}까지 주문을 받지 않아요"),
    paused: "주문을 받지 않고 있어요",
    paused_unattended: "카운터 화면이 꺼져 있어 주문을 받지 않고 있어요",
    quoting_longer: |minutes, until| match until {
        Some(until) => format!("예상 시간에 {minutes}분을 더하고 있어요 · {until}까지"),
        None => format!("예상 시간에 {minutes}분을 더하고 있어요"),
    },
    prints_to_check: |count, more| {
        format!("확인이 필요한 출력 {count}건{}", if more { " 이상" } else { "" })
    },
    see_printers: "프린터 보기",
};

pub(super) const EN: PanelWords = PanelWords {
    cup: |cup| match cup {
        CupKind::Store => "Store cup",
        CupKind::Own => "Own cup",
        CupKind::Disposable => "Disposable cup",
    },
    pause: "Pause orders",
    pause_how_long: "Pause ordering for how long?",
    pause_hint: "Ordering resumes by itself after that.",
    until_tomorrow: "Until tomorrow",
    until_resumed: "Until resumed",
    longer_times: "Or quote longer times?",
    longer_times_hint: "Added to the quotes of new orders for one hour.",
    sold_out_what: "What is sold out?",
    two_hours: "2 hours",
    today: "Today",
    indefinitely: "Indefinitely",
    until: |at| format!("until {at}"),
    back_in_stock: "Back in stock",
    options: "Options · ",
    paused_until: |at| format!("Ordering is paused until {at}"),
    paused: "Ordering is paused",
    paused_unattended: "Ordering is paused because no counter screen was on",
    quoting_longer: |minutes, until| match until {
        Some(until) => format!("Quoting {minutes} min longer · until {until}"),
        None => format!("Quoting {minutes} min longer"),
    },
    prints_to_check: |count, more| match (count, more) {
        (1, false) => "1 print job to check".to_owned(),
        (_, false) => format!("{count} print jobs to check"),
        (_, true) => format!("{count} or more print jobs to check"),
    },
    see_printers: "See printers",
};
