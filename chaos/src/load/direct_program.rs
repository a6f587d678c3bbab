//! A program that places orders directly at the order service and makes the mistakes of programs:
//! the same key again, the same key with another body, a total that is not the sum.

use super::{
    context::{LoadContext, PlacementOutcome, deepest_cause, problem_code, retry_pause},
    mark, staff,
};
use crate::{
    history::{
        HistoryRecord, IntendedLine, IntendedOption, IntendedOrder, PlacementKey, PlacementRoute,
    },
    programs::ProgramIdentity,
};
use order_api::{
    CustomerIdentity, DiningMode, LineOption, NewOrder, Order, OrderActor, OrderDeadlines, OrderId,
    OrderLine, OrderStatus, OrderTransition, PhoneLimits, lifecycle,
};
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use staff_token::surface::ServiceName;
use tokio::time::Instant;

const TRIES: usize = 12;
const STEP_TRIES: usize = 6;

/// One placement with its retries, and mostly the whole life of its order.
pub(crate) async fn simulate_placement(shop: &LoadContext, mut rng: StdRng) {
    if rng.random_bool(0.03) {
        return send_forged_total(shop, &mut rng).await;
    }
    let key = shop.new_key();
    let mut new = random_order(&mut rng);
    (new.customer.name, new.note) = (mark::name_of(&key), mark::note_of(&key));
    record_intent(shop, &key, &new, true);
    let Some(order) = place_order(shop, &key, &new, &mut rng).await else { return };
    if rng.random_bool(0.05) {
        place_order(shop, &key, &new, &mut rng).await;
    }
    if rng.random_bool(0.03) {
        misuse_key(shop, &key, &new, &mut rng).await;
    }
    if rng.random_bool(0.8) {
        advance_until_closed(shop, order, &new.customer.session, &mut rng).await;
    }
}

/// A random order whose totals are right.
pub(crate) fn random_order(rng: &mut StdRng) -> NewOrder {
    let lines: Vec<OrderLine> = (0..rng.random_range(1..=4)).map(|_| random_line(rng)).collect();
    NewOrder {
        store: "main".to_owned(),
        zone: "Asia/Seoul".to_owned(),
        day_begins_hour: 4,
        customer: CustomerIdentity {
            session: format!("direct-{:016x}", rng.random::<u64>()),
            name: String::new(),
        },
        dining: if rng.random_bool(0.5) { DiningMode::Here } else { DiningMode::Takeout },
        menu_version: 1,
        menu_verified: true,
        currency: "KRW".to_owned(),
        total: lines.iter().map(|line| line.line_total).sum(),
        lines,
        note: String::new(),
        lead_time_s: 600,
        cup: None,
        pickup_at: None,
        opening: None,
        slot_limit: None,
        terms: OrderDeadlines::default(),
        phone_limits: PhoneLimits::default(),
    }
}

fn random_line(rng: &mut StdRng) -> OrderLine {
    let option = |index: i32, rng: &mut StdRng| LineOption {
        option_id: format!("option-{index}"),
        group: "Extras".to_owned(),
        name: format!("Option {index}"),
        price: rng.random_range(-2..=10) * 100,
        quantity: rng.random_range(1..=3),
    };
    let options: Vec<_> = (0..rng.random_range(0..=3)).map(|index| option(index, rng)).collect();
    let unit_price = rng.random_range(20..=90) * 100;
    let quantity = rng.random_range(1..=5);
    let each =
        unit_price + options.iter().map(|option| option.price * option.quantity).sum::<i64>();
    let item = rng.random_range(1..=40);
    OrderLine {
        item_id: format!("item-{item}"),
        name: format!("Item {item}"),
        unit_price,
        quantity,
        options,
        line_total: each * quantity,
    }
}

/// Records an intended order.
pub(crate) fn record_intent(shop: &LoadContext, key: &PlacementKey, new: &NewOrder, legal: bool) {
    shop.history.add_record(intent_record(key, new, legal));
}

