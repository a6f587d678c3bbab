//! Texts of the warnings about the store's settings and the menu.

/// Texts of the warnings about the store's settings and the menu.
pub struct WarningWords {
    /// Names of the days, from Monday.
    pub weekdays: [&'static str; 7],
    /// Takes the store's time zone, and the usual one of its currency.
    pub unusual_zone: fn(&str, &str) -> String,
    /// Takes the day.
    pub overlap: fn(&str) -> String,
    /// Takes the day and hours that last past midnight, and those of the next day.
    pub overlap_at_night: fn(&str, &str) -> String,
    pub never_open: &'static str,
    /// Takes the day and time of an opening, its length in minutes, and the reason.
    pub no_orders_in: fn(&str, u32, &str) -> String,
    /// Reason for [`Self::no_orders_in`]; takes the minutes between last order and closing.
    pub last_order_too_early: fn(u32) -> String,
    /// Reason for [`Self::no_orders_in`]; takes the minutes of the shortest quote.
    pub lead_too_long: fn(u32) -> String,
    /// Takes the hour.
    pub day_changes_while_open: fn(u32) -> String,

    pub same_name: fn(&str) -> String,
    /// The warnings about items take their names as a list.
    pub free_items: fn(&str) -> String,
    pub never_served: fn(&str) -> String,
    pub serving_overlap: fn(&str) -> String,
    /// Takes the name of the option group, and the items that need it.
    pub too_few_options: fn(&str, &str) -> String,
    pub nothing_orderable: &'static str,
    /// A list of names that is cut off; takes the list and the number of further names.
    pub and_more: fn(&str, usize) -> String,
}

pub(super) const KO: WarningWords = WarningWords {
    weekdays: ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"],
    unusual_zone: |zone, usual| {
        format!("시간대가 {zone}예요. 매장이 {usual} 시간대에 있다면 영업시간이 모두 어긋나요.")
    },
    overlap: |day| format!("{day}의 영업시간끼리 겹쳐요."),
    overlap_at_night: |late, early| {
        format!("{late}이 {early}과 겹쳐요. 새벽 시간은 한쪽에만 적어 주세요.")
    },
    never_open: "일주일 내내 쉬는 날이에요. 영업시간을 적어야 주문을 받아요.",
    no_orders_in: |opens, minutes, why| {
        format!("{opens}에 여는 {minutes}분 동안은 주문을 받지 못해요: {why}.")
    },
    last_order_too_early: |minutes| format!("주문 마감({minutes}분 전)이 영업시간보다 길어요"),
    lead_too_long: |minutes| format!("가장 짧은 예상 시간({minutes}분)이 영업시간보다 길어요"),
    day_changes_while_open: |hour| {
        format!(
            "영업일이 바뀌는 {hour}시에 문이 열려 있어요. 그 밤의 매출이 두 날로 나뉘니 문 닫은 뒤로 바꿔 주세요."
        )
    },
    same_name: |name| format!("이름이 ‘{name}’인 메뉴가 둘 이상이에요."),
    free_items: |names| format!("가격이 0인 메뉴가 있어요: {names}"),
    never_served: |names| format!("영업시간에는 팔지 않는 메뉴가 있어요: {names}"),
    serving_overlap: |names| format!("판매 시간끼리 겹치는 메뉴가 있어요: {names}"),
    too_few_options: |group, items| {
        format!("꼭 골라야 하는 ‘{group}’에 고를 수 있는 옵션이 모자라 주문할 수 없어요: {items}")
    },
    nothing_orderable: "지금 주문할 수 있는 메뉴가 하나도 없어요.",
    and_more: |names, more| format!("{names} 외 {more}개"),
};

pub(super) const EN: WarningWords = WarningWords {
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    unusual_zone: |zone, usual| {
        format!(
            "The time zone is {zone}. If the store is in that of {usual}, all opening hours are shifted."
        )
    },
    overlap: |day| format!("{day}: the opening hours overlap."),
    overlap_at_night: |late, early| {
        format!(
            "{late} overlaps with {early}. Please enter the hours after midnight on one of the days only."
        )
    },
    never_open: "Every day of the week is closed. Orders are taken only once there are opening hours.",
    no_orders_in: |opens, minutes, why| {
        format!("No orders can be taken in the {minutes} min from {opens}: {why}.")
    },
    last_order_too_early: |minutes| {
        format!("the last order, {minutes} min before closing, leaves no time")
    },
    lead_too_long: |minutes| format!("the shortest quote ({minutes} min) is longer than that"),
    day_changes_while_open: |hour| {
        format!(
            "You are open at {hour:02}:00, when the business day begins. That night’s sales fall into two days; please choose an hour after closing."
        )
    },
    same_name: |name| format!("More than one item is named ‘{name}’."),
    free_items: |names| format!("Items with a price of 0: {names}"),
    never_served: |names| format!("Items that are never served during opening hours: {names}"),
    serving_overlap: |names| format!("Items whose serving hours overlap: {names}"),
    too_few_options: |group, items| {
        format!(
            "The required ‘{group}’ has too few options left, so these cannot be ordered: {items}"
        )
    },
    nothing_orderable: "Nothing on the menu can be ordered now.",
    and_more: |names, more| format!("{names} and {more} more"),
};
