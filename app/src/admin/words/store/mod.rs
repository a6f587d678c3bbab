//! Texts of the store's settings, its warnings and the poster.

mod warnings;

use warnings::WarningWords;

/// Texts of the store's settings, its warnings and the poster.
pub struct StoreWords {
    /// The menu service refused a value.
    pub invalid_menu: &'static str,

    /// Precedes the current value of a field that was typed differently.
    pub now: fn(&str) -> String,
    /// Current value of a field that is empty.
    pub nothing: &'static str,

    pub store: &'static str,
    pub name: &'static str,
    pub name_en: &'static str,
    pub address: &'static str,
    pub address_en: &'static str,
    pub phone: &'static str,
    pub languages: &'static str,
    /// Takes the tags of the languages offered to customers, the default first.
    pub offer: fn(&str) -> &'static str,
    pub zone: &'static str,
    pub zone_hint: &'static str,

    pub hours: &'static str,
    pub hours_hint: &'static str,
    /// Labels of the days' hours, from Monday.
    pub days: [&'static str; 7],
    pub exceptions: &'static str,
    pub exceptions_hint: &'static str,
    /// Written for a day without hours; `reading::CLOSED_DAY` accepts it.
    pub closed: &'static str,
    pub last_order: &'static str,
    pub day_begins: &'static str,

    pub orders: &'static str,
    pub lead: &'static str,
    pub slot: &'static str,
    pub slot_orders: &'static str,
    pub unattended: &'static str,
    pub accept: &'static str,
    pub hold: &'static str,
    pub phone_orders: &'static str,
    pub phone_cups: &'static str,
    pub forget: &'static str,
    pub auto_accept: &'static str,

    pub lanes: &'static str,
    pub lanes_hint: &'static str,
    /// Label of a lane's name; takes its position from 1.
    pub lane: fn(usize) -> String,
    /// Label of a lane's number of workers; takes its name.
    pub workers: fn(&str) -> String,
    pub new_lane: &'static str,
    pub new_workers: &'static str,

    pub prices: &'static str,
    pub own_cup_discount: &'static str,
    pub tax: &'static str,

    /// Why a field is refused.
    pub empty: &'static str,
    pub unchosen: &'static str,
    pub too_long: &'static str,
    pub no_lane: &'static str,
    pub no_hours: &'static str,

    pub warnings: WarningWords,
    pub poster: PosterWords,
}

/// Texts of the poster's page, and of the poster itself.
pub struct PosterWords {
    /// Link to the page.
    pub link: &'static str,
    pub local_address: &'static str,
    pub code: &'static str,
    pub address_too_long: &'static str,
    pub print_hint: &'static str,
    /// On the poster, for customers.
    pub call: &'static str,
}

pub(super) const KO: StoreWords = StoreWords {
    invalid_menu: "저장할 수 없는 값이 있어요. 표시된 칸과 시간·숫자의 범위를 확인해 주세요.",
    now: |value| format!("지금: {value}"),
    nothing: "없음",
    store: "매장",
    name: "이름",
    name_en: "영어 이름",
    address: "주소",
    address_en: "영어 주소",
    phone: "전화번호",
    languages: "손님 화면의 언어",
    offer: |tags| match tags {
        "ko,en" => "한국어와 영어 (기본 한국어)",
        "en,ko" => "영어와 한국어 (기본 영어)",
        "ko" => "한국어만",
        "en" => "영어만",
        _ => "",
    },
    zone: "시간대",
    zone_hint: "영업시간, 영업일과 모든 시각이 이곳 시계를 따라요. 받아 둔 주문의 번호와 영업일은 그대로예요. 프린터는 프린터 설정을 다시 저장해야 바뀌어요.",
    hours: "영업시간",
    hours_hint: "07:30-11:00, 12:00-22:00처럼 적어요. 8시~22시, 18:00-02:00처럼 적어도 되고, 비우면 쉬는 날이에요.",
    days: ["월", "화", "수", "목", "금", "토", "일"],
    exceptions: "특별한 날",
    exceptions_hint: "한 줄에 하루씩: 2026-12-25 휴무, 2026-12-24 09:00-15:00",
    closed: "휴무",
    last_order: "주문 마감(문 닫기 몇 분 전, 0이면 닫기 전에 준비할 수 있을 때까지)",
    day_begins: "영업일이 바뀌는 시각(0–12시, 밤에 여는 매장은 문 닫은 뒤로)",
    orders: "주문",
    lead: "가장 짧은 예상 시간(분)",
    slot: "예약 간격(분, 0이면 받지 않음)",
    slot_orders: "한 시간대의 예약 주문 수(0이면 제한 없음)",
    unattended: "카운터 화면이 꺼지면 멈추기까지(분, 0이면 멈추지 않음)",
    accept: "접수를 기다리는 시간(분)",
    hold: "찾아가기를 기다리는 시간(분)",
    phone_orders: "손님 한 명의 접수 전 주문 수(0이면 제한 없음)",
    phone_cups: "손님 한 명이 한꺼번에 주문할 수 있는 잔 수(0이면 제한 없음)",
    forget: "끝난 주문의 이름과 요청 사항을 지우기까지(일)",
    auto_accept: "주문을 자동으로 접수",
    lanes: "만드는 곳",
    lanes_hint: "그곳에서 일하는 사람 수로 예상 시간을 계산해요. 이름을 지우면 없어지는데, 메뉴를 만드는 곳은 지울 수 없어요.",
    lane: |position| format!("{position}번째 곳"),
    workers: |lane| format!("{lane}에서 일하는 사람"),
    new_lane: "새로운 곳",
    new_workers: "새로운 곳에서 일하는 사람",
    prices: "가격",
    own_cup_discount: "개인 컵 할인",
    tax: "부가세율(%)",
    empty: "비울 수 없어요.",
    unchosen: "골라 주세요.",
    too_long: "너무 긴 시간이에요.",
    no_lane: "만드는 곳이 하나는 있어야 해요.",
    no_hours: "날짜 뒤에 시간이나 휴무를 적어 주세요.",
    warnings: warnings::KO,
    poster: PosterWords {
        link: "주문 QR 포스터",
        local_address: "이 주소는 이 컴퓨터에서만 열려요. 손님의 휴대폰이 여는 주소를 서버 설정 JUMUN_CLIENT_URL에 적어 주세요.",
        code: "주문 QR 코드",
        address_too_long: "주소가 너무 길어요",
        print_hint: "주소가 맞는지 확인해 주세요. A5에서 A3까지 깨끗하게 나와요.",
        call: "기다리지 말고 휴대폰으로 주문하세요",
    },
};

pub(super) const EN: StoreWords = StoreWords {
    invalid_menu: "A value cannot be saved. Please check the marked field, and the ranges of times and numbers.",
    now: |value| format!("Now: {value}"),
    nothing: "none",
    store: "Store",
    name: "Korean name",
    name_en: "English name",
    address: "Korean address",
    address_en: "English address",
    phone: "Phone number",
    languages: "Languages for customers",
    offer: |tags| match tags {
        "ko,en" => "Korean and English (Korean by default)",
        "en,ko" => "English and Korean (English by default)",
        "ko" => "Korean only",
        "en" => "English only",
        _ => "",
    },
    zone: "Time zone",
    zone_hint: "Opening hours, the business day and all times follow the clock there. Orders already taken keep their number and business day. A printer changes once its settings are saved again.",
    hours: "Opening hours",
    hours_hint: "e.g. 07:30-11:00, 12:00-22:00. 8am-10pm and 18:00-02:00 work too; an empty day is closed.",
    days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    exceptions: "Special days",
    exceptions_hint: "one day per line: 2026-12-25 closed, 2026-12-24 09:00-15:00",
    closed: "closed",
    last_order: "Last order (min before closing; 0: as long as it can be ready by then)",
    day_begins: "Hour at which the business day begins (0–12; if open at night, after closing)",
    orders: "Orders",
    lead: "Shortest quote (min)",
    slot: "Pickup slot interval (min; 0: no slots)",
    slot_orders: "Orders per pickup slot (0: no limit)",
    unattended: "Pause ordering after no counter screen was on for (min; 0: never)",
    accept: "Time to accept an order (min)",
    hold: "Time to hold an order for pickup (min)",
    phone_orders: "Unaccepted orders per customer (0: no limit)",
    phone_cups: "Cups per customer at a time (0: no limit)",
    forget: "Erase name and note of an ended order after (days)",
    auto_accept: "Accept orders automatically",
    lanes: "Stations",
    lanes_hint: "Quotes are worked out from the number of people at a station. Clear a name to remove the station; one that makes menu items cannot be removed.",
    lane: |position| format!("Station {position}"),
    workers: |lane| format!("People at {lane}"),
    new_lane: "New station",
    new_workers: "People at the new station",
    prices: "Prices",
    own_cup_discount: "Own-cup discount",
    tax: "VAT (%)",
    empty: "This cannot be empty.",
    unchosen: "Please choose.",
    too_long: "This is too long a time.",
    no_lane: "There has to be at least one station.",
    no_hours: "Please write hours or “closed” after the date.",
    warnings: warnings::EN,
    poster: PosterWords {
        link: "QR poster for ordering",
        local_address: "This address opens on this computer only. Please set JUMUN_CLIENT_URL of the server to the address that customers’ phones open.",
        code: "QR code for ordering",
        address_too_long: "The address is too long",
        print_hint: "Please check that the address is right. It prints sharply from A5 to A3.",
        call: "Order on your phone",
    },
};
