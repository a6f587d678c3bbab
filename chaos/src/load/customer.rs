//! A customer with a phone that runs no scripts: menu, cart, checkout, the order's page. After a
//! refusal, or without an answer, the customer tries again with the same key.

use super::{
    browser::{BrowserResponse, SimulatedBrowser, form_field_value, number_after},
    context::{LoadContext, PlacementOutcome, problem_code, retry_pause},
    mark,
    random_cart::{self, ChosenItem},
    sse,
};
use crate::history::{HistoryRecord, IntendedOrder, OrderState, PlacementKey, PlacementRoute};
use futures::StreamExt as _;
use menu_api::{Cart, Menu};
use order_api::{OrderActor, OrderId, OrderStatus};
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
pub(crate) struct OpenCheckout {
    pub(crate) key: PlacementKey,
    pub(crate) wanted: Box<IntendedOrder>,
    pub(crate) form: Vec<(String, String)>,
}

/// One visit, from the menu to the order's page.
pub(crate) async fn simulate_visit(shop: &LoadContext, mut rng: StdRng) {
    let Some(menu) = shop.initial_menu().await else { return };
    let mut phone = SimulatedBrowser::new(shop, &shop.addresses.clients, rng.random_range(0..64));
    let Some(checkout) = prepare_checkout(shop, &mut phone, menu, &mut rng).await else { return };
    let Some(order) = place_order(shop, &mut phone, &checkout, &mut rng).await else { return };
    record_order_page(shop, &mut phone, order, &mut rng).await;
    if rng.random_bool(0.2) {
        follow_order(shop, &phone, order).await;
    }
    if rng.random_bool(0.1) {
        cancel_order(shop, &mut phone, order, &mut rng).await;
    }
}

/// Fills the cart and opens checkout; records the intended order.
pub(crate) async fn prepare_checkout(
    shop: &LoadContext,
    phone: &mut SimulatedBrowser<'_>,
    menu: &Menu,
    rng: &mut StdRng,
) -> Option<OpenCheckout> {
    request_with_retries(shop, rng, phone, PageRequest::Get("/client")).await?;
    let wishes: Vec<ChosenItem> = (0..rng.random_range(1..=3))
        .filter_map(|_| ChosenItem::choose_random(menu, shop.clock.now(), rng))
        .collect();
    for wish in &wishes {
        request_with_retries(
            shop,
            rng,
            phone,
            PageRequest::Get(&format!("/client/items/{}", wish.item)),
        )
        .await?;
        let page = request_with_retries(
            shop,
            rng,
            phone,
            PageRequest::Form("/client/api/cart/add", &wish.form),
        )
        .await?;
        // Sold out meanwhile, or another reason that a person would accept.
        if page.location.is_none_or(|to| to.contains("problem=")) {
            return None;
        }
    }
    let page = request_with_retries(shop, rng, phone, PageRequest::Get("/client/checkout")).await?;
    let key = form_field_value(&page.body, "key")?;
    let total = form_field_value(&page.body, "shown_total")?;
    open_checkout(shop, menu, &random_cart::build_cart(&wishes)?, &key, &total)
}

fn open_checkout(
    shop: &LoadContext,
    menu: &Menu,
    cart: &Cart,
    key: &str,
    total: &str,
) -> Option<OpenCheckout> {
    let wanted =
        Box::new(random_cart::intended_order(menu, cart, shop.clock.now(), total.parse().ok()?));
    let key_made = PlacementKey::from(key);
    record_intent(shop, &key_made, &wanted);
    let name = mark::name_of(&key_made);
    let said = mark::note_of(&key_made);
    let form = [
        ("key", key),
        ("dining", "takeout"),
        ("shown_total", total),
        ("name", &name),
        ("note", &said),
    ];
    let form = form.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    Some(OpenCheckout { key: key_made, wanted, form })
}

/// The same cart as another order, with a new key.
pub(crate) fn copy_with_new_key(shop: &LoadContext, checkout: &OpenCheckout) -> OpenCheckout {
    let key = shop.new_key();
    let mut form = checkout.form.clone();
    record_intent(shop, &key, &checkout.wanted);
    for (name, value) in &mut form {
        match name.as_str() {
            "key" => *value = key.to_string(),
            "name" => *value = mark::name_of(&key),
            "note" => *value = mark::note_of(&key),
            _ => {}
        }
    }
    OpenCheckout { key, wanted: checkout.wanted.clone(), form }
}

fn record_intent(shop: &LoadContext, key: &PlacementKey, wanted: &IntendedOrder) {
    let wanted = Box::new(wanted.clone());
    shop.history.add_record(HistoryRecord::Wanted {
        key: key.clone(),
        via: PlacementRoute::Surface,
        legal: true,
        wanted,
    });
}

enum PageRequest<'a> {
    Get(&'a str),
    Form(&'a str, &'a [(String, String)]),
}

/// Sends a request again while there is no answer, a 429 or a 5xx.
async fn request_with_retries(
    shop: &LoadContext,
    rng: &mut StdRng,
    phone: &mut SimulatedBrowser<'_>,
    ask: PageRequest<'_>,
) -> Option<BrowserResponse> {
    for _ in 0..LOOKS {
        let page = match ask {
            PageRequest::Get(path) => phone.get(path).await,
            PageRequest::Form(path, form) => phone.post_form(path, form, "text/html").await,
        };
        match page {
            Ok(page) if page.status < 400 => return Some(page),
            Ok(page) if page.status < 500 && page.status != 429 => return None,
            Ok(_) => phone.switch_replica(),
            Err(_) => {}
        }
        if shop.wait_for_closing(retry_pause(rng)).await {
            break;
        }
    }
    None
}

