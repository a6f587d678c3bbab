//! One placement as bytes, for senders of thousands a second: built once, with only the key
//! replaced each time.

use super::raw_http::{Answer, authority};
use crate::{
    history::{Key, Record, Via},
    load::{
        browser::Phone,
        context::{Outcome, Shop, dice, problem_code},
        customer, direct_program,
    },
    programs::{Program, Programs},
};
use order_api::OrderId;
use serde::Deserialize;
use staff_token::surface::ServiceName;
use std::sync::Arc;

/// Placeholder for the key.
const KEY: &str = "{key}";

/// Replicas, and the prepared request for them.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) replicas: Arc<[String]>,
    path: &'static str,
    headers: Arc<str>,
    body: Arc<str>,
    /// For direct calls: the customer's session, and the programs that sign for it.
    phone: Option<(Programs, Arc<str>)>,
    /// The intended order for the record, under the placeholder key.
    intent: Arc<Record>,
}

#[derive(Deserialize)]
struct Told {
    id: OrderId,
    number: i64,
    total: i64,
}

impl Target {
    /// A placement at the order service's own endpoint.
    pub(crate) fn service(shop: &Shop) -> Self {
        let new = direct_program::new_order(&mut dice(0, 5));
        Self {
            replicas: shop.addresses.orders.clone().into(),
            path: "/api/v1/orders",
            headers: format!("content-type: application/json\r\nidempotency-key: {KEY}\r\n").into(),
            body: serde_json::to_string(&new).unwrap_or_default().into(),
            phone: Some((shop.addresses.programs.clone(), new.customer.session.as_str().into())),
            intent: direct_program::intent(&Key::from(KEY), &new, true).into(),
        }
    }

    /// A placement with the client surface's form, as a script sends it; `None` if no cart can be
    /// filled.
    pub(crate) async fn surface(shop: &Shop) -> Option<Self> {
        let menu = shop.menu().await?;
        let mut phone = Phone::new(shop, &shop.addresses.clients, 0);
        let checkout = customer::fill(shop, &mut phone, menu, &mut dice(0, 6)).await?;
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
        let (key, wanted) = (Key::from(KEY), checkout.wanted);
        let headers = format!(
            "content-type: application/x-www-form-urlencoded\r\naccept: application/json\r\ncookie: {cookies}\r\n"
        );
        Some(Self {
            replicas: shop.addresses.clients.clone().into(),
            path: "/client/api/orders",
            headers: headers.into(),
            body,
            phone: None,
            intent: Record::Wanted { key, via: Via::Surface, legal: true, wanted }.into(),
        })
    }

    /// Base URL of the first replica.
    pub(crate) fn base(&self) -> &str {
        self.replicas.first().map_or("", String::as_str)
    }

    pub(crate) fn request(&self, base: &str, key: &Key) -> String {
        let (host, path) = (authority(base), self.path);
        let (headers, body) = (self.headers.replace(KEY, key.as_str()), self.body.replace(KEY, key.as_str()));
        let proof = self.phone.as_ref().map_or_else(String::new, |(programs, session)| {
            programs.line(base, ServiceName::Order, Program::Phone(session))
        });
        let length = body.len();
        format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\n{headers}{proof}content-length: {length}\r\n\r\n{body}"
        )
    }

    pub(crate) fn intent(&self, key: &Key) -> Record {
        match Record::clone(&self.intent) {
            Record::Wanted { via, legal, wanted, .. } => {
                Record::Wanted { key: key.clone(), via, legal, wanted }
            }
            other => other,
        }
    }

    /// Whether the answer acknowledges an order; does not parse the body.
    pub(crate) fn is_acknowledged(answer: &Answer) -> bool {
        match ordered(answer) {
            Some(_) => true,
            None => (200..300).contains(&answer.status),
        }
    }

    pub(crate) fn read(answer: &Answer) -> Outcome {
        if let Some(order) = ordered(answer) {
            return Outcome::Acknowledged { order, number: None, total: None };
        }
        if !(200..300).contains(&answer.status) {
            return Outcome::Refused { status: answer.status, code: problem_code(&answer.body) };
        }
        match serde_json::from_str::<Told>(&answer.body) {
            Ok(Told { id, number, total }) => {
                Outcome::Acknowledged { order: id, number: Some(number), total: Some(total) }
            }
            Err(error) => Outcome::Unknown { why: format!("an unreadable answer: {error}") },
        }
    }
}

/// The order whose page the surface redirects to.
fn ordered(answer: &Answer) -> Option<OrderId> {
    answer.location.strip_prefix("/client/orders/")?.parse().ok()
}
