//! A customer with a phone that runs no scripts: menu, cart, checkout, the order's page. After a
//! refusal, or without an answer, the customer tries again with the same key.

use super::{
    browser::{Page, Phone, field, number_behind},
    context::{Outcome, Shop, breath, problem_code},
    mark,
    random_cart::{self, Wish},
    sse,
};
use crate::history::{Key, Record, Stand, Via, Wanted};
use futures::StreamExt as _;
use menu_api::{Cart, Menu};
use order_api::{Actor, OrderId, Status};
use rand::{RngExt as _, rngs::StdRng};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Most presses of the order button before a customer gives up.
const TRIES: usize = 12;
/// Most tries of every other request.
const LOOKS: usize = 6;
/// How long a phone stays open on its order.
const FOLLOWING: Duration = Duration::from_secs(20);
/// Refusals that another press does not change.
const FINAL: [&str; 9] = [
    "cart_changed",
    "price_changed",
    "empty_cart",
    "closed",
    "paused",
    "key_reused",
    "invalid_form",
    "too_many_open_orders",
    "too_many_cups",
];

/// Whether another press would be refused again.
pub(crate) fn is_final(code: &str) -> bool {
    FINAL.contains(&code)
}

/// A checkout that is open.
pub(crate) struct Checkout {
    pub(crate) key: Key,
    pub(crate) wanted: Box<Wanted>,
    pub(crate) form: Vec<(String, String)>,
}

/// One visit, from the menu to the order's page.
pub(crate) async fn visit(shop: &Shop, mut rng: StdRng) {
    let Some(menu) = shop.menu().await else { return };
    let mut phone = Phone::new(shop, &shop.addresses.clients, rng.random_range(0..64));
    let Some(checkout) = fill(shop, &mut phone, menu, &mut rng).await else { return };
    let Some(order) = place(shop, &mut phone, &checkout, &mut rng).await else { return };
    look(shop, &mut phone, order, &mut rng).await;
    if rng.random_bool(0.2) {
        follow(shop, &phone, order).await;
    }
    if rng.random_bool(0.1) {
        cancel(shop, &mut phone, order, &mut rng).await;
    }
}

/// Fills the cart and opens checkout; records the intended order.
pub(crate) async fn fill(
    shop: &Shop,
    phone: &mut Phone<'_>,
    menu: &Menu,
    rng: &mut StdRng,
) -> Option<Checkout> {
    patiently(shop, rng, phone, Ask::Get("/client")).await?;
    let wishes: Vec<Wish> =
        (0..rng.random_range(1..=3)).filter_map(|_| Wish::random(menu, shop.clock.now(), rng)).collect();
    for wish in &wishes {
        patiently(shop, rng, phone, Ask::Get(&format!("/client/items/{}", wish.item))).await?;
        let page = patiently(shop, rng, phone, Ask::Form("/client/api/cart/add", &wish.form)).await?;
        // Sold out meanwhile, or another reason that a person would accept.
        if page.location.is_none_or(|to| to.contains("problem=")) {
            return None;
        }
    }
    let page = patiently(shop, rng, phone, Ask::Get("/client/checkout")).await?;
    let (key, total) = (field(&page.body, "key")?, field(&page.body, "shown_total")?);
    open(shop, menu, &random_cart::cart(&wishes)?, &key, &total)
}

fn open(shop: &Shop, menu: &Menu, cart: &Cart, key: &str, total: &str) -> Option<Checkout> {
    let wanted = Box::new(random_cart::wanted(menu, cart, shop.clock.now(), total.parse().ok()?));
    let key_made = Key::from(key);
    note(shop, &key_made, &wanted);
    let (name, said) = (mark::name_of(&key_made), mark::note_of(&key_made));
    let form =
        [("key", key), ("dining", "takeout"), ("shown_total", total), ("name", &name), ("note", &said)];
    let form = form.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    Some(Checkout { key: key_made, wanted, form })
}

/// The same cart as another order, with a new key.
pub(crate) fn again(shop: &Shop, checkout: &Checkout) -> Checkout {
    let (key, mut form) = (shop.new_key(), checkout.form.clone());
    note(shop, &key, &checkout.wanted);
    for (name, value) in &mut form {
        match name.as_str() {
            "key" => *value = key.to_string(),
            "name" => *value = mark::name_of(&key),
            "note" => *value = mark::note_of(&key),
            _ => {}
        }
    }
    Checkout { key, wanted: checkout.wanted.clone(), form }
}

fn note(shop: &Shop, key: &Key, wanted: &Wanted) {
    let wanted = Box::new(wanted.clone());
    shop.history.add(Record::Wanted { key: key.clone(), via: Via::Surface, legal: true, wanted });
}

enum Ask<'a> {
    Get(&'a str),
    Form(&'a str, &'a [(String, String)]),
}

