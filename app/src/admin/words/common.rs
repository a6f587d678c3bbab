//! Texts that several pages share: their names in links and titles, and sign-in. Only the server
//! renders them.

/// Texts that several pages share.
pub struct CommonWords {
    /// The order board, as its title and as the link to it.
    pub board: &'static str,
    /// Link to the board on a page without a bar.
    pub to_board: &'static str,
    pub find_orders: &'static str,
    pub take_order: &'static str,
    pub day: &'static str,
    pub edit_menu: &'static str,
    pub store_settings: &'static str,
    pub people: &'static str,
    pub audit: &'static str,
    pub printers: &'static str,
    pub blocked_phones: &'static str,
    pub poster: &'static str,
    pub my_pin: &'static str,
    pub system: &'static str,
    pub sign_in: &'static str,
    /// Button that locks the tablet: it ends the session, and the board stays on the screen.
    pub lock: &'static str,
    pub locked_screen: &'static str,
    pub locked_hint: &'static str,
    pub managers_only: &'static str,
    /// Name of a newly enrolled device whose kind is unknown.
    pub device: &'static str,
}

pub(super) const KO: CommonWords = CommonWords {
    board: "주문 보드",
    to_board: "주문 보드로",
    find_orders: "주문 찾기",
    take_order: "주문 받기",
    day: "하루 정산",
    edit_menu: "메뉴 편집",
    store_settings: "매장 설정",
    people: "직원과 기기",
    audit: "변경 기록",
    printers: "프린터",
    blocked_phones: "막아 둔 휴대폰",
    poster: "QR 포스터",
    my_pin: "내 PIN",
    system: "시스템",
    sign_in: "로그인",
    lock: "잠그기",
    locked_screen: "잠긴 화면",
    locked_hint: "잠겨 있어요. 새 주문은 계속 울려요.",
    managers_only: "관리자 전용",
    device: "기기",
};

pub(super) const EN: CommonWords = CommonWords {
    board: "Order board",
    to_board: "To the board",
    find_orders: "Find orders",
    take_order: "Take an order",
    day: "Day report",
    edit_menu: "Edit menu",
    store_settings: "Store settings",
    people: "Staff and devices",
    audit: "Change log",
    printers: "Printers",
    blocked_phones: "Blocked phones",
    poster: "QR poster",
    my_pin: "My PIN",
    system: "System",
    sign_in: "Sign in",
    lock: "Lock",
    locked_screen: "Locked screen",
    locked_hint: "Locked. New orders still ring.",
    managers_only: "Managers only",
    device: "Device",
};
