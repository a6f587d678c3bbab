//! A board at the counter, followed as its page does: the whole state first, then ticket by ticket.

use super::{
    context::{LoadContext, LoadPhase, retry_pause},
    sse, staff,
};
use crate::history::{HistoryRecord, OrderState};
use futures::StreamExt as _;
use order_api::{OrderId, OrderStatus};
use rand::rngs::StdRng;
use reqwest::header::COOKIE;
use serde::Deserialize;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub(crate) struct SimulatedBoard {
    pub(crate) number: u32,
    shown: Mutex<BoardContents>,
}

/// Contents of the screen.
#[derive(Debug, Clone, Default)]
pub(crate) struct BoardContents {
    pub(crate) tickets: HashMap<OrderId, OrderState>,
    connected: bool,
    upstream: UpstreamState,
}

/// Connection of the web server to the order service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum UpstreamState {
    #[default]
    Starting,
    Connected,
    Lost,
}

#[derive(Deserialize)]
struct TicketPayload {
    id: OrderId,
    version: i64,
    status: OrderStatus,
}

#[derive(Deserialize)]
struct BoardPayload {
    tickets: Vec<TicketPayload>,
    upstream: UpstreamState,
}

impl From<TicketPayload> for OrderState {
    fn from(ticket: TicketPayload) -> Self {
        Self { order: ticket.id, version: ticket.version, status: ticket.status }
    }
}

impl BoardContents {
    /// Whether frames arrive and the web server is connected to the order service.
    pub(crate) fn is_live(&self) -> bool {
        self.connected && self.upstream == UpstreamState::Connected
    }
}

impl SimulatedBoard {
    pub(crate) fn new(shop: &LoadContext) -> Self {
        Self { number: shop.history.next_reader_id(), shown: Mutex::default() }
    }

    /// Reads the current contents.
    pub(crate) fn inspect_contents<T>(&self, look: impl FnOnce(&BoardContents) -> T) -> T {
        look(&self.lock_contents())
    }

    /// Follows the board until the run is over.
    pub(crate) async fn run(&self, shop: &LoadContext, mut rng: StdRng) {
        let mut replica = self.number as usize;
        while !shop.wait_for_phase(LoadPhase::Over, Duration::ZERO).await {
            let why = tokio::select! {
                why = self.follow_replica(shop, replica) => why,
                _ = shop.wait_for_phase(LoadPhase::Over, Duration::MAX) => return,
            };
            self.lock_contents().connected = false;
            shop.history.add_record(HistoryRecord::Lost { reader: self.number, why: why.into() });
            replica += 1;
            shop.wait_for_phase(LoadPhase::Over, retry_pause(&mut rng)).await;
        }
    }

    async fn follow_replica(&self, shop: &LoadContext, replica: usize) -> String {
        let replicas = &shop.addresses.admins;
        let Some(base) = replicas.get(replica % replicas.len().max(1)) else {
            return "no replica".to_owned();
        };
        let Some(cookie) = staff::session_cookies(shop).await else {
            return "nobody is signed in".to_owned();
        };
        let request = shop.streams.get(format!("{base}/admin/live/board")).header(COOKIE, cookie);
        let mut frames = match sse::open_stream(request).await {
            Ok(frames) => frames,
            Err(why) => return why,
        };
        self.lock_contents().connected = true;
        loop {
            match frames.next().await {
                Some(Ok(frame)) => {
                    let name = frame.event.unwrap_or_default();
                    let data = frame.data.unwrap_or_default();
                    if let Err(error) = self.apply_frame(shop, &name, &data) {
                        return format!("an unreadable frame: {error}");
                    }
                }
                Some(Err(why)) => return why,
                None => return "it ended".to_owned(),
            }
        }
    }

    fn apply_frame(
        &self,
        shop: &LoadContext,
        name: &str,
        data: &str,
    ) -> Result<(), serde_json::Error> {
        let reader = self.number;
        match name {
            "board" => {
                let snapshot: BoardPayload = serde_json::from_str(data)?;
                let tickets = u32::try_from(snapshot.tickets.len()).unwrap_or(u32::MAX);
                shop.history.add_record(HistoryRecord::Board { reader, tickets });
                let mut shown = self.lock_contents();
                shown.upstream = snapshot.upstream;
                shown.tickets =
                    snapshot.tickets.into_iter().map(|ticket| (ticket.id, ticket.into())).collect();
            }
            "ticket" => {
                let stand = OrderState::from(serde_json::from_str::<TicketPayload>(data)?);
                shop.history.add_record(HistoryRecord::Ticket { reader, stand });
                let mut shown = self.lock_contents();
                // As on the screen: a ticket that is not newer is ignored.
                if shown.tickets.get(&stand.order).is_none_or(|known| known.version < stand.version)
                {
                    shown.tickets.insert(stand.order, stand);
                }
            }
            "upstream" => self.lock_contents().upstream = serde_json::from_str(data)?,
            _ => {}
        }
        Ok(())
    }

    fn lock_contents(&self) -> MutexGuard<'_, BoardContents> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
