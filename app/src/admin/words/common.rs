//! Texts that several pages share: the pages' names, for links and titles, and short messages.

/// Texts that several pages share.
pub struct CommonWords {
    /// The order board, as its title and as the link to it.
    pub board: &'static str,
    /// Link to the board on a page without a bar.
    pub to_board: &'static str,
    pub find_orders: &'static str,
    pub walk_in: &'static str,
    pub day: &'static str,
    pub menu_editor: &'static str,
    pub store_settings: &'static str,
    pub people: &'static str,
    pub audit: &'static str,
    pub printers: &'static str,
    pub blocked_phones: &'static str,
    pub poster: &'static str,
    pub my_pin: &'static str,
    pub system: &'static str,
    /// Button that locks the tablet: it ends the session, and the board stays on the screen.
    pub lock: &'static str,
    pub locked_screen: &'static str,
    pub locked_hint: &'static str,
    pub managers_only: &'static str,
    /// Label of a name's field.
    pub name: &'static str,
    pub saved: &'static str,
    /// A field cannot be read.
    pub invalid_form: &'static str,
    /// Another page has saved the same thing since the form was rendered.
    pub changed_elsewhere: &'static str,
    /// Button that prints the page.
    pub print: &'static str,
    /// Name of a newly enrolled device whose kind is unknown.
    pub device: &'static str,
}

pub(super) const KO: CommonWords = CommonWords {
    board: "주문 보드",
    to_board: "주문 보드로",
    find_orders: "주문 찾기",
    walk_in: "주문 받기",
    day: "하루 정산",
    menu_editor: "메뉴 편집",
    store_settings: "매장 설정",
    people: "직원과 기기",
    audit: "변경 기록",
    printers: "프린터",
    blocked_phones: "막아 둔 휴대폰",
    poster: "QR 포스터",
    my_pin: "내 PIN",
    system: "시스템",
    lock: "잠그기",
    locked_screen: "잠긴 화면",
    locked_hint: "잠겨 있어요. 새 주문은 계속 울려요.",
    managers_only: "관리자 전용",
    name: "이름",
    saved: "저장했어요",
    invalid_form: "표시된 칸을 확인해 주세요. 입력한 내용은 그대로 있어요.",
    changed_elsewhere: "그사이 다른 곳에서 바뀌었어요. 지금 값을 확인하고 다시 저장해 주세요.",
    print: "인쇄",
    device: "기기",
};

pub(super) const EN: CommonWords = CommonWords {
    board: "Order board",
    to_board: "To the board",
    find_orders: "Find orders",
    walk_in: "Walk-in order",
    day: "Day report",
    menu_editor: "Menu editor",
    store_settings: "Store settings",
    people: "Staff and devices",
    audit: "Change log",
    printers: "Printers",
    blocked_phones: "Blocked phones",
    poster: "QR poster",
    my_pin: "My PIN",
    system: "System",
    lock: "Lock",
    locked_screen: "Locked screen",
    locked_hint: "Locked. New orders still ring.",
    managers_only: "Managers only",
    name: "Name",
    saved: "Saved",
    invalid_form: "Please check the marked fields. What you typed is still there.",
    changed_elsewhere: "It was changed elsewhere meanwhile. Please check the current values and save again.",
    print: "Print",
    device: "Device",
};
