//! The orders of a trial: each kind of step that reaches a database is done once.

use super::page_visitor::{PageVisitor, attribute, value};
use crate::{interrupt, say};
use anyhow::{Context as _, Result, ensure};
use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

/// Needs no choice, and is sold all day.
const ITEM: &str = "croissant";
const POLL: Duration = Duration::from_millis(50);
/// How far a page may be behind the database, and a surface behind its services.
const LIMIT: Duration = Duration::from_secs(10);

/// Where a café that was started lets people in.
#[derive(Debug, Clone)]
pub struct RunningCafe {
    /// The customers' surface.
    pub client: SocketAddr,
    /// The counter's surface.
    pub admin: SocketAddr,
    /// A manager's.
    pub pin: String,
}

/// Places an order and cancels it, then places another one, which a manager signs in for, accepts and begins to prepare.
///
/// # Errors
/// With what a surface said instead.
pub fn take_orders(cafe: &RunningCafe) -> Result<()> {
    take_and_cancel(cafe.client)?;
    let mut phone = PageVisitor::new(cafe.client);
    let page = place(&mut phone)?;
    let mut tablet = PageVisitor::new(cafe.admin);
    let pin = [("pin", cafe.pin.as_str())];
    let board = send_when_found(&mut tablet, "/admin/api/sign-in", &pin, "sign_in_unavailable")?;
    ensure!(board == "/admin", "the manager's PIN was refused: {board}");
    for (from, to) in [("placed", "accepted"), ("accepted", "preparing")] {
        let step = [("id", id_of(&page)), ("from", from), ("to", to), ("version", "1")];
        let answer = tablet.send("/admin/api/orders/move", &step)?;
        ensure!(!answer.contains("__err"), "from {from} to {to} was refused: {answer}");
        wait_for(&mut phone, &page, to)?;
    }
    say::stage(
        "one order was placed and cancelled, another one placed, accepted and prepared, over the pages",
    );
    Ok(())
}

/// Places an order at the customers' surface and takes it back.
///
/// # Errors
/// With what the surface said instead.
pub fn take_and_cancel(client: SocketAddr) -> Result<()> {
    let mut phone = PageVisitor::new(client);
    wait_for_menu(&mut phone)?;
    let page = place(&mut phone)?;
    let to = phone.send("/client/api/orders/cancel", &[("id", id_of(&page))])?;
    ensure!(!to.contains('?'), "the cancellation was refused: {to}");
    wait_for(&mut phone, &page, "cancelled")
}

/// Orders one [`ITEM`] and gives the address of the order's page.
fn place(phone: &mut PageVisitor) -> Result<String> {
    phone.send("/client/api/cart/add", &[("item", ITEM), ("quantity", "1")])?;
    let checkout = phone.get("/client/checkout")?;
    let field = |name: &str| value(&checkout, name).with_context(|| format!("checkout has no field {name}"));
    let (key, total) = (field("key")?, field("shown_total")?);
    let own = value(&checkout, "shown_total_own").unwrap_or(total);
    let form = [("key", key), ("shown_total", total), ("shown_total_own", own), ("dining", "takeout")];
    // The key is the same each time, so that no second order comes of it.
    let page = send_when_found(phone, "/client/api/orders", &form, "order_unavailable")?;
    ensure!(page.starts_with("/client/orders/") && !page.contains('?'), "the order was refused: {page}");
    wait_for(phone, &page, "placed")?;
    Ok(page)
}

/// Sends a form until its service is found: a surface that starts with its services listens before it knows them all, and says
/// `unavailable` so long.
fn send_when_found(
    visitor: &mut PageVisitor,
    path: &str,
    form: &[(&str, &str)],
    unavailable: &str,
) -> Result<String> {
    let problem = format!("problem={unavailable}");
    wait_until(|| {
        let page = visitor.send(path, form)?;
        Ok(if page.ends_with(&problem) { Err(format!("{path} leads to {page}")) } else { Ok(page) })
    })
}

/// Waits until the item is on the menu, for the same reason as [`send_when_found`].
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

/// Waits until the order's page says `status`: it shows what the surface's feed told it, which is a moment behind the database.
fn wait_for(phone: &mut PageVisitor, page: &str, status: &str) -> Result<()> {
    wait_until(|| {
        let order = phone.get(page)?;
        let shown = attribute(&order, "data-status");
        let is_shown = shown == Some(status);
        Ok(if is_shown { Ok(()) } else { Err(format!("the order's page says {shown:?} and not {status}")) })
    })
}

/// What `look` sees as soon as it sees it; until then it says what it sees instead.
fn wait_until<T>(mut look: impl FnMut() -> Result<Result<T, String>>) -> Result<T> {
    let deadline = Instant::now() + LIMIT;
    loop {
        match look()? {
            Ok(seen) => return Ok(seen),
            Err(instead) => ensure!(Instant::now() < deadline, "{instead}"),
        }
        interrupt::check()?;
        thread::sleep(POLL);
    }
}

fn id_of(page: &str) -> &str {
    page.rsplit('/').next().unwrap_or_default()
}
