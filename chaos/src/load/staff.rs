//! A barista: signs in with the PIN, takes tickets from the board and moves them along, as the
//! board's script does.

use super::{
    board::SimulatedBoard,
    browser::{BrowserResponse, SimulatedBrowser},
    context::{LoadContext, problem_code, retry_pause},
};
use crate::{
    history::{HistoryRecord, OrderState},
    programs::ProgramIdentity,
};
use order_api::{OrderActor, OrderStatus, lifecycle};
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
pub(crate) async fn session_cookies(shop: &LoadContext) -> Option<String> {
    shop.staff.get_or_try_init(|| sign_in(shop)).await.cloned().ok()
}

async fn sign_in(shop: &LoadContext) -> Result<String, ()> {
    let mut phone = SimulatedBrowser::new(shop, &shop.addresses.admins, 0);
    loop {
        match try_sign_in(shop, &mut phone).await {
            Ok(Some(cookie)) => return Ok(cookie),
            Ok(None) => phone.switch_replica(),
            Err(_turned_away_already) => {}
        }
        if shop.wait_for_closing(SIGN_IN_AGAIN).await {
            return Err(());
        }
    }
}

/// One sign-in attempt; returns the cookies if the answer set a session.
pub(crate) async fn try_sign_in(
    shop: &LoadContext,
    phone: &mut SimulatedBrowser<'_>,
) -> Result<Option<String>, String> {
    let form = [("pin".to_owned(), shop.addresses.staff_pin.clone())];
    phone.post_form("/admin/api/sign-in", &form, "text/html").await?;
    let pairs = phone.cookies.iter().map(|(name, value)| format!("{name}={value}"));
    let is_signed_in = phone.cookies.keys().any(|name| name.ends_with(SESSION));
    Ok(is_signed_in.then(|| pairs.collect::<Vec<_>>().join("; ")))
}

/// Signed session for direct calls to the services; waits as [`cookie`] does.
pub(crate) async fn signed_session(shop: &LoadContext) -> Option<String> {
    shop.session.get_or_try_init(|| request_session(shop)).await.cloned().ok()
}

async fn request_session(shop: &LoadContext) -> Result<String, ()> {
    let sign_in = SignIn {
        pin: shop.addresses.staff_pin.clone(),
        device: None,
        address: None,
        device_name: Some("감사".to_owned()),
    };
    for replica in shop.addresses.members.iter().cycle() {
        let request = shop.http.post(format!("{replica}/api/v1/sessions")).json(&sign_in);
        if let Ok(answer) =
            shop.send_signed(replica, (ServiceName::Staff, ProgramIdentity::Counter), request).await
            && let Ok(signed_in) = answer.json::<SignedIn>().await
        {
            // The device is new: a surface must first hand over the roster that contains it.
            return if shop.wait_for_closing(ROSTER_SPREADS).await {
                Err(())
            } else {
                Ok(signed_in.session)
            };
        }
        if shop.wait_for_closing(SIGN_IN_AGAIN).await {
            break;
        }
    }
    Err(())
}

/// Works until the load closes.
pub(crate) async fn work_as_barista(shop: &LoadContext, board: &SimulatedBoard, mut rng: StdRng) {
    let Some(cookie) = session_cookies(shop).await else { return };
    let mut tablet = new_tablet(shop, &cookie, rng.random_range(0..64));
    let mut colleague = new_tablet(shop, &cookie, rng.random_range(0..64));
    while !shop.wait_for_closing(BETWEEN).await {
        let Some(ticket) =
            board.inspect_contents(|shown| pick_ticket(shown.tickets.values(), &mut rng))
        else {
            continue;
        };
        let Some(to) = next_status(ticket.status, &mut rng) else { continue };
        let answered = if rng.random_bool(0.05) {
            // Two tablets move one ticket at once: one must lose, or both want the same.
            let other = next_status(ticket.status, &mut rng).unwrap_or(to);
            let (first, _second) = tokio::join!(
                move_ticket(shop, &mut tablet, ticket, to),
                move_ticket(shop, &mut colleague, ticket, other)
            );
            first
        } else {
            move_ticket(shop, &mut tablet, ticket, to).await
        };
        if !answered.is_ok_and(|status| status < 500) {
            tablet.switch_replica();
            shop.wait_for_closing(retry_pause(&mut rng)).await;
        }
    }
}

pub(crate) fn new_tablet<'a>(
    shop: &'a LoadContext,
    cookie: &str,
    replica: usize,
) -> SimulatedBrowser<'a> {
    let mut tablet = SimulatedBrowser::new(shop, &shop.addresses.admins, replica);
    let pairs = cookie.split("; ").filter_map(|pair| pair.split_once('='));
    tablet.cookies.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    tablet
}

/// One of the twelve oldest open tickets: ids sort by time. Not always the oldest, or all tablets
/// would take the same.
fn pick_ticket<'a>(
    tickets: impl Iterator<Item = &'a OrderState>,
    rng: &mut StdRng,
) -> Option<OrderState> {
    let mut open: Vec<&OrderState> = tickets.filter(|ticket| ticket.status.is_open()).collect();
    open.sort_unstable_by_key(|ticket| ticket.order);
    open.truncate(12);
    open.choose(rng).map(|ticket| **ticket)
}

/// Mostly forward, which the lifecycle lists first.
fn next_status(from: OrderStatus, rng: &mut StdRng) -> Option<OrderStatus> {
    let targets: Vec<_> = lifecycle::allowed_targets(from, OrderActor::Staff).collect();
    if rng.random_bool(0.06) { targets.choose(rng).copied() } else { targets.first().copied() }
}

/// One step, recorded; returns the answer's status, or the reason why there is none.
pub(crate) async fn move_ticket(
    shop: &LoadContext,
    tablet: &mut SimulatedBrowser<'_>,
    ticket: OrderState,
    to: OrderStatus,
) -> Result<u16, String> {
    let OrderState { order, version: expected_version, .. } = ticket;
    let form = [
        ("id".to_owned(), order.to_string()),
        ("from".to_owned(), ticket.status.to_string()),
        ("to".to_owned(), to.to_string()),
        ("version".to_owned(), expected_version.to_string()),
        ("reason".to_owned(), "재료 소진".to_owned()),
    ];
    let answered = tablet.post_form("/admin/api/orders/move", &form, "application/json").await;
    shop.history.add_record(match &answered {
        Ok(BrowserResponse { status: 200, .. }) => HistoryRecord::Moved {
            order,
            to,
            expected_version,
            by: OrderActor::Staff,
            version: None,
        },
        Ok(BrowserResponse { body, .. }) => HistoryRecord::MoveRefused {
            order,
            to,
            expected_version,
            code: problem_code(body).into(),
        },
        Err(why) => {
            HistoryRecord::MoveUnknown { order, to, expected_version, why: why.as_str().into() }
        }
    });
    answered.map(|page| page.status)
}
