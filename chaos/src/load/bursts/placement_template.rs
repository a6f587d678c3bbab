//! One placement as bytes, for senders of thousands a second: built once, with only the key
//! replaced each time.

use super::raw_http::{RawResponse, authority_of};
use crate::{
    history::{HistoryRecord, PlacementKey, PlacementRoute},
    load::{
        browser::SimulatedBrowser,
        context::{LoadContext, PlacementOutcome, problem_code, seeded_rng},
        customer, direct_program,
    },
    programs::{ProgramIdentity, ProgramSigner},
};
use order_api::OrderId;
use serde::Deserialize;
use staff_token::surface::ServiceName;
use std::sync::Arc;

/// Placeholder for the key.
const KEY: &str = "{key}";

/// Replicas, and the prepared request for them.
#[derive(Clone)]
pub(crate) struct PlacementTemplate {
    pub(crate) replicas: Arc<[String]>,
    path: &'static str,
    headers: Arc<str>,
    body: Arc<str>,
    /// For direct calls: the customer's session, and the programs that sign for it.
    phone: Option<(ProgramSigner, Arc<str>)>,
    /// The intended order for the record, under the placeholder key.
    intent: Arc<HistoryRecord>,
}

#[derive(Deserialize)]
struct PlacedOrderPayload {
    id: OrderId,
    number: i64,
    total: i64,
}

impl PlacementTemplate {
    /// A placement at the order service's own endpoint.
    pub(crate) fn for_service(shop: &LoadContext) -> Self {
        let new = direct_program::random_order(&mut seeded_rng(0, 5));
        Self {
            replicas: shop.addresses.orders.clone().into(),
            path: "/api/v1/orders",
            headers: format!("content-type: application/json\r\nidempotency-key: {KEY}\r\n").into(),
            body: serde_json::to_string(&new).unwrap_or_default().into(),
            phone: Some((shop.addresses.programs.clone(), new.customer.session.as_str().into())),
            intent: direct_program::intent_record(&PlacementKey::from(KEY), &new, true).into(),
        }
    }

    /// A placement with the client surface's form, as a script sends it; `None` if no cart can be
    /// filled.
    pub(crate) async fn for_surface(shop: &LoadContext) -> Option<Self> {
        let menu = shop.initial_menu().await?;
        let mut phone = SimulatedBrowser::new(shop, &shop.addresses.clients, 0);
        let checkout =
            customer::prepare_checkout(shop, &mut phone, menu, &mut seeded_rng(0, 6)).await?;
        phone.drop_customer_cookie();
        let pairs = phone.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = pairs.collect::<Vec<_>>().join("; ");
        let form = checkout.form.iter().map(|(name, value)| match name.as_str() {
            "key" => format!("key={KEY}"),
            // One customer's name and note would be in thousands of orders. The other values need
            // no escaping.
            "name" | "note" => format!("{name}="),
            _ => format!("{name}={value}"),
        });
        let body = form.collect::<Vec<_>>().join("&").into();
        let key = PlacementKey::from(KEY);
        let wanted = checkout.wanted;
        let headers = format!(
            "content-type: application/x-www-form-urlencoded\r\naccept: application/json\r\ncookie: {cookies}\r\n"
        );
        Some(Self {
            replicas: shop.addresses.clients.clone().into(),
            path: "/client/api/orders",
            headers: headers.into(),
            body,
            phone: None,
            intent: HistoryRecord::Wanted {
                key,
                via: PlacementRoute::Surface,
                legal: true,
                wanted,
            }
            .into(),
        })
    }

    /// Base URL of the first replica.
    pub(crate) fn base_url(&self) -> &str {
        self.replicas.first().map_or("", String::as_str)
    }

    pub(crate) fn render_request(&self, base: &str, key: &PlacementKey) -> String {
        let host = authority_of(base);
        let path = self.path;
        let headers = self.headers.replace(KEY, key.as_str());
        let body = self.body.replace(KEY, key.as_str());
        let proof = self.phone.as_ref().map_or_else(String::new, |(programs, session)| {
            programs.token_header_line(base, ServiceName::Order, ProgramIdentity::Phone(session))
        });
        let length = body.len();
        format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\n{headers}{proof}content-length: {length}\r\n\r\n{body}"
        )
    }

    pub(crate) fn intent_record(&self, key: &PlacementKey) -> HistoryRecord {
        match HistoryRecord::clone(&self.intent) {
            HistoryRecord::Wanted { via, legal, wanted, .. } => {
                HistoryRecord::Wanted { key: key.clone(), via, legal, wanted }
            }
            other => other,
        }
    }

    /// Whether the answer acknowledges an order; does not parse the body.
    pub(crate) fn is_acknowledged(answer: &RawResponse) -> bool {
        match redirected_order(answer) {
            Some(_) => true,
            None => (200..300).contains(&answer.status),
        }
    }

    pub(crate) fn outcome_from_response(answer: &RawResponse) -> PlacementOutcome {
        if let Some(order) = redirected_order(answer) {
            return PlacementOutcome::Acknowledged { order, number: None, total: None };
        }
        if !(200..300).contains(&answer.status) {
            return PlacementOutcome::Refused {
                status: answer.status,
                code: problem_code(&answer.body),
            };
        }
        match serde_json::from_str::<PlacedOrderPayload>(&answer.body) {
            Ok(PlacedOrderPayload { id, number, total }) => PlacementOutcome::Acknowledged {
                order: id,
                number: Some(number),
                total: Some(total),
            },
            Err(error) => {
                PlacementOutcome::Unknown { why: format!("an unreadable answer: {error}") }
            }
        }
    }
}

/// The order whose page the surface redirects to.
fn redirected_order(answer: &RawResponse) -> Option<OrderId> {
    answer.location.strip_prefix("/client/orders/")?.parse().ok()
}
