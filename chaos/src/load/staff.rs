//! A barista: signs in with the PIN, takes the tickets off the board and moves them along, as the board's script does.

use super::{
    board::Board,
    phone::{Page, Phone},
    shop::{Shop, breath, problem_code},
};
use crate::history::{Record, Stand};
use order_api::{Actor, Status, lifecycle};
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use std::time::Duration;

/// Between two steps of one barista.
const BETWEEN: Duration = Duration::from_millis(120);
/// Signing in is slow on purpose, and slower after each try.
const SIGN_IN_AGAIN: Duration = Duration::from_secs(2);

/// The cookie of a staff session; signs in when nobody has, and waits until that is possible.
pub(crate) async fn cookie(shop: &Shop) -> Option<String> {
    shop.staff.get_or_try_init(|| sign_in(shop)).await.cloned().ok()
}

async fn sign_in(shop: &Shop) -> Result<String, ()> {
    let form = [("pin".to_owned(), shop.addresses.staff_pin.clone())];
    let mut phone = Phone::new(shop, &shop.addresses.admins, 0);
    loop {
        let answered = phone.post("/admin/api/sign-in", &form, "text/html").await;
        if answered.is_ok() && !phone.cookies.is_empty() {
            let pairs: Vec<_> = phone.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            return Ok(pairs.join("; "));
        }
        if answered.is_ok() {
            phone.turn_away();
        }
        if shop.pause(SIGN_IN_AGAIN).await {
            return Err(());
        }
    }
}

/// Works until the shop closes.
pub(crate) async fn work(shop: &Shop, board: &Board, mut rng: StdRng) {
    let Some(cookie) = cookie(shop).await else { return };
    let mut tablet = tablet(shop, &cookie, rng.random_range(0..64));
    let mut colleague = self::tablet(shop, &cookie, rng.random_range(0..64));
    while !shop.pause(BETWEEN).await {
        let Some(ticket) = board.look(|shown| pick(shown.tickets.values(), &mut rng)) else { continue };
        let Some(to) = target(ticket.status, &mut rng) else { continue };
        let answered = if rng.random_bool(0.05) {
            // Two tablets at once on one ticket: one must lose, or both mean the same.
            let other = target(ticket.status, &mut rng).unwrap_or(to);
            let (first, _second) =
                tokio::join!(step(shop, &mut tablet, ticket, to), step(shop, &mut colleague, ticket, other));
            first
        } else {
            step(shop, &mut tablet, ticket, to).await
        };
        if !answered {
            tablet.turn_away();
            shop.pause(breath(&mut rng)).await;
        }
    }
}

fn tablet<'a>(shop: &'a Shop, cookie: &str, replica: usize) -> Phone<'a> {
    let mut tablet = Phone::new(shop, &shop.addresses.admins, replica);
    let pairs = cookie.split("; ").filter_map(|pair| pair.split_once('='));
    tablet.cookies.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    tablet
}

/// One of the oldest open tickets: ids sort by time. Not always the oldest, or all tablets would take the same.
fn pick<'a>(tickets: impl Iterator<Item = &'a Stand>, rng: &mut StdRng) -> Option<Stand> {
    let mut open: Vec<&Stand> = tickets.filter(|ticket| ticket.status.is_open()).collect();
    open.sort_unstable_by_key(|ticket| ticket.order);
    open.truncate(12);
    open.choose(rng).map(|ticket| **ticket)
}

/// Mostly forward, which the table names first.
fn target(from: Status, rng: &mut StdRng) -> Option<Status> {
    let targets: Vec<_> = lifecycle::allowed(from, Actor::Staff).collect();
    if rng.random_bool(0.06) { targets.choose(rng).copied() } else { targets.first().copied() }
}

/// One step; true when it was answered, whatever the answer.
async fn step(shop: &Shop, tablet: &mut Phone<'_>, ticket: Stand, to: Status) -> bool {
    let Stand { order, version: expected_version, .. } = ticket;
    let form = [
        ("id".to_owned(), order.to_string()),
        ("from".to_owned(), ticket.status.to_string()),
        ("to".to_owned(), to.to_string()),
        ("version".to_owned(), expected_version.to_string()),
        ("reason".to_owned(), "재료 소진".to_owned()),
    ];
    match tablet.post("/admin/api/orders/move", &form, "application/json").await {
        Ok(Page { status: 200, .. }) => {
            let by = Actor::Staff;
            shop.history.add(Record::Moved { order, to, expected_version, by, version: None });
            true
        }
        Ok(Page { status, body, .. }) => {
            let code = problem_code(&body).into();
            shop.history.add(Record::MoveRefused { order, to, expected_version, code });
            status < 500
        }
        Err(why) => {
            shop.history.add(Record::MoveUnknown { order, to, expected_version, why: why.into() });
            false
        }
    }
}
