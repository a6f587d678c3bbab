//! A barista: signs in with the PIN, takes tickets from the board and moves them along, as the
//! board's script does.

use super::{
    board::Board,
    browser::{Page, Phone},
    context::{Shop, breath, problem_code},
};
use crate::{
    history::{Record, Stand},
    programs::Program,
};
use order_api::{Actor, Status, lifecycle};
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use staff_api::{SignIn, SignedIn};
use staff_token::surface::ServiceName;
use std::time::Duration;

/// Pause between two steps of one barista.
const BETWEEN: Duration = Duration::from_millis(120);
/// Pause between sign-in attempts: sign-in is slow on purpose, and slower after each attempt.
const SIGN_IN_AGAIN: Duration = Duration::from_secs(2);

/// Every service has the newest roster within this time.
const ROSTER_SPREADS: Duration = Duration::from_secs(3);

/// End of the name of the session cookie; a prefix such as `__Host-` may precede it.
const SESSION: &str = "jumun_staff";

/// Cookies of the staff session. Signs in if there is none yet, and waits until that is possible.
pub(crate) async fn cookie(shop: &Shop) -> Option<String> {
    shop.staff.get_or_try_init(|| sign_in(shop)).await.cloned().ok()
}

async fn sign_in(shop: &Shop) -> Result<String, ()> {
    let mut phone = Phone::new(shop, &shop.addresses.admins, 0);
    loop {
        match try_sign_in(shop, &mut phone).await {
            Ok(Some(cookie)) => return Ok(cookie),
            Ok(None) => phone.turn_away(),
            Err(_turned_away_already) => {}
        }
        if shop.pause(SIGN_IN_AGAIN).await {
            return Err(());
        }
    }
}

/// One sign-in attempt; returns the cookies if the answer set a session.
pub(crate) async fn try_sign_in(shop: &Shop, phone: &mut Phone<'_>) -> Result<Option<String>, String> {
    let form = [("pin".to_owned(), shop.addresses.staff_pin.clone())];
    phone.post("/admin/api/sign-in", &form, "text/html").await?;
    let pairs = phone.cookies.iter().map(|(name, value)| format!("{name}={value}"));
    let is_signed_in = phone.cookies.keys().any(|name| name.ends_with(SESSION));
    Ok(is_signed_in.then(|| pairs.collect::<Vec<_>>().join("; ")))
}

/// Signed session for direct calls to the services; waits as [`cookie`] does.
pub(crate) async fn session(shop: &Shop) -> Option<String> {
    shop.session.get_or_try_init(|| ask_for_session(shop)).await.cloned().ok()
}

async fn ask_for_session(shop: &Shop) -> Result<String, ()> {
    let sign_in = SignIn {
        pin: shop.addresses.staff_pin.clone(),
        device: None,
        address: None,
        device_name: Some("감사".to_owned()),
    };
    for replica in shop.addresses.members.iter().cycle() {
        let request = shop.http.post(format!("{replica}/api/v1/sessions")).json(&sign_in);
        if let Ok(answer) = shop.ask(replica, (ServiceName::Staff, Program::Counter), request).await
            && let Ok(signed_in) = answer.json::<SignedIn>().await
        {
            // The device is new: a surface must first hand over the roster that contains it.
            return if shop.pause(ROSTER_SPREADS).await { Err(()) } else { Ok(signed_in.session) };
        }
        if shop.pause(SIGN_IN_AGAIN).await {
            break;
        }
    }
    Err(())
}

/// Works until the load closes.
pub(crate) async fn work(shop: &Shop, board: &Board, mut rng: StdRng) {
    let Some(cookie) = cookie(shop).await else { return };
    let mut tablet = tablet(shop, &cookie, rng.random_range(0..64));
    let mut colleague = self::tablet(shop, &cookie, rng.random_range(0..64));
    while !shop.pause(BETWEEN).await {
        let Some(ticket) = board.look(|shown| pick(shown.tickets.values(), &mut rng)) else { continue };
        let Some(to) = target(ticket.status, &mut rng) else { continue };
        let answered = if rng.random_bool(0.05) {
            // Two tablets move one ticket at once: one must lose, or both want the same.
            let other = target(ticket.status, &mut rng).unwrap_or(to);
            let (first, _second) =
                tokio::join!(step(shop, &mut tablet, ticket, to), step(shop, &mut colleague, ticket, other));
            first
        } else {
            step(shop, &mut tablet, ticket, to).await
        };
        if !answered.is_ok_and(|status| status < 500) {
            tablet.turn_away();
            shop.pause(breath(&mut rng)).await;
        }
    }
}

pub(crate) fn tablet<'a>(shop: &'a Shop, cookie: &str, replica: usize) -> Phone<'a> {
    let mut tablet = Phone::new(shop, &shop.addresses.admins, replica);
    let pairs = cookie.split("; ").filter_map(|pair| pair.split_once('='));
    tablet.cookies.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    tablet
}

/// One of the twelve oldest open tickets: ids sort by time. Not always the oldest, or all tablets
/// would take the same.
fn pick<'a>(tickets: impl Iterator<Item = &'a Stand>, rng: &mut StdRng) -> Option<Stand> {
    let mut open: Vec<&Stand> = tickets.filter(|ticket| ticket.status.is_open()).collect();
    open.sort_unstable_by_key(|ticket| ticket.order);
    open.truncate(12);
    open.choose(rng).map(|ticket| **ticket)
}

/// Mostly forward, which the lifecycle lists first.
fn target(from: Status, rng: &mut StdRng) -> Option<Status> {
    let targets: Vec<_> = lifecycle::allowed(from, Actor::Staff).collect();
    if rng.random_bool(0.06) { targets.choose(rng).copied() } else { targets.first().copied() }
}

/// One step, recorded; returns the answer's status, or the reason why there is none.
pub(crate) async fn step(
    shop: &Shop,
    tablet: &mut Phone<'_>,
    ticket: Stand,
    to: Status,
) -> Result<u16, String> {
    let Stand { order, version: expected_version, .. } = ticket;
    let form = [
        ("id".to_owned(), order.to_string()),
        ("from".to_owned(), ticket.status.to_string()),
        ("to".to_owned(), to.to_string()),
        ("version".to_owned(), expected_version.to_string()),
        ("reason".to_owned(), "재료 소진".to_owned()),
    ];
    let answered = tablet.post("/admin/api/orders/move", &form, "application/json").await;
    shop.history.add(match &answered {
        Ok(Page { status: 200, .. }) => {
            Record::Moved { order, to, expected_version, by: Actor::Staff, version: None }
        }
        Ok(Page { body, .. }) => {
            Record::MoveRefused { order, to, expected_version, code: problem_code(body).into() }
        }
        Err(why) => Record::MoveUnknown { order, to, expected_version, why: why.as_str().into() },
    });
    answered.map(|page| page.status)
}
