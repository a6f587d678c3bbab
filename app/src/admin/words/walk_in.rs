//! Texts of orders taken at the counter.

/// Texts of orders taken at the counter.
pub struct WalkInWords {
    /// Label of the order so far.
    pub slip: &'static str,
    pub cancel: &'static str,
    pub empty: &'static str,
    /// On the button, while the order cannot be priced.
    pub check: &'static str,
    /// Button; takes the amount.
    pub place_for: fn(&str) -> String,
    pub dining: &'static str,
    pub note: &'static str,
    pub choose_options: &'static str,
    /// Takes the item's name.
    pub one_less: fn(&str) -> String,
    pub one_more: fn(&str) -> String,
    /// Follows the pickup number of the order just taken.
    pub taken: &'static str,
    pub see: &'static str,
}

pub(super) const KO: WalkInWords = WalkInWords {
    slip: "받은 주문",
    cancel: "취소",
    empty: "메뉴를 누르면 여기에 쌓여요",
    check: "담긴 메뉴를 확인해 주세요",
    place_for: |amount| format!("{amount} 주문 넣기"),
    dining: "어디서 드시나요",
    note: "메모",
    choose_options: "옵션을 골라 주세요",
    one_less: |item| format!("{item} 하나 빼기"),
    one_more: |item| format!("{item} 하나 더"),
    taken: "번 주문을 받았어요",
    see: "보기",
};

pub(super) const EN: WalkInWords = WalkInWords {
    slip: "Current order",
    cancel: "Cancel",
    empty: "Tap items to add them here",
    check: "Check the items",
    place_for: |amount| format!("Place order · {amount}"),
    dining: "For here or to go",
    note: "Note",
    choose_options: "Choose options",
    one_less: |item| format!("One less: {item}"),
    one_more: |item| format!("One more: {item}"),
    taken: "order placed",
    see: "View",
};
