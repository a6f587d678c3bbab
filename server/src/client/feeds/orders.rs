//! `GET /client/live/orders`: the open and recently ended orders of one phone, for its list of
//! orders.

use crate::{
    live::{Change, Live, stream},
    session::identity::Identity,
    state::Site,
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

struct Reader {
    live: Arc<Live>,
    gateway: Gateway,
    clock: Clock,
    session: String,
    zone: String,
    lang: Lang,
    changes: Receiver<Change>,
    /// The frame that is sent next.
    next: Next,
}

enum Next {
    Orders,
    Stale,
    Wait,
}

/// Frames: `orders` with all of them at once and on every change of one; `stale` with words for the
/// customer while updates may be late, and with `null` when they are not.
pub async fn follow(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
) -> Result<Response, Problem> {
    let permit = site.streams.enter(identity.client)?;
    let reader = Reader {
        changes: site.live.subscribe().changes,
        live: site.live.clone(),
        gateway: site.gateway.clone(),
        clock: site.clock.clone(),
        session: identity.session,
        zone: site.zone(),
        lang: identity.lang,
        next: Next::Orders,
    };
    let frames = streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    Ok(permit.send(frames))
}

impl Reader {
    async fn next(&mut self) -> Event {
        loop {
            match std::mem::replace(&mut self.next, Next::Wait) {
                Next::Orders => {
                    self.next = Next::Stale;
                    return self.orders();
                }
                Next::Stale => return self.stale(),
                Next::Wait => self.next = self.wait().await,
            }
        }
    }

    async fn wait(&mut self) -> Next {
        let Ok(change) = timeout(AGE_AGAIN, self.changes.recv()).await else {
            return if self.live.feed().is_lost() { Next::Stale } else { Next::Wait };
        };
        match change {
            Ok(Change::Order(order)) if order.customer.session != self.session => Next::Wait,
            Ok(Change::Upstream(_)) => Next::Stale,
            // The frame has the whole list, so missed changes do not matter.
            Ok(Change::Order(_) | Change::Replaced) | Err(RecvError::Lagged(_) | RecvError::Closed) => {
                Next::Orders
            }
        }
    }

    fn orders(&self) -> Event {
        let known = self.gateway.menu();
        let menu = known.as_ref().map(|known| known.menu.as_ref());
        let own = OpenOrder::own(self.live.as_ref(), &self.session, menu, &self.zone, self.lang);
        stream::frame("orders", &own)
    }

    fn stale(&self) -> Event {
        let (feed, now) = (self.live.feed(), self.clock.now());
        stream::frame("stale", &condition::order_notice(feed, None, now, self.lang))
    }
}
