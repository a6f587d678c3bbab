//! `GET /client/live/orders`: the open and recently ended orders of one phone, for its list of
//! orders.

use crate::{
    live::{LiveOrderChange, LiveOrderHub, stream},
    session::identity::SenderIdentity,
    state::SurfaceState,
};
use app::{
    client::orders::open_orders::OpenOrder,
    shared::{
        ssr::{LiveOrders as _, condition},
        ui::Lang,
    },
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
    sync::broadcast::{Receiver, error::RecvError},
    time::timeout,
};

/// Interval at which a phone gets the age of its orders while the feed is lost.
const AGE_AGAIN: Duration = Duration::from_secs(30);

struct OrderListFeed {
    live: Arc<LiveOrderHub>,
    gateway: Gateway,
    clock: Clock,
    session: String,
    zone: String,
    lang: Lang,
    changes: Receiver<LiveOrderChange>,
    /// The frame that is sent next.
    next: NextFrame,
}

enum NextFrame {
    Orders,
    Stale,
    Wait,
}

/// Frames: `orders` with all of them at once and on every change of one; `stale` with words for the
/// customer while updates may be late, and with `null` when they are not.
pub async fn follow_orders(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
) -> Result<Response, Problem> {
    let permit = site.streams.acquire_permit(identity.client)?;
    let reader = OrderListFeed {
        changes: site.live.subscribe().changes,
        live: site.live.clone(),
        gateway: site.gateway.clone(),
        clock: site.clock.clone(),
        session: identity.session,
        zone: site.time_zone(),
        lang: identity.lang,
        next: NextFrame::Orders,
    };
    let frames =
        streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    Ok(permit.send(frames))
}

impl OrderListFeed {
    async fn next(&mut self) -> Event {
        loop {
            match std::mem::replace(&mut self.next, NextFrame::Wait) {
                NextFrame::Orders => {
                    self.next = NextFrame::Stale;
                    return self.orders_frame();
                }
                NextFrame::Stale => return self.stale_frame(),
                NextFrame::Wait => self.next = self.wait_for_change().await,
            }
        }
    }

    async fn wait_for_change(&mut self) -> NextFrame {
        let Ok(change) = timeout(AGE_AGAIN, self.changes.recv()).await else {
            return if self.live.feed_status().is_lost() {
                NextFrame::Stale
            } else {
                NextFrame::Wait
            };
        };
        match change {
            Ok(LiveOrderChange::Order(order)) if order.customer.session != self.session => {
                NextFrame::Wait
            }
            Ok(LiveOrderChange::Upstream(_)) => NextFrame::Stale,
            // The frame has the whole list, so missed changes do not matter.
            Ok(LiveOrderChange::Order(_) | LiveOrderChange::Replaced)
            | Err(RecvError::Lagged(_) | RecvError::Closed) => NextFrame::Orders,
        }
    }

    fn orders_frame(&self) -> Event {
        let known = self.gateway.known_menu();
        let menu = known.as_ref().map(|known| known.menu.as_ref());
        let own = OpenOrder::list_for_session(
            self.live.as_ref(),
            &self.session,
            menu,
            &self.zone,
            self.lang,
        );
        stream::json_frame("orders", &own)
    }

    fn stale_frame(&self) -> Event {
        let feed = self.live.feed_status();
        let now = self.clock.now();
        stream::json_frame("stale", &condition::order_notice(feed, None, now, self.lang))
    }
}
