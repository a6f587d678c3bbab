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
/// How far a page may be behind the database.
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
    let board = tablet.send("/admin/api/sign-in", &[("pin", &cafe.pin)])?;
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

/// Waits until the item is on the menu: a surface that starts with its services listens before it knows the menu.
fn wait_for_menu(phone: &mut PageVisitor) -> Result<()> {
    let deadline = Instant::now() + LIMIT;
    loop {
        let menu = phone.get("/client");
        if menu.as_ref().is_ok_and(|page| page.contains(&format!("/client/items/{ITEM}"))) {
            return Ok(());
        }
        interrupt::check()?;
        ensure!(Instant::now() < deadline, "the menu shows no {ITEM}: {:?}", menu.err());
        thread::sleep(POLL);
    }
}

/// Orders one [`ITEM`] and gives the address of the order's page.
fn place(phone: &mut PageVisitor) -> Result<String> {
    phone.send("/client/api/cart/add", &[("item", ITEM), ("quantity", "1")])?;
    let checkout = phone.get("/client/checkout")?;
    let field = |name: &str| value(&checkout, name).with_context(|| format!("checkout has no field {name}"));
    let (key, total) = (field("key")?, field("shown_total")?);
    let own = value(&checkout, "shown_total_own").unwrap_or(total);
    let form = [("key", key), ("shown_total", total), ("shown_total_own", own), ("dining", "takeout")];
    let page = phone.send("/client/api/orders", &form)?;
    ensure!(page.starts_with("/client/orders/") && !page.contains('?'), "the order was refused: {page}");
    wait_for(phone, &page, "placed")?;
    Ok(page)
}

/// Waits until the order's page says `status`: it shows what the surface's feed told it, which is a moment behind the database.
fn wait_for(phone: &mut PageVisitor, page: &str, status: &str) -> Result<()> {
    let deadline = Instant::now() + LIMIT;
    loop {
        let shown = phone.get(page)?;
        let shown = attribute(&shown, "data-status");
        if shown == Some(status) {
            return Ok(());
        }
        interrupt::check()?;
        ensure!(Instant::now() < deadline, "the order's page says {shown:?} and not {status}");
        thread::sleep(POLL);
    }
}

fn id_of(page: &str) -> &str {
    page.rsplit('/').next().unwrap_or_default()
}
