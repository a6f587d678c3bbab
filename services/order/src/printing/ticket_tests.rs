use super::*;
use encoding_rs::EUC_KR;
use order_api::{OrderStatus, PrintConfirmation};
use proptest::prelude::*;

fn order() -> Order {
    serde_json::from_value(serde_json::json!({
        "id": "01980000-0000-7000-8000-000000000001", "store": "main", "number": 37, "business_date": "2026-03-02",
        "status": "accepted", "version": 2, "placed_at": "2026-03-02T03:00:00Z", "promised_at": "2026-03-02T03:10:00Z",
        "status_at": "2026-03-02T03:00:00Z", "customer": { "session": "s", "name": "민지" }, "dining": "takeout",
        "menu_version": 1, "menu_verified": true, "currency": "KRW", "total": 11200, "cup": "disposable",
        "note": "덜 달게\n얼음 적게",
        "lines": [{
            "item_id": "latte", "name": "카페 라떼", "unit_price": 5000, "quantity": 2, "line_total": 11200,
            "options": [
                { "option_id": "iced", "group": "온도", "name": "차갑게", "price": 0, "quantity": 1 },
                { "option_id": "shot", "group": "샷", "name": "샷 추가", "price": 300, "quantity": 2 }
            ]
        }]
    }))
    .unwrap()
}

fn seoul() -> TimeZone {
    TimeZone::get("Asia/Seoul").unwrap()
}

fn kind(zone: &TimeZone) -> TicketOptions<'_> {
    let paper = PaperWidth::Mm80;
    let language = PaperLanguage::Ko;
    TicketOptions { zone, paper, language, is_copy: false, late_since: None }
}

fn paper(order: &Order, is_copy: bool) -> Vec<u8> {
    render_ticket(order, TicketOptions { is_copy, ..kind(&seoul()) })
}

fn settings(name: &str) -> PrinterSettings {
    PrinterSettings {
        store: "main".to_owned(),
        name: name.to_owned(),
        address: "192.168.0.50:9100".to_owned(),
        zone: "Asia/Seoul".to_owned(),
        confirmation: PrintConfirmation::ProcessId,
        paper: PaperWidth::Mm80,
        language: PaperLanguage::Ko,
        on_accepted: true,
        on_cancelled: true,
        enabled: true,
    }
}

/// Interprets the bytes as a printer would: each command by name, each line as text.
fn read(bytes: &[u8]) -> Vec<String> {
    let mut said = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (name, length) = match *rest {
            [0x1b, b'@', ..] => ("init".to_owned(), 2),
            [0x1c, b'&', ..] => ("korean".to_owned(), 2),
            [0x1b, b'a', n, ..] => (format!("align {n}"), 3),
            [0x1d, b'a', 0, ..] => ("no status".to_owned(), 3),
            [0x1d, b'B', n, ..] => (format!("inverted {n}"), 3),
            [0x1d, b'!', n, ..] => (format!("size {n:02x}"), 3),
            [0x1d, b'V', b'B', 0] => ("cut".to_owned(), 4),
            [byte, ..] if byte != b'\n' && byte < 0x20 || byte == 0x7f => {
                panic!("no command of ours: {rest:x?}")
            }
            _ => {
                let end = rest.iter().position(|byte| *byte == b'\n').unwrap();
                assert!(
                    rest[..end].iter().all(|byte| matches!(byte, 0x20..=0x7E | 0xA1..=0xFE)),
                    "{rest:x?}"
                );
                (format!("|{}", EUC_KR.decode(&rest[..end]).0), end + 1)
            }
        };
        said.push(name);
        rest = &rest[length..];
    }
    said
}

/// Only the commands.
fn commands(bytes: &[u8]) -> Vec<String> {
    read(bytes).into_iter().filter(|part| !part.starts_with('|')).collect()
}

const RULE: &str = "|------------------------------------------------";