/// Sends a request again while there is no answer, a 429 or a 5xx.
async fn patiently(shop: &Shop, rng: &mut StdRng, phone: &mut Phone<'_>, ask: Ask<'_>) -> Option<Page> {
    for _ in 0..LOOKS {
        let page = match ask {
            Ask::Get(path) => phone.get(path).await,
            Ask::Form(path, form) => phone.post(path, form, "text/html").await,
        };
        match page {
            Ok(page) if page.status < 400 => return Some(page),
            Ok(page) if page.status < 500 && page.status != 429 => return None,
            Ok(_) => phone.turn_away(),
            Err(_) => {}
        }
        if shop.pause(breath(rng)).await {
            break;
        }
    }
    None
}

/// Presses the button until an order is acknowledged, a refusal is final, or patience runs out.
pub(crate) async fn place(
    shop: &Shop,
    phone: &mut Phone<'_>,
    checkout: &Checkout,
    rng: &mut StdRng,
) -> Option<OrderId> {
    for _ in 0..TRIES {
        match press(shop, phone, checkout).await {
            Outcome::Acknowledged { order, .. } => return Some(order),
            Outcome::Refused { code, .. } if is_final(&code) => return None,
            Outcome::Refused { .. } => phone.turn_away(),
            Outcome::Unknown { .. } => {}
        }
        if shop.pause(breath(rng)).await {
            break;
        }
    }
    None
}

/// Presses the button once; records the result.
pub(crate) async fn press(shop: &Shop, phone: &mut Phone<'_>, checkout: &Checkout) -> Outcome {
    let began = Instant::now();
    shop.history.add(Record::Tried { key: checkout.key.clone(), address: phone.base().into() });
    let outcome = match phone.post("/client/api/orders", &checkout.form, "text/html").await {
        Ok(page) => outcome(&page),
        Err(why) => Outcome::Unknown { why },
    };
    shop.note(&checkout.key, began.elapsed(), &outcome);
    outcome
}

fn outcome(page: &Page) -> Outcome {
    let to = page.location.as_deref().unwrap_or_default();
    if let Some((_, code)) = to.split_once("problem=") {
        return Outcome::Refused { status: page.status, code: code.to_owned() };
    }
    match to.strip_prefix("/client/orders/").and_then(|id| id.parse().ok()) {
        Some(order) => Outcome::Acknowledged { order, number: None, total: None },
        None => Outcome::Refused { status: page.status, code: problem_code(&page.body) },
    }
}

/// Records the number and the total on the order's page.
async fn look(shop: &Shop, phone: &mut Phone<'_>, order: OrderId, rng: &mut StdRng) {
    let Some(page) = patiently(shop, rng, phone, Ask::Get(&format!("/client/orders/{order}"))).await else {
        return;
    };
    let (number, total) =
        (number_behind(&page.body, "class=\"number\""), number_behind(&page.body, "class=\"total\""));
    if let (Some(number), Some(total)) = (number, total) {
        shop.history.add(Record::Shown { order, number, total });
    }
}

/// Cancels the order; "too late" is an answer too.
async fn cancel(shop: &Shop, phone: &mut Phone<'_>, order: OrderId, rng: &mut StdRng) {
    let (to, expected_version) = (Status::Cancelled, 0);
    let form = [("id".to_owned(), order.to_string())];
    for _ in 0..LOOKS {
        match phone.post("/client/api/orders/cancel", &form, "text/html").await {
            Ok(page) => match page.location.as_deref().map(|to| to.split_once("problem=")) {
                Some(None) => {
                    let by = Actor::Customer;
                    return shop.history.add(Record::Moved {
                        order,
                        to,
                        expected_version,
                        by,
                        version: None,
                    });
                }
                Some(Some((_, code @ ("too_late" | "not_found")))) => {
                    let code = code.into();
                    return shop.history.add(Record::MoveRefused { order, to, expected_version, code });
                }
                _ => phone.turn_away(),
            },
            Err(why) => {
                let why = why.as_str().into();
                shop.history.add(Record::MoveUnknown { order, to, expected_version, why });
            }
        }
        if shop.pause(breath(rng)).await {
            break;
        }
    }
}

#[derive(Deserialize)]
struct Progress {
    status: Status,
    version: i64,
}

/// Follows the order's page for a while and records every state it receives.
async fn follow(shop: &Shop, phone: &Phone<'_>, order: OrderId) {
    let url = format!("{}/client/live/orders/{order}", phone.base());
    let Ok(mut frames) = sse::open(phone.with_cookies(shop.streams.get(url))).await else { return };
    let reading = async {
        while let Some(Ok(frame)) = frames.next().await {
            if frame.event.as_deref() == Some("progress")
                && let Ok(progress) = serde_json::from_str::<Progress>(&frame.data.unwrap_or_default())
            {
                let stand = Stand { order, version: progress.version, status: progress.status };
                shop.history.add(Record::Followed { stand });
                if !progress.status.is_open() {
                    return;
                }
            }
        }
    };
    tokio::select! {
        _ = timeout(FOLLOWING, reading) => {}
        _ = shop.pause(FOLLOWING) => {}
    }
}
