//! `GET /client/live/ready`: the pickup numbers in preparation and ready, for the public screen. It
//! needs no session and sends nothing else of an order.

use crate::{
    live::{LiveOrderChange, LiveOrderHub, stream},
    session::identity::SenderIdentity,
    state::SurfaceState,
};
use app::{
    client::ready_screen::pickup_numbers::PickupNumbers,
    shared::{ssr::LiveOrders as _, ui::Lang},
};
use axum::{
    Extension,
    extract::State,
    response::{Response, sse::Event},
};
use futures::stream as streams;
use gateway::Gateway;
use service_kit::{Clock, Problem};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::broadcast::Receiver,
    time::{sleep, timeout},
};

/// Interval of refreshes without a change: a highlighted number becomes plain, and ages grow.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// Changes within this time share a frame, so that a screen costs at most four refreshes a second.
const GATHER: Duration = Duration::from_millis(250);

struct ReadyScreenFeed {
    live: Arc<LiveOrderHub>,
    /// Reads the store's id; `None` while no menu is known.
    store: Box<dyn Fn() -> Option<String> + Send>,
    clock: Clock,
    lang: Lang,
    changes: Receiver<LiveOrderChange>,
    shown: Option<PickupNumbers>,
}

/// Frames: `calls` with everything that the screen shows, at once and on every change.
pub async fn follow_ready_screen(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
) -> Result<Response, Problem> {
    let permit = site.streams.acquire_permit(identity.client)?;
    let gateway = site.gateway.clone();
    let reader = ReadyScreenFeed {
        changes: site.live.subscribe().changes,
        live: site.live.clone(),
        store: Box::new(move || store_id(&gateway)),
        clock: site.clock.clone(),
        lang: identity.lang,
        shown: None,
    };
    let frames =
        streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    Ok(permit.send(frames))
}

fn store_id(gateway: &Gateway) -> Option<String> {
    gateway.known_menu().map(|known| known.menu.store.id.to_string())
}

impl ReadyScreenFeed {
    async fn next(&mut self) -> Event {
        loop {
            if self.shown.is_some() && timeout(LOOK_AGAIN, self.changes.recv()).await.is_ok() {
                sleep(GATHER).await;
                // The state that is read next includes the changes that came meanwhile.
                self.changes = self.changes.resubscribe();
            }
            let (orders, feed) = self.live.board_orders();
            let calls = PickupNumbers::from_orders(
                &orders,
                (self.store)().as_deref(),
                feed,
                self.clock.now(),
                self.lang,
            );
            if self.shown.as_ref() != Some(&calls) {
                let event = stream::json_frame("calls", &calls);
                self.shown = Some(calls);
                return event;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::sample_order;
    use axum::response::{IntoResponse as _, sse::Sse};
    use jiff::Timestamp;
    use order_api::{CustomerIdentity, Order, OrderStatus};
    use std::convert::Infallible;
    use tokio::time::Instant;

    fn reader(live: &Arc<LiveOrderHub>) -> ReadyScreenFeed {
        ReadyScreenFeed {
            changes: live.subscribe().changes,
            live: live.clone(),
            store: Box::new(|| Some("main".to_owned())),
            clock: Clock::manual(Timestamp::UNIX_EPOCH),
            lang: Lang::En,
            shown: None,
        }
    }

    fn change(live: &LiveOrderHub, id: u128, number: i64, status: OrderStatus, version: i64) {
        let customer = CustomerIdentity {
            session: "secret session".to_owned(),
            name: "secret name".to_owned(),
        };
        let order = Order { number, customer, ..sample_order(id, status, version) };
        live.publish_order(order);
    }

    async fn text(event: Event) -> String {
        let body =
            Sse::new(streams::iter([Ok::<_, Infallible>(event)])).into_response().into_body();
        String::from_utf8(axum::body::to_bytes(body, 10_000).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_screen_is_told_numbers_and_nothing_else_of_an_order() {
        let live = LiveOrderHub::without_feed();
        change(&live, 1, 41, OrderStatus::Preparing, 3);
        change(&live, 2, 42, OrderStatus::Ready, 4);
        change(&live, 3, 43, OrderStatus::Placed, 1);
        change(&live, 4, 44, OrderStatus::Completed, 5);
        let told = text(reader(&live).next().await).await;
        let numbers: Vec<_> =
            told.match_indices(r#""number":"#).map(|(at, _)| &told[at + 9..at + 11]).collect();
        assert_eq!(numbers, ["41", "42"], "{told}");
        assert!(told.contains(r#""fresh":1,"#), "{told}");
        assert!(
            !told.contains("secret")
                && !told.contains(&sample_order(1, OrderStatus::Ready, 1).id.to_string()),
            "{told}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn two_orders_with_one_number_are_two_calls() {
        let live = LiveOrderHub::without_feed();
        change(&live, 1, 7, OrderStatus::Ready, 4);
        change(&live, 2, 7, OrderStatus::Ready, 4);
        let calls = PickupNumbers::from_orders(
            &live.board_orders().0,
            None,
            live.board_orders().1,
            Timestamp::UNIX_EPOCH,
            Lang::En,
        );
        assert_eq!(calls.ready.len(), 2);
        assert_ne!(calls.ready[0].tag, calls.ready[1].tag);
    }

    #[tokio::test(start_paused = true)]
    async fn changes_that_come_together_are_one_frame() {
        let live = LiveOrderHub::without_feed();
        let mut reader = reader(&live);
        let _first = reader.next().await;
        let began = Instant::now();
        for id in 1..=20 {
            change(&live, id, i64::try_from(id).unwrap(), OrderStatus::Preparing, 3);
        }
        let told = text(reader.next().await).await;
        assert_eq!(told.matches(r#""number":"#).count(), 20, "{told}");
        assert_eq!(began.elapsed(), GATHER);
    }
}
