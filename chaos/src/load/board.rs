//! A board at the counter, followed as its page does: the whole state first, then ticket by ticket.

use super::{
    context::{Phase, Shop, breath},
    sse, staff,
};
use crate::history::{Record, Stand};
use futures::StreamExt as _;
use order_api::{OrderId, Status};
use rand::rngs::StdRng;
use reqwest::header::COOKIE;
use serde::Deserialize;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub(crate) struct Board {
    pub(crate) number: u32,
    shown: Mutex<Shown>,
}

/// Contents of the screen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    pub(crate) tickets: HashMap<OrderId, Stand>,
    connected: bool,
    upstream: Upstream,
}

/// Connection of the web server to the order service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Upstream {
    #[default]
    Starting,
    Connected,
    Lost,
}

#[derive(Deserialize)]
struct Ticket {
    id: OrderId,
    version: i64,
    status: Status,
}

#[derive(Deserialize)]
struct Snapshot {
    tickets: Vec<Ticket>,
    upstream: Upstream,
}

impl From<Ticket> for Stand {
    fn from(ticket: Ticket) -> Self {
        Self { order: ticket.id, version: ticket.version, status: ticket.status }
    }
}

impl Shown {
    /// Whether frames arrive and the web server is connected to the order service.
    pub(crate) fn is_live(&self) -> bool {
        self.connected && self.upstream == Upstream::Connected
    }
}

impl Board {
    pub(crate) fn new(shop: &Shop) -> Self {
        Self { number: shop.history.new_reader(), shown: Mutex::default() }
    }

    /// Reads the current contents.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Shown) -> T) -> T {
        look(&self.shown())
    }

    /// Follows the board until the run is over.
    pub(crate) async fn run(&self, shop: &Shop, mut rng: StdRng) {
        let mut replica = self.number as usize;
        while !shop.until(Phase::Over, Duration::ZERO).await {
            let why = tokio::select! {
                why = self.follow(shop, replica) => why,
                _ = shop.until(Phase::Over, Duration::MAX) => return,
            };
            self.shown().connected = false;
            shop.history.add(Record::Lost { reader: self.number, why: why.into() });
            replica += 1;
            shop.until(Phase::Over, breath(&mut rng)).await;
        }
    }

    async fn follow(&self, shop: &Shop, replica: usize) -> String {
        let replicas = &shop.addresses.admins;
        let Some(base) = replicas.get(replica % replicas.len().max(1)) else {
            return "no replica".to_owned();
        };
        let Some(cookie) = staff::cookie(shop).await else { return "nobody is signed in".to_owned() };
        let request = shop.streams.get(format!("{base}/admin/live/board")).header(COOKIE, cookie);
        let mut frames = match sse::open(request).await {
            Ok(frames) => frames,
            Err(why) => return why,
        };
        self.shown().connected = true;
        loop {
            match frames.next().await {
                Some(Ok(frame)) => {
                    let (name, data) = (frame.event.unwrap_or_default(), frame.data.unwrap_or_default());
                    if let Err(error) = self.take(shop, &name, &data) {
                        return format!("an unreadable frame: {error}");
                    }
                }
                Some(Err(why)) => return why,
                None => return "it ended".to_owned(),
            }
        }
    }

    fn take(&self, shop: &Shop, name: &str, data: &str) -> Result<(), serde_json::Error> {
        let reader = self.number;
        match name {
            "board" => {
                let snapshot: Snapshot = serde_json::from_str(data)?;
                let tickets = u32::try_from(snapshot.tickets.len()).unwrap_or(u32::MAX);
                shop.history.add(Record::Board { reader, tickets });
                let mut shown = self.shown();
                shown.upstream = snapshot.upstream;
                shown.tickets =
                    snapshot.tickets.into_iter().map(|ticket| (ticket.id, ticket.into())).collect();
            }
            "ticket" => {
                let stand = Stand::from(serde_json::from_str::<Ticket>(data)?);
                shop.history.add(Record::Ticket { reader, stand });
                let mut shown = self.shown();
                // As on the screen: a ticket that is not newer is ignored.
                if shown.tickets.get(&stand.order).is_none_or(|known| known.version < stand.version) {
                    shown.tickets.insert(stand.order, stand);
                }
            }
            "upstream" => self.shown().upstream = serde_json::from_str(data)?,
            _ => {}
        }
        Ok(())
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