#[test]
fn a_ticket_is_what_the_bar_reads_from_afar_first() {
    let wanted = [
        "init",
        "no status",
        "korean",
        "align 1",
        "size 33",
        "|37",
        "size 11",
        "|포장 · 일회용 컵",
        "size 11",
        "|민지",
        "align 0",
        "size 00",
        RULE,
        "size 00",
        "|12:00 주문 · 12:10 약속",
        "size 00",
        RULE,
        "size 01",
        "|2 x 카페 라떼",
        "size 00",
        "|    차갑게, 샷 추가 x2",
        "size 00",
        RULE,
        "size 01",
        "|요청: 덜 달게",
        "|      얼음 적게",
        "size 00",
        RULE,
        "cut",
    ];
    assert_eq!(read(&paper(&order(), false)), wanted);
}

#[test]
fn the_bytes_of_a_ticket_are_these() {
    let bytes = paper(&Order { note: String::new(), lines: Vec::new(), ..order() }, false);
    let head: Vec<u8> = [
        &b"\x1b@\x1da\x00\x1c&\x1ba\x01"[..],
        b"\x1d!\x3337\n",
        b"\x1d!\x11\xc6\xf7\xc0\xe5 \xa1\xa4 \xc0\xcf\xc8\xb8\xbf\xeb \xc4\xc5\n",
        b"\x1d!\x11\xb9\xce\xc1\xf6\n",
        b"\x1ba\x00\x1d!\x00---",
    ]
    .concat();
    assert_eq!(&bytes[..head.len()], head);
    assert!(bytes.ends_with(b"---\n\x1dVB\x00"));
}

#[test]
fn what_was_cancelled_or_printed_before_says_so_first() {
    let said = read(&paper(&Order { status: OrderStatus::Cancelled, ..order() }, true));
    let banners: Vec<_> = said.iter().skip_while(|part| *part != "inverted 1").take(8).collect();
    assert_eq!(
        banners,
        [
            "inverted 1",
            "size 11",
            "|취소",
            "inverted 0",
            "inverted 1",
            "size 11",
            "|재출력",
            "inverted 0"
        ]
    );
}

#[test]
fn a_late_ticket_says_since_when_and_what_is_made_already_says_so() {
    let since = Some("2026-03-02T03:03:00Z".parse().unwrap());
    let late = |status| {
        let seoul = seoul();
        let kind = TicketOptions { late_since: since, ..kind(&seoul) };
        let said = read(&render_ticket(&Order { status, ..order() }, kind)).join(" ");
        said.split("size 33").next().unwrap().to_owned()
    };
    assert!(
        late(OrderStatus::Preparing).contains("|늦게 출력 · 12:03 접수"),
        "{}",
        late(OrderStatus::Preparing)
    );
    assert!(late(OrderStatus::Cancelled).contains("|늦게 출력 · 12:03 취소"));
    assert!(late(OrderStatus::Ready).contains("|이미 준비됨"));
}

#[test]
fn nothing_is_wider_than_the_paper() {
    let note = "얼음은 아주 조금만 넣어 주시고 빨대는 빼 주세요, please".to_owned();
    for (width, columns) in
        [(PaperWidth::Mm58, 32), (PaperWidth::Mm80Of42, 42), (PaperWidth::Mm80, 48)]
    {
        let seoul = seoul();
        let mut order = Order { note: note.clone(), menu_verified: false, ..order() };
        order.customer.session = order_api::COUNTER.to_owned();
        for language in [PaperLanguage::Ko, PaperLanguage::En] {
            let late_since = Some(order.placed_at);
            let kind =
                TicketOptions { zone: &seoul, paper: width, language, is_copy: true, late_since };
            let settings = PrinterSettings { paper: width, language, ..settings("바") };
            let test_page = render_test_page(&settings, order.placed_at, &seoul);
            assert_fits(&read(&render_ticket(&order, kind)), columns);
            assert_fits(&read(&test_page), columns);
        }
    }
}

fn assert_fits(said: &[String], columns: usize) {
    let mut most = columns;
    for part in said {
        if let Some(size) = part.strip_prefix("size ") {
            most = columns / (usize::from_str_radix(&size[..1], 16).unwrap() + 1);
        } else if let Some(line) = part.strip_prefix('|') {
            let wide: usize =
                line.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum();
            assert!(wide <= most, "{columns} {line}");
            assert!(!line.starts_with("---") || wide == columns, "a rule is one line across");
        }
    }
}

