//! The orders of a trial: each kind of step that reaches a database is done once.

use super::page_visitor::{PageVisitor, attribute_value, field_value};
use crate::{interrupt, progress};
use anyhow::{Context as _, Result, ensure};
use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

/// An item without required options, sold all day.
const ITEM: &str = "croissant";
const POLL: Duration = Duration::from_millis(50);
/// Maximum lag of a page behind the database, and of a surface behind its services.
const LIMIT: Duration = Duration::from_secs(10);

/// Addresses of a running café, and a PIN to sign in with.
#[derive(Debug, Clone)]
pub struct RunningCafe {
    /// The customers' surface.
    pub client: SocketAddr,
    /// The counter's surface.
    pub admin: SocketAddr,
    /// PIN of a manager.
    pub pin: String,
}

/// Places an order and cancels it; then places another one, which a manager, after signing in,
/// accepts and begins to prepare.
///
/// # Errors
/// When a step fails; the message quotes the surface's answer.
pub fn take_orders(cafe: &RunningCafe) -> Result<()> {
    take_and_cancel(cafe.client)?;
    let mut phone = PageVisitor::new(cafe.client);
    let page = place_order(&mut phone)?;
    let mut tablet = PageVisitor::new(cafe.admin);
    let pin = [("pin", cafe.pin.as_str())];
    let board =
        send_until_available(&mut tablet, "/admin/api/sign-in", &pin, "sign_in_unavailable")?;
    ensure!(board == "/admin", "the manager's PIN was refused: {board}");
    for (from, to) in [("placed", "accepted"), ("accepted", "preparing")] {
        let step = [("id", id_of(&page)), ("from", from), ("to", to), ("version", "1")];
        let answer = tablet.send_form("/admin/api/orders/move", &step)?;
        ensure!(!answer.contains("__err"), "from {from} to {to} was refused: {answer}");
        wait_for_status(&mut phone, &page, to)?;
    }
    progress::print_stage(
        "one order was placed and cancelled, another one placed, accepted and prepared, over the pages",
    );
    Ok(())
}

/// Places an order at the customers' surface and cancels it.
///
/// # Errors
/// When a step fails; the message quotes the surface's answer.
pub fn take_and_cancel(client: SocketAddr) -> Result<()> {
    let mut phone = PageVisitor::new(client);
    wait_for_menu(&mut phone)?;
    let page = place_order(&mut phone)?;
    let to = phone.send_form("/client/api/orders/cancel", &[("id", id_of(&page))])?;
    ensure!(!to.contains('?'), "the cancellation was refused: {to}");
    wait_for_status(&mut phone, &page, "cancelled")
}

/// Orders one [`ITEM`] and returns the path of the order's page.
fn place_order(phone: &mut PageVisitor) -> Result<String> {
    phone.send_form("/client/api/cart/add", &[("item", ITEM), ("quantity", "1")])?;
    let checkout = phone.get("/client/checkout")?;
    let field = |name: &str| {
        field_value(&checkout, name).with_context(|| format!("checkout has no field {name}"))
    };
    let key = field("key")?;
    let total = field("shown_total")?;
    let own = field_value(&checkout, "shown_total_own").unwrap_or(total);
    let form =
        [("key", key), ("shown_total", total), ("shown_total_own", own), ("dining", "takeout")];
    // The idempotency key is the same on each attempt, so that a retry makes no second order.
    let page = send_until_available(phone, "/client/api/orders", &form, "order_unavailable")?;
    ensure!(
        page.starts_with("/client/orders/") && !page.contains('?'),
        "the order was refused: {page}"
    );
    wait_for_status(phone, &page, "placed")?;
    Ok(page)
}

/// Sends a form until its service is found. A surface that starts together with its services
/// listens before it has found them all, and answers `unavailable` until then.
fn send_until_available(
    visitor: &mut PageVisitor,
    path: &str,
    form: &[(&str, &str)],
    unavailable: &str,
) -> Result<String> {
    let problem = format!("problem={unavailable}");
    wait_until(|| {
        let page = visitor.send_form(path, form)?;
        Ok(if page.ends_with(&problem) { Err(format!("{path} leads to {page}")) } else { Ok(page) })
    })
}

/// Waits until the item is on the menu, for the same reason as [`send_until_available`].
fn wait_for_menu(phone: &mut PageVisitor) -> Result<()> {
    let link = format!("/client/items/{ITEM}");
    wait_until(|| {
        Ok(match phone.get("/client") {
            Ok(menu) if menu.contains(&link) => Ok(()),
            Ok(_) => Err(format!("the menu shows no {ITEM}")),
            Err(error) => Err(format!("there is no menu: {error:#}")),
        })
    })
}

/// Waits until the order's page shows `status`: the page follows the surface's feed, which lags
/// behind the database.
fn wait_for_status(phone: &mut PageVisitor, page: &str, status: &str) -> Result<()> {
    wait_until(|| {
        let order = phone.get(page)?;
        let shown = attribute_value(&order, "data-status");
        let is_shown = shown == Some(status);
        Ok(if is_shown {
            Ok(())
        } else {
            Err(format!("the order's page says {shown:?} and not {status}"))
        })
    })
}

/// Polls `look` until it returns `Ok`. At the deadline the error is its last `Err`, a sentence on
/// the state that was seen instead.
fn wait_until<T>(mut look: impl FnMut() -> Result<Result<T, String>>) -> Result<T> {
    let deadline = Instant::now() + LIMIT;
    loop {
        match look()? {
            Ok(seen) => return Ok(seen),
            Err(instead) => ensure!(Instant::now() < deadline, "{instead}"),
        }
        interrupt::fail_if_interrupted()?;
        thread::sleep(POLL);
    }
}

fn id_of(page: &str) -> &str {
    page.rsplit('/').next().unwrap_or_default()
}
