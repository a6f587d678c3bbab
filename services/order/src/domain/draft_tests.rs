use super::*;
use order_api::{CupKind, CustomerIdentity, DiningMode, LineOption};
use proptest::{collection::vec, prelude::*};

pub(crate) fn latte() -> NewOrder {
    let shot = option("shot", 600, 1);
    let line = OrderLine {
        item_id: "latte".to_owned(),
        name: "카페 라떼".to_owned(),
        unit_price: 5000,
        quantity: 2,
        options: vec![shot],
        line_total: 11_200,
    };
    NewOrder {
        store: "main".to_owned(),
        zone: "Asia/Seoul".to_owned(),
        day_begins_hour: 4,
        customer: CustomerIdentity { session: "s1".to_owned(), name: "민지".to_owned() },
        dining: DiningMode::Takeout,
        menu_version: 17,
        menu_verified: true,
        currency: "KRW".to_owned(),
        lines: vec![line],
        total: 11_200,
        note: "덜 달게\r\n얼음 적게".to_owned(),
        lead_time_s: 600,
        cup: None,
        pickup_at: None,
        opening: None,
        slot_limit: None,
        terms: order_api::OrderDeadlines::default(),
        phone_limits: PhoneLimits::default(),
    }
}

fn option(id: &str, price: i64, quantity: i64) -> LineOption {
    LineOption {
        option_id: id.to_owned(),
        group: "샷".to_owned(),
        name: "추가".to_owned(),
        price,
        quantity,
    }
}

pub(crate) fn placement_of(order: NewOrder) -> OrderPlacement {
    let key = IdempotencyKey::parse("k1").unwrap();
    let id = "01980000-0000-7000-8000-000000000001".parse().unwrap();
    let at = "2025-07-12T03:00:00Z".parse().unwrap();
    OrderPlacement::new(ValidOrder::parse(order).unwrap(), key, id, at).unwrap()
}

fn fault_of(change: impl FnOnce(&mut NewOrder)) -> (RequestFault, Option<usize>) {
    let mut order = latte();
    change(&mut order);
    let invalid = ValidOrder::parse(order).map(|_| ()).unwrap_err();
    (invalid.fault, invalid.line)
}

#[test]
fn every_broken_rule_has_its_fault_and_names_the_line() {
    let line = Some(0);
    assert_eq!(fault_of(|o| o.lines[0].line_total += 1), (RequestFault::WrongLineTotal, line));
    assert_eq!(fault_of(|o| o.total -= 1), (RequestFault::WrongTotal, None));
    for quantity in [i64::MIN, -1, 0, 100, 1_000_000_000, i64::MAX] {
        assert_eq!(
            fault_of(|o| o.lines[0].quantity = quantity),
            (RequestFault::InvalidQuantity, line)
        );
        assert_eq!(
            fault_of(|o| o.lines[0].options[0].quantity = quantity),
            (RequestFault::InvalidOptionQuantity, line)
        );
    }
    assert_eq!(
        fault_of(|o| o.lines[0].options.push(option("shot", 0, 1))),
        (RequestFault::DoubledOption, line)
    );
    assert_eq!(fault_of(|o| o.lines[0].unit_price = -1), (RequestFault::NegativePrice, line));
    assert_eq!(
        fault_of(|o| o.lines[0].options[0].price = -5001),
        (RequestFault::NegativePrice, line)
    );
    assert_eq!(
        fault_of(|o| o.lines[0].unit_price = i64::MAX),
        (RequestFault::AmountOutOfRange, line)
    );
    assert_eq!(fault_of(|o| o.lines.clear()), (RequestFault::NoLines, None));
    let one = latte().lines[0].clone();
    assert_eq!(fault_of(|o| o.lines = vec![one.clone(); 51]), (RequestFault::TooManyLines, None));
    let options = (0..31).map(|i| option(&i.to_string(), 0, 1)).collect::<Vec<_>>();
    assert_eq!(fault_of(|o| o.lines[0].options = options), (RequestFault::TooManyOptions, line));
}

#[test]
fn a_sum_that_overflows_only_in_the_total_is_refused() {
    let rich = OrderLine {
        unit_price: i64::MAX,
        quantity: 1,
        options: vec![],
        line_total: i64::MAX,
        ..latte().lines[0].clone()
    };
    assert_eq!(
        fault_of(|o| o.lines = vec![rich.clone(), rich]),
        (RequestFault::AmountOutOfRange, None)
    );
}