#[test]
fn an_order_of_the_counter_and_one_for_another_day_say_so() {
    let mut order = order();
    order.customer.session = order_api::COUNTER.to_owned();
    order.pickup_at = Some("2026-03-03T01:30:00Z".parse().unwrap());
    order.promised_at = "2026-03-03T01:30:00Z".parse().unwrap();
    order.menu_verified = false;
    let said = read(&paper(&order, false));
    for wanted in [
        "|카운터 주문",
        "|예약 03/03 10:30",
        "|12:00 주문 · 03/03 10:30 약속",
        "|메뉴를 확인하지 못하고 받은 주문",
    ] {
        assert!(said.iter().any(|part| part == wanted), "{wanted}: {said:?}");
    }
}

#[test]
fn where_english_is_read_the_paper_is_english() {
    let seoul = seoul();
    let since = Some("2026-03-02T03:03:00Z".parse().unwrap());
    let english = TicketOptions { language: PaperLanguage::En, late_since: since, ..kind(&seoul) };
    let mut order = order();
    order.customer.session = order_api::COUNTER.to_owned();
    order.pickup_at = Some("2026-03-02T03:30:00Z".parse().unwrap());
    order.menu_verified = false;
    let is_korean = |part: &String| part.chars().any(|letter| !letter.is_ascii() && letter != '·');
    for (status, banner) in
        [(OrderStatus::Preparing, "accepted 12:03"), (OrderStatus::Cancelled, "cancelled 12:03")]
    {
        let said = read(&render_ticket(&Order { status, ..order.clone() }, english));
        for wanted in [
            &format!("|Late · {banner}"),
            "|To go · disposable cup",
            "|Walk-in",
            "|Taken without checking the menu",
            "|Scheduled 12:30",
            "|Ordered 12:00 · due 12:10",
            "|Note: 덜 달게",
        ] {
            assert!(said.iter().any(|part| part == wanted), "{wanted}: {said:?}");
        }
    }
    // Without the words of customer and menu no Korean is left, in any status.
    (order.customer.name, order.note, order.lines) = (String::new(), String::new(), Vec::new());
    for status in OrderStatus::ALL {
        let ticket = render_ticket(&Order { status, ..order.clone() }, english);
        assert_eq!(read(&ticket).iter().find(|part| is_korean(part)), None, "{status:?}");
    }
    let test_page = render_test_page(
        &PrinterSettings { language: PaperLanguage::En, ..settings("Bar") },
        order.placed_at,
        &seoul,
    );
    assert!(read(&test_page).contains(&"|Test page".to_owned()));
}

#[test]
fn a_test_page_reads_back() {
    let said = read(&render_test_page(&settings("바 \u{1d}V"), order().placed_at, &seoul()));
    assert!(
        said.contains(&"|바 ?V".to_owned()) && said.contains(&"|2026-03-02 12:00:00".to_owned()),
        "{said:?}"
    );
}

proptest! {
    #[test]
    fn no_text_of_a_customer_or_a_menu_is_a_command(
        texts in prop::array::uniform4(prop_oneof![any::<String>(), "[\u{0}-\u{1f}@!VaB\u{7f}\u{80}-\u{9f}가-힣]{1,40}"]),
        again in any::<bool>(),
    ) {
        let [name, note, item, option] = texts;
        let mut plain = order();
        let mut odd = order();
        // A name and a note must be present in both: their presence decides which commands are
        // written.
        (plain.customer.name, plain.note) = ("이름".to_owned(), "말".to_owned());
        (odd.customer.name, odd.note) = (format!("a{name}"), format!("a{note}"));
        odd.lines[0].name = item;
        odd.lines[0].options[0].name = option;
        prop_assert_eq!(commands(&paper(&odd, again)), commands(&paper(&plain, again)));
    }
}
