//! A program that places orders directly at the order service and makes the mistakes of programs:
//! the same key again, the same key with another body, a total that is not the sum.

use super::{
    context::{Outcome, Shop, breath, cause, problem_code},
    mark, staff,
};
use crate::{
    history::{Key, Record, Via, Wanted, WantedLine, WantedOption},
    programs::Program,
};
use order_api::{
    Actor, Customer, Dining, Line, LineOption, NewOrder, Order, OrderId, PhoneLimits, Status, Terms,
    Transition, lifecycle,
};
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use staff_token::surface::ServiceName;
use tokio::time::Instant;

const TRIES: usize = 12;
const STEP_TRIES: usize = 6;

/// One placement with its retries, and mostly the whole life of its order.
pub(crate) async fn run(shop: &Shop, mut rng: StdRng) {
    if rng.random_bool(0.03) {
        return forge(shop, &mut rng).await;
    }
    let (key, mut new) = (shop.new_key(), new_order(&mut rng));
    (new.customer.name, new.note) = (mark::name_of(&key), mark::note_of(&key));
    want(shop, &key, &new, true);
    let Some(order) = place(shop, &key, &new, &mut rng).await else { return };
    if rng.random_bool(0.05) {
        place(shop, &key, &new, &mut rng).await;
    }
    if rng.random_bool(0.03) {
        misuse(shop, &key, &new, &mut rng).await;
    }
    if rng.random_bool(0.8) {
        live(shop, order, &new.customer.session, &mut rng).await;
    }
}

/// A random order whose totals are right.
pub(crate) fn new_order(rng: &mut StdRng) -> NewOrder {
    let lines: Vec<Line> = (0..rng.random_range(1..=4)).map(|_| line(rng)).collect();
    NewOrder {
        store: "main".to_owned(),
        zone: "Asia/Seoul".to_owned(),
        day_begins_hour: 4,
        customer: Customer { session: format!("direct-{:016x}", rng.random::<u64>()), name: String::new() },
        dining: if rng.random_bool(0.5) { Dining::Here } else { Dining::Takeout },
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
        terms: Terms::default(),
        phone_limits: PhoneLimits::default(),
    }
}

fn line(rng: &mut StdRng) -> Line {
    let option = |index: i32, rng: &mut StdRng| LineOption {
        option_id: format!("option-{index}"),
        group: "Extras".to_owned(),
        name: format!("Option {index}"),
        price: rng.random_range(-2..=10) * 100,
        quantity: rng.random_range(1..=3),
    };
    let options: Vec<_> = (0..rng.random_range(0..=3)).map(|index| option(index, rng)).collect();
    let (unit_price, quantity) = (rng.random_range(20..=90) * 100, rng.random_range(1..=5));
    let each = unit_price + options.iter().map(|option| option.price * option.quantity).sum::<i64>();
    let item = rng.random_range(1..=40);
    Line {
        item_id: format!("item-{item}"),
        name: format!("Item {item}"),
        unit_price,
        quantity,
        options,
        line_total: each * quantity,
    }
}

/// Records an intended order.
pub(crate) fn want(shop: &Shop, key: &Key, new: &NewOrder, legal: bool) {
    shop.history.add(intent(key, new, legal));
}

/// The intended order as a line of the record.
pub(crate) fn intent(key: &Key, new: &NewOrder, legal: bool) -> Record {
    let lines = new.lines.iter().map(|line| {
        let mut options: Vec<_> = line.options.iter().map(wanted_option).collect();
        options.sort();
        let (item, quantity, line_total) = (line.item_id.clone(), line.quantity, Some(line.line_total));
        WantedLine { item, quantity, options, line_total }
    });
    let wanted = Box::new(Wanted { lines: lines.collect(), total: new.total });
    Record::Wanted { key: key.clone(), via: Via::Direct, legal, wanted }
}

fn wanted_option(option: &LineOption) -> WantedOption {
    WantedOption { option: option.option_id.clone(), quantity: option.quantity }
}

async fn place(shop: &Shop, key: &Key, new: &NewOrder, rng: &mut StdRng) -> Option<OrderId> {
    for _ in 0..TRIES {
        let replica = shop.addresses.orders.choose(rng)?;
        match send(shop, replica, key, new).await {
            Outcome::Acknowledged { order, .. } => return Some(order),
            Outcome::Refused { status, .. } if (400..500).contains(&status) && status != 429 => return None,
            Outcome::Refused { .. } | Outcome::Unknown { .. } => {}
        }
        if shop.pause(breath(rng)).await {
            break;
        }
    }
    None
}

/// One try; records the result.
pub(crate) async fn send(shop: &Shop, replica: &str, key: &Key, new: &NewOrder) -> Outcome {
    let began = Instant::now();
    shop.history.add(Record::Tried { key: key.clone(), address: replica.into() });
    let outcome = ask(shop, replica, key, new).await;
    shop.note(key, began.elapsed(), &outcome);
    outcome
}