/// The intended order as a line of the record.
pub(crate) fn intent_record(key: &PlacementKey, new: &NewOrder, legal: bool) -> HistoryRecord {
    let lines = new.lines.iter().map(|line| {
        let mut options: Vec<_> = line.options.iter().map(intended_option).collect();
        options.sort();
        let item = line.item_id.clone();
        let quantity = line.quantity;
        let line_total = Some(line.line_total);
        IntendedLine { item, quantity, options, line_total }
    });
    let wanted = Box::new(IntendedOrder { lines: lines.collect(), total: new.total });
    HistoryRecord::Wanted { key: key.clone(), via: PlacementRoute::Direct, legal, wanted }
}

fn intended_option(option: &LineOption) -> IntendedOption {
    IntendedOption { option: option.option_id.clone(), quantity: option.quantity }
}

async fn place_order(
    shop: &LoadContext,
    key: &PlacementKey,
    new: &NewOrder,
    rng: &mut StdRng,
) -> Option<OrderId> {
    for _ in 0..TRIES {
        let replica = shop.addresses.orders.choose(rng)?;
        match attempt_placement(shop, replica, key, new).await {
            PlacementOutcome::Acknowledged { order, .. } => return Some(order),
            PlacementOutcome::Refused { status, .. }
                if (400..500).contains(&status) && status != 429 =>
            {
                return None;
            }
            PlacementOutcome::Refused { .. } | PlacementOutcome::Unknown { .. } => {}
        }
        if shop.wait_for_closing(retry_pause(rng)).await {
            break;
        }
    }
    None
}

/// One try; records the result.
pub(crate) async fn attempt_placement(
    shop: &LoadContext,
    replica: &str,
    key: &PlacementKey,
    new: &NewOrder,
) -> PlacementOutcome {
    let began = Instant::now();
    shop.history.add_record(HistoryRecord::Tried { key: key.clone(), address: replica.into() });
    let outcome = send_order(shop, replica, key, new).await;
    shop.record_outcome(key, began.elapsed(), &outcome);
    outcome
}

async fn send_order(
    shop: &LoadContext,
    replica: &str,
    key: &PlacementKey,
    new: &NewOrder,
) -> PlacementOutcome {
    let request = shop.http.post(format!("{replica}/api/v1/orders")).json(new);
    let request = request.header("idempotency-key", key.as_str());
    let by = (ServiceName::Order, ProgramIdentity::Phone(&new.customer.session));
    let answer = match shop.send_signed(replica, by, request).await {
        Ok(answer) => answer,
        Err(error) => return PlacementOutcome::Unknown { why: deepest_cause(&error) },
    };
    let status = answer.status();
    match answer.text().await {
        Err(error) => PlacementOutcome::Unknown { why: deepest_cause(&error) },
        Ok(body) if status.is_success() => match serde_json::from_str::<Order>(&body) {
            Ok(order) => PlacementOutcome::Acknowledged {
                order: order.id,
                number: Some(order.number),
                total: Some(order.total),
            },
            Err(error) => {
                PlacementOutcome::Unknown { why: format!("an unreadable answer: {error}") }
            }
        },
        Ok(body) => {
            PlacementOutcome::Refused { status: status.as_u16(), code: problem_code(&body) }
        }
    }
}

/// Sends an order whose total is not the sum; it must never become an order.
async fn send_forged_total(shop: &LoadContext, rng: &mut StdRng) {
    let key = shop.new_key();
    let mut new = random_order(rng);
    match new.lines.first_mut() {
        Some(line) if rng.random_bool(0.5) => line.line_total += 100,
        _ => new.total -= 1,
    }
    record_intent(shop, &key, &new, false);
    if let Some(replica) = shop.addresses.orders.choose(rng) {
        attempt_placement(shop, replica, &key, &new).await;
    }
}

