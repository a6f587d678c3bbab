//! A reader of the order feed. It keeps its position when a connection is lost and resumes from
//! there, at the next replica.

use super::{
    context::{Phase, Shop, breath},
    sse,
};
use crate::history::Record;
use futures::StreamExt as _;
use order_api::{Cursor, OrderId, Status};
use rand::rngs::StdRng;
use serde::Deserialize;
use sse_stream::Sse;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// A reader, shared between the task that reads and the code that waits for its position.
pub(crate) struct Reader {
    pub(crate) number: u32,
    position: Mutex<Option<Cursor>>,
}

#[derive(Deserialize)]
struct Event {
    order: Seen,
}

#[derive(Deserialize)]
struct Seen {
    id: OrderId,
    version: i64,
    status: Status,
}

impl Reader {
    pub(crate) fn new(shop: &Shop) -> Self {
        Self { number: shop.history.new_reader(), position: Mutex::default() }
    }

    /// Position of the last frame that had one.
    pub(crate) fn position(&self) -> Option<Cursor> {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads until the run is over.
    pub(crate) async fn run(&self, shop: &Shop, mut rng: StdRng) {
        let mut replica = self.number as usize;
        while !shop.until(Phase::Over, Duration::ZERO).await {
            let why = tokio::select! {
                why = self.read(shop, replica) => why,
                _ = shop.until(Phase::Over, Duration::MAX) => return,
            };
            shop.history.add(Record::Lost { reader: self.number, why: why.into() });
            replica += 1;
            shop.until(Phase::Over, breath(&mut rng)).await;
        }
    }

    /// Reads from one replica until the connection is lost; returns the reason.
    async fn read(&self, shop: &Shop, replica: usize) -> String {
        let replicas = &shop.addresses.orders;
        let Some(base) = replicas.get(replica % replicas.len().max(1)) else {
            return "no replica".to_owned();
        };
        let after = self.position();
        shop.history.add(Record::Connecting { reader: self.number, address: base.as_str().into(), after });
        let mut request = shop.streams.get(format!("{base}/api/v1/orders/events"));
        if let Some(after) = after {
            request = request.header("last-event-id", after.to_string());
        }
        let mut frames = match sse::open_orders(&shop.addresses.programs, base, request).await {
            Ok(frames) => frames,
            Err(why) => return why,
        };
        loop {
            match frames.next().await {
                Some(Ok(frame)) => {
                    if let Err(why) = self.take(shop, &frame) {
                        return why;
                    }
                }
                Some(Err(why)) => return why,
                None => return "it ended".to_owned(),
            }
        }
    }

    fn take(&self, shop: &Shop, frame: &Sse) -> Result<(), String> {
        let Some(id) = &frame.id else { return Ok(()) };
        let cursor: Cursor = id.parse().map_err(|error| format!("{id:?}: {error}"))?;
        let reader = self.number;
        shop.history.add(match frame.event.as_deref() {
            Some("snapshot") => Record::Started { reader, cursor },
            Some("order") => {
                let data = frame.data.as_deref().unwrap_or_default();
                let Event { order } = serde_json::from_str(data).map_err(|error| error.to_string())?;
                Record::Seen { reader, cursor, order: order.id, version: order.version, status: order.status }
            }
            _ => return Ok(()),
        });
        *self.position.lock().unwrap_or_else(PoisonError::into_inner) = Some(cursor);
        Ok(())
    }
}