/// Presses the button until an order is acknowledged, a refusal is final, or patience runs out.
pub(crate) async fn place_order(
    shop: &LoadContext,
    phone: &mut SimulatedBrowser<'_>,
    checkout: &OpenCheckout,
    rng: &mut StdRng,
) -> Option<OrderId> {
    for _ in 0..TRIES {
        match press_order_button(shop, phone, checkout).await {
            PlacementOutcome::Acknowledged { order, .. } => return Some(order),
            PlacementOutcome::Refused { code, .. } if is_final(&code) => return None,
            PlacementOutcome::Refused { .. } => phone.switch_replica(),
            PlacementOutcome::Unknown { .. } => {}
        }
        if shop.wait_for_closing(retry_pause(rng)).await {
            break;
        }
    }
    None
}

/// Presses the button once; records the result.
pub(crate) async fn press_order_button(
    shop: &LoadContext,
    phone: &mut SimulatedBrowser<'_>,
    checkout: &OpenCheckout,
) -> PlacementOutcome {
    let began = Instant::now();
    shop.history.add_record(HistoryRecord::Tried {
        key: checkout.key.clone(),
        address: phone.base_url().into(),
    });
    let outcome = match phone.post_form("/client/api/orders", &checkout.form, "text/html").await {
        Ok(page) => outcome_from_page(&page),
        Err(why) => PlacementOutcome::Unknown { why },
    };
    shop.record_outcome(&checkout.key, began.elapsed(), &outcome);
    outcome
}

fn outcome_from_page(page: &BrowserResponse) -> PlacementOutcome {
    let to = page.location.as_deref().unwrap_or_default();
    if let Some((_, code)) = to.split_once("problem=") {
        return PlacementOutcome::Refused { status: page.status, code: code.to_owned() };
    }
    match to.strip_prefix("/client/orders/").and_then(|id| id.parse().ok()) {
        Some(order) => PlacementOutcome::Acknowledged { order, number: None, total: None },
        None => PlacementOutcome::Refused { status: page.status, code: problem_code(&page.body) },
    }
}

/// Records the number and the total on the order's page.
async fn record_order_page(
    shop: &LoadContext,
    phone: &mut SimulatedBrowser<'_>,
    order: OrderId,
    rng: &mut StdRng,
) {
    let Some(page) = request_with_retries(
        shop,
        rng,
        phone,
        PageRequest::Get(&format!("/client/orders/{order}")),
    )
    .await
    else {
        return;
    };
    let (number, total) =
        (number_after(&page.body, "class=\"number\""), number_after(&page.body, "class=\"total\""));
    if let (Some(number), Some(total)) = (number, total) {
        shop.history.add_record(HistoryRecord::Shown { order, number, total });
    }
}

/// Cancels the order; "too late" is an answer too.
async fn cancel_order(
    shop: &LoadContext,
    phone: &mut SimulatedBrowser<'_>,
    order: OrderId,
    rng: &mut StdRng,
) {
    let to = OrderStatus::Cancelled;
    let expected_version = 0;
    let form = [("id".to_owned(), order.to_string())];
    for _ in 0..LOOKS {
        match phone.post_form("/client/api/orders/cancel", &form, "text/html").await {
            Ok(page) => match page.location.as_deref().map(|to| to.split_once("problem=")) {
                Some(None) => {
                    let by = OrderActor::Customer;
                    return shop.history.add_record(HistoryRecord::Moved {
                        order,
                        to,
                        expected_version,
                        by,
                        version: None,
                    });
                }
                Some(Some((_, code @ ("too_late" | "not_found")))) => {
                    let code = code.into();
                    return shop.history.add_record(HistoryRecord::MoveRefused {
                        order,
                        to,
                        expected_version,
                        code,
                    });
                }
                _ => phone.switch_replica(),
            },
            Err(why) => {
                let why = why.as_str().into();
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
}

#[derive(Deserialize)]
struct ProgressPayload {
    status: OrderStatus,
    version: i64,
}

/// Follows the order's page for a while and records every state it receives.
async fn follow_order(shop: &LoadContext, phone: &SimulatedBrowser<'_>, order: OrderId) {
    let url = format!("{}/client/live/orders/{order}", phone.base_url());
    let Ok(mut frames) = sse::open_stream(phone.with_cookies(shop.streams.get(url))).await else {
        return;
    };
    let reading = async {
        while let Some(Ok(frame)) = frames.next().await {
            if frame.event.as_deref() == Some("progress")
                && let Ok(progress) =
                    serde_json::from_str::<ProgressPayload>(&frame.data.unwrap_or_default())
            {
                let stand =
                    OrderState { order, version: progress.version, status: progress.status };
                shop.history.add_record(HistoryRecord::Followed { stand });
                if !progress.status.is_open() {
                    return;
                }
            }
        }
    };
    tokio::select! {
        _ = timeout(FOLLOWING, reading) => {}
        _ = shop.wait_for_closing(FOLLOWING) => {}
    }
}