#[test]
fn texts_and_ids_are_bounded_and_without_control_characters() {
    assert_eq!(fault_of(|o| o.customer.name = "가".repeat(41)).0, RequestFault::NameTooLong);
    assert_eq!(fault_of(|o| o.note = "가".repeat(301)).0, RequestFault::NoteTooLong);
    assert_eq!(
        fault_of(|o| o.lines[0].name = "가".repeat(121)),
        (RequestFault::TextTooLong, Some(0))
    );
    assert_eq!(
        fault_of(|o| o.lines[0].options[0].group = "가".repeat(121)),
        (RequestFault::TextTooLong, Some(0))
    );
    assert_eq!(fault_of(|o| o.note = "a\0".to_owned()).0, RequestFault::InvalidText);
    assert_eq!(fault_of(|o| o.customer.name = "a\n".to_owned()).0, RequestFault::InvalidText);
    assert_eq!(
        fault_of(|o| o.lines[0].options[0].name = "\u{1b}[0m".to_owned()),
        (RequestFault::InvalidText, Some(0))
    );
    for id in [String::new(), "x".repeat(129), "\0".to_owned()] {
        assert_eq!(fault_of(|o| o.store.clone_from(&id)).0, RequestFault::InvalidStore);
        assert_eq!(
            fault_of(|o| o.customer.session.clone_from(&id)).0,
            RequestFault::InvalidSession
        );
        assert_eq!(
            fault_of(|o| o.lines[0].item_id.clone_from(&id)),
            (RequestFault::InvalidItem, Some(0))
        );
        assert_eq!(
            fault_of(|o| o.lines[0].options[0].option_id.clone_from(&id)),
            (RequestFault::InvalidOption, Some(0))
        );
    }
    for currency in ["", "krw", "KRWX", "₩"] {
        assert_eq!(fault_of(|o| o.currency = currency.to_owned()).0, RequestFault::InvalidCurrency);
    }
    for zone in ["", "Seoul", "Asia/Seoul ", "../../etc/passwd", "+09:00"] {
        assert_eq!(fault_of(|o| o.zone = zone.to_owned()).0, RequestFault::InvalidZone, "{zone:?}");
    }
    assert_eq!(fault_of(|o| o.lead_time_s = u32::MAX).0, RequestFault::InvalidLeadTime);
}

#[test]
fn the_business_day_begins_at_the_stores_hour_in_its_zone() {
    let date = |zone: &str, day_begins_hour, at: &str| {
        let order = NewOrder { zone: zone.to_owned(), day_begins_hour, ..latte() };
        ValidOrder::parse(order).unwrap().business_date(at.parse().unwrap()).to_string()
    };
    assert_eq!(date("Asia/Seoul", 4, "2025-07-11T18:59:59Z"), "2025-07-11");
    assert_eq!(date("Asia/Seoul", 4, "2025-07-11T19:00:00Z"), "2025-07-12");
    assert_eq!(date("Asia/Seoul", 6, "2025-07-11T20:59:59Z"), "2025-07-11");
    assert_eq!(date("America/New_York", 4, "2025-07-12T07:59:59Z"), "2025-07-11");
    assert_eq!(date("America/New_York", 4, "2025-07-12T08:00:00Z"), "2025-07-12");
    assert_eq!(
        date("Europe/Berlin", 4, "2026-03-29T04:00:00+02:00"),
        "2026-03-29",
        "an hour is left out"
    );
    assert_eq!(fault_of(|order| order.day_begins_hour = 13).0, RequestFault::InvalidDay);
}

#[test]
fn a_store_that_is_closed_has_its_time_to_accept_from_the_opening_on() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let placed = |pickup_at: Option<&str>, opens_at, closes_at| {
        let opening = Some(OpeningTimes { opens_at: at(opens_at), closes_at: at(closes_at) });
        let order = placement_of(NewOrder { pickup_at: pickup_at.map(at), opening, ..latte() })
            .build_order(7);
        (order.handling.accept_by.unwrap().to_string(), order.promised_at.to_string())
    };
    let ten = |to_accept: &str, promised: &str| (to_accept.to_owned(), promised.to_owned());
    // The placement is at 03:00.
    let opens = "2025-07-12T05:00:00Z";
    let closes = "2025-07-12T14:00:00Z";
    let early = placed(Some("2025-07-12T05:20:00Z"), opens, closes);
    assert_eq!(early, ten("2025-07-12T05:10:00Z", "2025-07-12T05:20:00Z"));
    let late = placed(Some("2025-07-12T08:00:00Z"), opens, closes);
    assert_eq!(late, ten("2025-07-12T07:40:00Z", "2025-07-12T08:00:00Z"), "when work on it begins");
    let soonest = placed(None, "2025-07-11T23:00:00Z", "2025-07-12T03:09:59Z");
    assert_eq!(soonest, ten("2025-07-12T03:10:00Z", "2025-07-12T03:09:59Z"), "not after closing");
    let fault = fault_of(|order| {
        order.opening = Some(OpeningTimes { opens_at: Timestamp::MIN, closes_at: Timestamp::MAX });
    });
    assert_eq!(fault.0, RequestFault::InvalidOpening);
}

