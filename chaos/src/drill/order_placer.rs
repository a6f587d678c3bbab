//! Places one order at a time directly at the order service, and records every try.

use super::{DrillContext, http};
use crate::{
    history::{HistoryRecord, IntendedLine, IntendedOrder, PlacementKey, PlacementRoute},
    programs::ProgramIdentity,
};
use anyhow::{Context as _, Result};
use order_api::{
    CustomerIdentity, DiningMode, NewOrder, Order, OrderDeadlines, OrderId, OrderLine, PhoneLimits,
};
use reqwest::header::RETRY_AFTER;
use service_kit::Clock;
use staff_token::surface::ServiceName;
use tokio::time::Instant;

const SESSION: &str = "drill";
const PRICE: i64 = 4_500;

/// Result of one try.
pub enum DrillPlaceOutcome {
    Placed(OrderId),
    Refused { status: u16, code: String, retry_after: bool },
    Unknown,
}

/// Client that places orders at one replica.
pub struct OrderPlacer<'a> {
    ground: &'a DrillContext<'a>,
    base: &'a str,
    http: reqwest::Client,
    clock: Clock,
}

impl<'a> OrderPlacer<'a> {
    /// Uses the first order replica.
    pub fn new(ground: &'a DrillContext<'a>) -> Result<Self> {
        let base = ground.world.addresses.orders.first().context("there is no order service")?;
        Ok(Self { ground, base, http: http::build_client()?, clock: Clock::system() })
    }

    /// Records an intended order; returns its key.
    pub fn record_intent(&self) -> PlacementKey {
        let key = PlacementKey::from(self.clock.uuid_v7().to_string().as_str());
        let new = sample_order();
        let lines = new.lines.iter().map(|line| IntendedLine {
            item: line.item_id.clone(),
            quantity: line.quantity,
            options: Vec::new(),
            line_total: Some(line.line_total),
        });
        let wanted = Box::new(IntendedOrder { lines: lines.collect(), total: new.total });
        self.ground.history.add_record(HistoryRecord::Wanted {
            key: key.clone(),
            via: PlacementRoute::Direct,
            legal: true,
            wanted,
        });
        key
    }

    /// One try; records the result.
    pub async fn attempt_placement(&self, key: &PlacementKey) -> DrillPlaceOutcome {
        let history = self.ground.history;
        let began = Instant::now();
        history.add_record(HistoryRecord::Tried { key: key.clone(), address: self.base.into() });
        let answer = self.send_order(key).await.unwrap_or(DrillPlaceOutcome::Unknown);
        let key = key.clone();
        let took_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        history.add_record(match &answer {
            DrillPlaceOutcome::Placed(order) => HistoryRecord::Acknowledged {
                key,
                order: *order,
                number: None,
                total: Some(PRICE),
                took_ms,
            },
            DrillPlaceOutcome::Refused { status, code, .. } => {
                HistoryRecord::Refused { key, status: *status, code: code.as_str().into(), took_ms }
            }
            DrillPlaceOutcome::Unknown => {
                HistoryRecord::Unknown { key, why: "no answer".into(), took_ms }
            }
        });
        answer
    }

    async fn send_order(&self, key: &PlacementKey) -> Result<DrillPlaceOutcome> {
        let request = self.http.post(format!("{}/api/v1/orders", self.base)).json(&sample_order());
        let request = request.header("idempotency-key", key.as_str());
        let by = (ServiceName::Order, ProgramIdentity::Phone(SESSION));
        let answer = self.ground.world.addresses.programs.send(self.base, by, request).await?;
        if answer.status().is_success() {
            return Ok(DrillPlaceOutcome::Placed(answer.json::<Order>().await?.id));
        }
        let status = answer.status().as_u16();
        let retry_after = answer.headers().contains_key(RETRY_AFTER);
        let problem: serde_json::Value = answer.json().await.unwrap_or_default();
        let code =
            problem.get("code").and_then(serde_json::Value::as_str).unwrap_or("no_code").to_owned();
        Ok(DrillPlaceOutcome::Refused { status, code, retry_after })
    }
}

fn sample_order() -> NewOrder {
    let line = OrderLine {
        item_id: "drill".to_owned(),
        name: "Drill".to_owned(),
        unit_price: PRICE,
        quantity: 1,
        options: Vec::new(),
        line_total: PRICE,
    };
    NewOrder {
        store: "main".to_owned(),
        zone: "Asia/Seoul".to_owned(),
        day_begins_hour: 4,
        customer: CustomerIdentity { session: SESSION.to_owned(), name: String::new() },
        dining: DiningMode::Takeout,
        menu_version: 1,
        menu_verified: true,
        currency: "KRW".to_owned(),
        total: PRICE,
        lines: vec![line],
        note: String::new(),
        lead_time_s: 600,
        cup: None,
        pickup_at: None,
        opening: None,
        slot_limit: None,
        terms: OrderDeadlines::default(),
        phone_limits: PhoneLimits::default(),
    }
}
