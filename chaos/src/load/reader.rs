//! A reader of the order feed. It keeps its position when a connection is lost and resumes from
//! there, at the next replica.

use super::{
    context::{LoadContext, LoadPhase, retry_pause},
    sse,
};
use crate::history::HistoryRecord;
use futures::StreamExt as _;
use order_api::{FeedCursor, OrderId, OrderStatus};
use rand::rngs::StdRng;
use serde::Deserialize;
use sse_stream::Sse;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// A reader, shared between the task that reads and the code that waits for its position.
pub(crate) struct SimulatedReader {
    pub(crate) number: u32,
    position: Mutex<Option<FeedCursor>>,
}

#[derive(Deserialize)]
struct FeedEventPayload {
    order: FeedOrderPayload,
}

#[derive(Deserialize)]
struct FeedOrderPayload {
    id: OrderId,
    version: i64,
    status: OrderStatus,
}

impl SimulatedReader {
    pub(crate) fn new(shop: &LoadContext) -> Self {
        Self { number: shop.history.next_reader_id(), position: Mutex::default() }
    }

    /// Position of the last frame that had one.
    pub(crate) fn last_position(&self) -> Option<FeedCursor> {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads until the run is over.
    pub(crate) async fn run(&self, shop: &LoadContext, mut rng: StdRng) {
        let mut replica = self.number as usize;
        while !shop.wait_for_phase(LoadPhase::Over, Duration::ZERO).await {
            let why = tokio::select! {
                why = self.read_from_replica(shop, replica) => why,
                _ = shop.wait_for_phase(LoadPhase::Over, Duration::MAX) => return,
            };
            shop.history.add_record(HistoryRecord::Lost { reader: self.number, why: why.into() });
            replica += 1;
            shop.wait_for_phase(LoadPhase::Over, retry_pause(&mut rng)).await;
        }
    }

    /// Reads from one replica until the connection is lost; returns the reason.
    async fn read_from_replica(&self, shop: &LoadContext, replica: usize) -> String {
        let replicas = &shop.addresses.orders;
        let Some(base) = replicas.get(replica % replicas.len().max(1)) else {
            return "no replica".to_owned();
        };
        let after = self.last_position();
        shop.history.add_record(HistoryRecord::Connecting {
            reader: self.number,
            address: base.as_str().into(),
            after,
        });
        let mut request = shop.streams.get(format!("{base}/api/v1/orders/events"));
        if let Some(after) = after {
            request = request.header("last-event-id", after.to_string());
        }
        let mut frames = match sse::open_order_feed(&shop.addresses.programs, base, request).await {
            Ok(frames) => frames,
            Err(why) => return why,
        };
        loop {
            match frames.next().await {
                Some(Ok(frame)) => {
                    if let Err(why) = self.record_frame(shop, &frame) {
                        return why;
                    }
                }
                Some(Err(why)) => return why,
                None => return "it ended".to_owned(),
            }
        }
    }

    fn record_frame(&self, shop: &LoadContext, frame: &Sse) -> Result<(), String> {
        let Some(id) = &frame.id else { return Ok(()) };
        let cursor: FeedCursor = id.parse().map_err(|error| format!("{id:?}: {error}"))?;
        let reader = self.number;
        shop.history.add_record(match frame.event.as_deref() {
            Some("snapshot") => HistoryRecord::Started { reader, cursor },
            Some("order") => {
                let data = frame.data.as_deref().unwrap_or_default();
                let FeedEventPayload { order } =
                    serde_json::from_str(data).map_err(|error| error.to_string())?;
                HistoryRecord::Seen {
                    reader,
                    cursor,
                    order: order.id,
                    version: order.version,
                    status: order.status,
                }
            }
            _ => return Ok(()),
        });
        *self.position.lock().unwrap_or_else(PoisonError::into_inner) = Some(cursor);
        Ok(())
    }
}
