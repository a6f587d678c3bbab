//! Texts of the day's report and its tables.

/// Texts of the day's report and its tables.
pub struct ReportsWords {
    pub show_day: &'static str,
    pub orders_csv: &'static str,
    pub drinks_csv: &'static str,
    pub sales: &'static str,
    pub tax: &'static str,
    pub sales_per_order: &'static str,
    /// Labels the time from an order to its completion.
    pub wait: &'static str,
    /// Labels the deviation from the promised time.
    pub lateness: &'static str,
    /// Takes the median and the 90th percentile of the wait in minutes.
    pub wait_spread: fn(i64, i64) -> String,
    /// Takes the deviation from the promised time in minutes; below zero is early.
    pub late_by: fn(i64) -> String,
    /// Takes the median and the 90th percentile, as [`Self::late_by`] writes them.
    pub late_spread: fn(&str, &str) -> String,
    /// There are more orders than were counted.
    pub only_newest: &'static str,
    /// Takes the numbers of orders that were placed, completed, ended otherwise, and are open.
    pub ledger: fn(usize, usize, usize, usize) -> String,
    pub none_missing: &'static str,
    /// Takes pickup numbers that no order has.
    pub missing: fn(&str) -> String,
    pub by_hour: &'static str,
    pub by_item: &'static str,
    pub unfulfilled: &'static str,
    pub reasons: &'static str,
    /// Takes a number of orders.
    pub orders: fn(i64) -> String,
    /// Takes a number of sold pieces.
    pub pieces: fn(i64) -> String,
    /// Takes an hour, 0 to 23.
    pub hour: fn(i8) -> String,
    /// Takes the date and the store's name.
    pub no_orders: fn(&str, &str) -> String,
    pub column: fn(DayColumn) -> &'static str,
    /// Heads a table's row of sums; takes the status of the orders that are counted.
    pub sum_of: fn(&str) -> String,
}

/// A column of the day's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayColumn {
    BusinessDate,
    Number,
    PlacedAt,
    PromisedAt,
    ReadyAt,
    Status,
    Reason,
    Name,
    Dining,
    Pieces,
    /// Price of one piece with its options.
    UnitPrice,
    Amount,
    /// The tax within the amount.
    Tax,
    /// All lines of an order.
    Lines,
    /// The item of one line.
    Item,
    Options,
}

pub(super) const KO: ReportsWords = ReportsWords {
    show_day: "보기",
    orders_csv: "CSV 받기",
    drinks_csv: "음료별 CSV 받기",
    sales: "매출",
    tax: "그중 부가세",
    sales_per_order: "건당 매출",
    wait: "주문부터 완성까지",
    lateness: "약속보다",
    wait_spread: |median, most| format!("보통 {median}분, 열에 아홉 {most}분 안"),
    late_by: |minutes| match minutes {
        0 => "제때".to_owned(),
        late @ 1.. => format!("{late}분 늦게"),
        early => format!("{}분 일찍", -early),
    },
    late_spread: |median, most| format!("보통 {median}, 늦어도 {most}"),
    only_newest: "주문이 너무 많아 최근 것만 셌어요",
    ledger: |placed, done, otherwise, open| {
        format!("접수 {placed}건 = 전달 {done} + 전달 못함 {otherwise} + 진행 중 {open}")
    },
    none_missing: "빠진 번호 없음",
    missing: |numbers| format!("없는 번호: {numbers}"),
    by_hour: "시간대별 주문",
    by_item: "메뉴별 판매",
    unfulfilled: "전달하지 못한 주문",
    reasons: "거절·취소 사유",
    orders: |count| format!("{count}건"),
    pieces: |count| format!("{count}개"),
    hour: |hour| format!("{hour}시"),
    no_orders: |date, store| format!("{date}에는 주문이 없었어요 ({store})"),
    column: |column| match column {
        DayColumn::BusinessDate => "영업일",
        DayColumn::Number => "번호",
        DayColumn::PlacedAt => "주문 시각",
        DayColumn::PromisedAt => "약속 시각",
        DayColumn::ReadyAt => "완성 시각",
        DayColumn::Status => "상태",
        DayColumn::Reason => "사유",
        DayColumn::Name => "이름",
        DayColumn::Dining => "장소",
        DayColumn::Pieces => "개수",
        DayColumn::UnitPrice => "단가(옵션 포함)",
        DayColumn::Amount => "금액",
        DayColumn::Tax => "그중 부가세",
        DayColumn::Lines | DayColumn::Item => "메뉴",
        DayColumn::Options => "옵션",
    },
    sum_of: |status| format!("{status} 합계"),
};

pub(super) const EN: ReportsWords = ReportsWords {
    show_day: "Show",
    orders_csv: "Download CSV",
    drinks_csv: "CSV by drink",
    sales: "Sales",
    tax: "Of which VAT",
    sales_per_order: "Sales per order",
    wait: "From order to ready",
    lateness: "Versus due time",
    wait_spread: |median, most| format!("usually {median} min, nine in ten within {most} min"),
    late_by: |minutes| match minutes {
        0 => "on time".to_owned(),
        late @ 1.. => format!("{late} min late"),
        early => format!("{} min early", -early),
    },
    late_spread: |median, most| format!("usually {median}, at worst {most}"),
    only_newest: "There are too many orders; only the latest were counted",
    ledger: |placed, done, otherwise, open| {
        format!("{placed} placed = {done} picked up + {otherwise} unfulfilled + {open} open")
    },
    none_missing: "no numbers missing",
    missing: |numbers| format!("missing numbers: {numbers}"),
    by_hour: "Orders by hour",
    by_item: "Sales by item",
    unfulfilled: "Unfulfilled orders",
    reasons: "Reasons for rejecting and cancelling",
    orders: |count| match count {
        1 => "1 order".to_owned(),
        count => format!("{count} orders"),
    },
    pieces: |count| format!("{count} sold"),
    hour: |hour| match hour {
        0 => "12 AM".to_owned(),
        1..=11 => format!("{hour} AM"),
        12 => "12 PM".to_owned(),
        _ => format!("{} PM", hour - 12),
    },
    no_orders: |date, store| format!("There were no orders on {date} ({store})"),
    column: |column| match column {
        DayColumn::BusinessDate => "Business date",
        DayColumn::Number => "Number",
        DayColumn::PlacedAt => "Ordered at",
        DayColumn::PromisedAt => "Due at",
        DayColumn::ReadyAt => "Ready at",
        DayColumn::Status => "Status",
        DayColumn::Reason => "Reason",
        DayColumn::Name => "Name",
        DayColumn::Dining => "Dining option",
        DayColumn::Pieces => "Quantity",
        DayColumn::UnitPrice => "Unit price (with options)",
        DayColumn::Amount => "Amount",
        DayColumn::Tax => "Of which VAT",
        DayColumn::Lines => "Items",
        DayColumn::Item => "Item",
        DayColumn::Options => "Options",
    },
    sum_of: |status| format!("Total: {status}"),
};