async fn ask(shop: &Shop, replica: &str, key: &Key, new: &NewOrder) -> Outcome {
    let request = shop.http.post(format!("{replica}/api/v1/orders")).json(new);
    let request = request.header("idempotency-key", key.as_str());
    let by = (ServiceName::Order, Program::Phone(&new.customer.session));
    let answer = match shop.ask(replica, by, request).await {
        Ok(answer) => answer,
        Err(error) => return Outcome::Unknown { why: cause(&error) },
    };
    let status = answer.status();
    match answer.text().await {
        Err(error) => Outcome::Unknown { why: cause(&error) },
        Ok(body) if status.is_success() => match serde_json::from_str::<Order>(&body) {
            Ok(order) => Outcome::Acknowledged {
                order: order.id,
                number: Some(order.number),
                total: Some(order.total),
            },
            Err(error) => Outcome::Unknown { why: format!("an unreadable answer: {error}") },
        },
        Ok(body) => Outcome::Refused { status: status.as_u16(), code: problem_code(&body) },
    }
}

/// Sends an order whose total is not the sum; it must never become an order.
async fn forge(shop: &Shop, rng: &mut StdRng) {
    let (key, mut new) = (shop.new_key(), new_order(rng));
    match new.lines.first_mut() {
        Some(line) if rng.random_bool(0.5) => line.line_total += 100,
        _ => new.total -= 1,
    }
    want(shop, &key, &new, false);
    if let Some(replica) = shop.addresses.orders.choose(rng) {
        send(shop, replica, &key, &new).await;
    }
}

/// Sends the key of an existing order with another body.
async fn misuse(shop: &Shop, key: &Key, new: &NewOrder, rng: &mut StdRng) {
    let other = NewOrder { note: "something else".to_owned(), ..new.clone() };
    let Some(replica) = shop.addresses.orders.choose(rng) else { return };
    let (status, code) = match ask(shop, replica, key, &other).await {
        Outcome::Acknowledged { .. } => (200, String::new()),
        Outcome::Refused { status, code } => (status, code),
        Outcome::Unknown { .. } => return,
    };
    shop.history.add(Record::KeyMisused { key: key.clone(), status, code: code.into() });
}

/// Moves the order along until it ends, sometimes to another status than the next one.
async fn live(shop: &Shop, order: OrderId, session: &str, rng: &mut StdRng) {
    let (mut status, mut version) = (Status::Placed, 1);
    while status.is_open() {
        if shop.pause(breath(rng)).await {
            return;
        }
        let (actor, program) = match rng.random_bool(0.03) {
            true => (Actor::Customer, Program::Phone(session)),
            false => (Actor::Staff, Program::Counter),
        };
        let targets: Vec<_> = lifecycle::allowed(status, actor).collect();
        let Some(forward) = targets.first() else { continue };
        let to = if rng.random_bool(0.1) { targets.choose(rng).unwrap_or(forward) } else { forward };
        let Some(stand) = step(shop, (order, *to, version), (actor, program), rng).await else { return };
        (status, version) = stand;
    }
}

/// One step, retried until it is answered; returns the state of the order after it.
async fn step(
    shop: &Shop,
    (order, to, expected_version): (OrderId, Status, i64),
    (actor, program): (Actor, Program<'_>),
    rng: &mut StdRng,
) -> Option<(Status, i64)> {
    let body = Transition { to, expected_version, actor, reason: Some("재료 소진".to_owned()) };
    for _ in 0..STEP_TRIES {
        let replica = shop.addresses.orders.choose(rng)?;
        let mut request = shop.http.post(format!("{replica}/api/v1/orders/{order}/transitions")).json(&body);
        if actor == Actor::Staff {
            request = request.bearer_auth(staff::session(shop).await?);
        }
        match answered(shop.ask(replica, (ServiceName::Order, program), request).await).await {
            Ok((200, text)) => {
                let after: Order = serde_json::from_str(&text).ok()?;
                let version = Some(after.version);
                shop.history.add(Record::Moved { order, to, expected_version, by: actor, version });
                return Some((after.status, after.version));
            }
            Ok((status, text)) => {
                let code = problem_code(&text).into();
                shop.history.add(Record::MoveRefused { order, to, expected_version, code });
                if status < 500 && status != 429 {
                    return stands(&text);
                }
            }
            Err(why) => {
                let why = why.into();
                shop.history.add(Record::MoveUnknown { order, to, expected_version, why });
            }
        }
        if shop.pause(breath(rng)).await {
            break;
        }
    }
    None
}

/// Current state of the order, from the body of a refusal.
fn stands(problem: &str) -> Option<(Status, i64)> {
    let problem: serde_json::Value = serde_json::from_str(problem).ok()?;
    Some((problem.get("current")?.as_str()?.parse().ok()?, problem.get("version")?.as_i64()?))
}

async fn answered(answer: reqwest::Result<reqwest::Response>) -> Result<(u16, String), String> {
    let answer = answer.map_err(|error| cause(&error))?;
    let status = answer.status().as_u16();
    Ok((status, answer.text().await.map_err(|error| cause(&error))?))
}