#[test]
fn a_placed_order_is_the_draft_with_a_number_and_a_promise() {
    let order = placement_of(latte()).build_order(7);
    assert_eq!((order.number, order.version, order.status), (7, 1, OrderStatus::Placed));
    assert_eq!(order.business_date.to_string(), "2025-07-12");
    assert_eq!(order.promised_at.to_string(), "2025-07-12T03:10:00Z");
    assert_eq!((order.lines, order.total, order.note), (latte().lines, 11_200, latte().note));
}

#[test]
fn an_order_for_later_is_promised_for_then() {
    let wanted = NewOrder {
        cup: Some(CupKind::Own),
        pickup_at: Some("2025-07-12T05:30:00.0009Z".parse().unwrap()),
        ..latte()
    };
    let order = placement_of(wanted).build_order(7);
    assert_eq!((order.cup, order.pickup_at), (Some(CupKind::Own), Some(order.promised_at)));
    assert_eq!(order.promised_at.to_string(), "2025-07-12T05:30:00Z", "as the database keeps it");
    for absurd in ["1970-01-01T00:00:00Z", "9999-12-30T00:00:00Z"] {
        let fault = fault_of(|o| o.pickup_at = Some(absurd.parse().unwrap()));
        assert_eq!(fault, (RequestFault::InvalidPickup, None), "{absurd}");
    }
}

#[test]
fn an_order_without_wishes_has_the_fingerprint_it_had_before_there_were_any() {
    let text = serde_json::to_string(&latte()).unwrap();
    assert!(!text.contains("cup") && !text.contains("pickup_at"), "{text}");
}

#[test]
fn the_fingerprint_is_of_what_is_ordered_and_not_of_how_it_was_written() {
    let print = |order: NewOrder| placement_of(order).fingerprint;
    let text = serde_json::to_value(latte()).unwrap();
    assert_eq!(print(serde_json::from_str(&format!("{text:#}")).unwrap()), print(latte()));
    let mut other = latte();
    other.note.push('!');
    assert_ne!(print(other), print(latte()));
}

fn any_line() -> impl Strategy<Value = OrderLine> {
    let options = vec((0_i64..2000, 1..=limits::QUANTITY), 0..5);
    (0_i64..1_000_000, 1..=limits::QUANTITY, options).prop_map(|(unit_price, quantity, options)| {
        let numbered = options.iter().enumerate();
        let options: Vec<_> =
            numbered.map(|(i, (price, n))| option(&i.to_string(), *price, *n)).collect();
        let each = unit_price + options.iter().map(|o| o.price * o.quantity).sum::<i64>();
        OrderLine {
            unit_price,
            quantity,
            options,
            line_total: each * quantity,
            ..latte().lines[0].clone()
        }
    })
}

fn any_order() -> impl Strategy<Value = NewOrder> {
    vec(any_line(), 1..8).prop_map(|lines| {
        let total = lines.iter().map(|line| line.line_total).sum();
        NewOrder { lines, total, ..latte() }
    })
}

proptest! {
    #[test]
    fn whatever_adds_up_is_accepted(order in any_order()) {
        prop_assert!(ValidOrder::parse(order).is_ok());
    }

    #[test]
    fn a_single_tampered_number_is_refused(
        order in any_order(),
        at in any::<prop::sample::Index>(),
        which in 0_usize..5,
        by in prop_oneof![-1_000_000_i64..=-1, 1_i64..=1_000_000, Just(i64::MIN), Just(i64::MAX)],
    ) {
        let mut order = order;
        let index = at.index(order.lines.len());
        let line = &mut order.lines[index];
        // If a piece costs nothing, another quantity still adds up: a different order, not an
        // invalid one.
        prop_assume!(which != 1 || line.line_total != 0);
        let number = match (which, line.options.first_mut()) {
            (0, _) => &mut line.unit_price,
            (1, _) => &mut line.quantity,
            (2, Some(option)) => &mut option.price,
            (3, _) => &mut line.line_total,
            _ => &mut order.total,
        };
        *number = number.wrapping_add(by);
        prop_assert!(ValidOrder::parse(order).is_err());
    }
}