/// Sends the key of an existing order with another body.
async fn misuse_key(shop: &LoadContext, key: &PlacementKey, new: &NewOrder, rng: &mut StdRng) {
    let other = NewOrder { note: "something else".to_owned(), ..new.clone() };
    let Some(replica) = shop.addresses.orders.choose(rng) else { return };
    let (status, code) = match send_order(shop, replica, key, &other).await {
        PlacementOutcome::Acknowledged { .. } => (200, String::new()),
        PlacementOutcome::Refused { status, code } => (status, code),
        PlacementOutcome::Unknown { .. } => return,
    };
    shop.history.add_record(HistoryRecord::KeyMisused {
        key: key.clone(),
        status,
        code: code.into(),
    });
}

/// Moves the order along until it ends, sometimes to another status than the next one.
async fn advance_until_closed(shop: &LoadContext, order: OrderId, session: &str, rng: &mut StdRng) {
    let mut status = OrderStatus::Placed;
    let mut version = 1;
    while status.is_open() {
        if shop.wait_for_closing(retry_pause(rng)).await {
            return;
        }
        let (actor, program) = match rng.random_bool(0.03) {
            true => (OrderActor::Customer, ProgramIdentity::Phone(session)),
            false => (OrderActor::Staff, ProgramIdentity::Counter),
        };
        let targets: Vec<_> = lifecycle::allowed_targets(status, actor).collect();
        let Some(forward) = targets.first() else { continue };
        let to =
            if rng.random_bool(0.1) { targets.choose(rng).unwrap_or(forward) } else { forward };
        let Some(stand) = send_transition(shop, (order, *to, version), (actor, program), rng).await
        else {
            return;
        };
        (status, version) = stand;
    }
}

/// One step, retried until it is answered; returns the state of the order after it.
async fn send_transition(
    shop: &LoadContext,
    (order, to, expected_version): (OrderId, OrderStatus, i64),
    (actor, program): (OrderActor, ProgramIdentity<'_>),
    rng: &mut StdRng,
) -> Option<(OrderStatus, i64)> {
    let body =
        OrderTransition { to, expected_version, actor, reason: Some("재료 소진".to_owned()) };
    for _ in 0..STEP_TRIES {
        let replica = shop.addresses.orders.choose(rng)?;
        let mut request =
            shop.http.post(format!("{replica}/api/v1/orders/{order}/transitions")).json(&body);
        if actor == OrderActor::Staff {
            request = request.bearer_auth(staff::signed_session(shop).await?);
        }
        match read_response(shop.send_signed(replica, (ServiceName::Order, program), request).await)
            .await
        {
            Ok((200, text)) => {
                let after: Order = serde_json::from_str(&text).ok()?;
                let version = Some(after.version);
                shop.history.add_record(HistoryRecord::Moved {
                    order,
                    to,
                    expected_version,
                    by: actor,
                    version,
                });
                return Some((after.status, after.version));
            }
            Ok((status, text)) => {
                let code = problem_code(&text).into();
                shop.history.add_record(HistoryRecord::MoveRefused {
                    order,
                    to,
                    expected_version,
                    code,
                });
                if status < 500 && status != 429 {
                    return parse_current_state(&text);
                }
            }
            Err(why) => {
                let why = why.into();
                shop.history.add_record(HistoryRecord::MoveUnknown {
                    order,
                    to,
                    expected_version,
                    why,
                });
            }
        }
        if shop.wait_for_closing(retry_pause(rng)).await {
            break;
        }
    }
    None
}

/// Current state of the order, from the body of a refusal.
fn parse_current_state(problem: &str) -> Option<(OrderStatus, i64)> {
    let problem: serde_json::Value = serde_json::from_str(problem).ok()?;
    Some((problem.get("current")?.as_str()?.parse().ok()?, problem.get("version")?.as_i64()?))
}

async fn read_response(
    answer: reqwest::Result<reqwest::Response>,
) -> Result<(u16, String), String> {
    let answer = answer.map_err(|error| deepest_cause(&error))?;
    let status = answer.status().as_u16();
    Ok((status, answer.text().await.map_err(|error| deepest_cause(&error))?))
}
