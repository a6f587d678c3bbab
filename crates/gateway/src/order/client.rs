//! Calls to the endpoints of the order service. All of them may be retried: reads, placements by
//! their idempotency key, transitions by the version they expect (the same target twice changes
//! nothing), and amendments because they are desired states.

use crate::{
    call::{CallCredentials, ServiceCall, ServiceReply},
    dependency::ServiceDependency,
    error::{GatewayError, ServiceProblem},
    sse::{FeedError, Frames},
    status::DependencyStatus,
};
use jiff::civil::Date;
use order_api::{
    FeedCursor, NewOrder, Order, OrderAmendment, OrderEvent, OrderHistory, OrderId, OrderPage,
    OrderTransition,
};
use reqwest::{
    Method, StatusCode,
    header::{HeaderName, HeaderValue},
};
use serde::Serialize;
use serde_json::Map;
use std::sync::Arc;

const ORDER_MAX_BYTES: usize = 1024 * 1024;
const PAGE_MAX_BYTES: usize = 8 * 1024 * 1024;
const FRAME_MAX_BYTES: usize = 8 * 1024 * 1024;
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Filter and page of a list of orders; all given conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderPageQuery {
    /// Statuses as on the wire, joined by commas.
    pub status: Option<String>,
    /// The store's business date.
    pub business_date: Option<Date>,
    /// Digest of the customer's session.
    pub session: Option<String>,
    /// Idempotency key that the order was placed with.
    pub idempotency_key: Option<String>,
    /// [`OrderPage::next_cursor`] of the page before.
    pub cursor: Option<String>,
    /// Maximum number of orders on the page.
    pub limit: Option<u32>,
}

pub(crate) struct OrderClient(pub Arc<ServiceDependency>);

impl OrderClient {
    /// Places the order; the second value is true if the key had placed it before this call.
    pub async fn place_order(
        &self,
        key: &str,
        order: &NewOrder,
        by: &CallCredentials,
    ) -> Result<(Order, bool), GatewayError> {
        let key = HeaderValue::from_str(key).map_err(|_| invalid_key())?;
        let call = self
            .build_post("/api/v1/orders".to_owned(), order)?
            .with_header(IDEMPOTENCY_KEY, key)
            .with_credentials(by);
        let had_placed =
            |reply: &ServiceReply| reply.status == StatusCode::OK && !reply.may_be_repeated;
        self.0.call(&call, |reply| Ok((reply.decode_json()?, had_placed(&reply)))).await
    }

    /// The order, or `None` if there is none with this id.
    pub async fn fetch_order(
        &self,
        id: OrderId,
        by: &CallCredentials,
    ) -> Result<Option<Order>, GatewayError> {
        let call =
            ServiceCall::get(format!("/api/v1/orders/{id}"), ORDER_MAX_BYTES).with_credentials(by);
        match self.0.call(&call, |reply| reply.decode_json()).await {
            Err(GatewayError::Refused(problem)) if problem.status == 404 => Ok(None),
            other => other.map(Some),
        }
    }

    /// Events of the order, or `None` if there is none with this id.
    pub async fn fetch_order_history(
        &self,
        id: OrderId,
        by: &CallCredentials,
    ) -> Result<Option<Vec<OrderEvent>>, GatewayError> {
        let call = ServiceCall::get(format!("/api/v1/orders/{id}/events"), PAGE_MAX_BYTES)
            .with_credentials(by);
        match self.0.call(&call, |reply| reply.decode_json::<OrderHistory>()).await {
            Err(GatewayError::Refused(problem)) if problem.status == 404 => Ok(None),
            other => other.map(|history| Some(history.events)),
        }
    }

    /// One page of a store's orders, newest first; without a store, of the service's default one.
    pub async fn list_orders(
        &self,
        store: Option<String>,
        query: &OrderPageQuery,
        by: &CallCredentials,
    ) -> Result<OrderPage, GatewayError> {
        let store = store.map(|store| ("store", store));
        let query = store.into_iter().chain(query.query_pairs()).collect();
        let call = ServiceCall {
            query,
            ..ServiceCall::get("/api/v1/orders", PAGE_MAX_BYTES).with_credentials(by)
        };
        self.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Moves the order to another status.
    pub async fn transition_order(
        &self,
        id: OrderId,
        to: &OrderTransition,
        by: &CallCredentials,
    ) -> Result<Order, GatewayError> {
        let call =
            self.build_post(format!("/api/v1/orders/{id}/transitions"), to)?.with_credentials(by);
        self.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Changes the order without moving it.
    pub async fn amend_order(
        &self,
        id: OrderId,
        to: &OrderAmendment,
        by: &CallCredentials,
    ) -> Result<Order, GatewayError> {
        let call = self.build_post(format!("/api/v1/orders/{id}"), to)?.with_credentials(by);
        let call = ServiceCall { method: Method::PATCH, ..call };
        self.0.call(&call, |reply| reply.decode_json()).await
    }

    pub fn dependency_status(&self) -> DependencyStatus {
        self.0.status()
    }

    pub fn in_flight(&self) -> usize {
        self.0.in_flight()
    }

    /// Every change after `after`; without it a snapshot, then every change from now on.
    pub async fn order_feed(&self, after: Option<FeedCursor>) -> Result<Frames, FeedError> {
        let after = after.map(|cursor| cursor.to_string());
        self.0.open_feed("/api/v1/orders/events", after, FRAME_MAX_BYTES).await
    }

    /// A write that may be retried.
    pub fn build_post(
        &self,
        path: String,
        body: &impl Serialize,
    ) -> Result<ServiceCall, GatewayError> {
        ServiceCall::post(path, body, ORDER_MAX_BYTES)
            .map(ServiceCall::allow_repeats)
            .map_err(|error| {
                self.0.protocol_error(format!("the request cannot be written: {error}"))
            })
            .inspect_err(|error| error.log_failure("before it was sent"))
    }
}

impl OrderPageQuery {
    fn query_pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        [
            ("status", self.status.clone()),
            ("business_date", self.business_date.map(|date| date.to_string())),
            ("session", self.session.clone()),
            ("idempotency_key", self.idempotency_key.clone()),
            ("cursor", self.cursor.clone()),
            ("limit", self.limit.map(|limit| limit.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }
}

/// The service's own refusal of such a key, which a form can send.
fn invalid_key() -> GatewayError {
    GatewayError::Refused(ServiceProblem {
        status: 400,
        code: "idempotency_key_invalid".to_owned(),
        detail: Some("it cannot stand in a header".to_owned()),
        more: Map::new(),
    })
}
