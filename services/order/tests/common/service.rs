//! The whole service in process, on its own port, over real HTTP.

use jiff::Timestamp;
use order::{
    OrderService,
    db::{self, OrderRepository},
};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use service_kit::{CapacityLimits, Clock, ShutdownSignal};
use sqlx::{Connection as _, SqliteConnection};
use staff_api::SignedRoster;
use staff_token::{
    fixtures::{StoreKeys, TestCaller},
    surface::{CallerArgs, ServiceName, TrustArgs},
};
use std::sync::Arc;
use tempfile::TempDir;

pub struct Service {
    pub base: String,
    pub client: Client,
    pub clock: Clock,
    pub shutdown: ShutdownSignal,
    pub store: Arc<dyn OrderRepository>,
    folder: Arc<TempDir>,
}

impl Service {
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), CapacityLimits::default()).await
    }

    /// Starts a service that admits tokens signed by the keys, and staff sessions in their roster.
    pub async fn start_guarded() -> (Self, StoreKeys) {
        let (service, keys) = Self::start_without_roster().await;
        assert_eq!(service.put_roster(&keys, &keys.signed_roster(1, None)).await.0, 200);
        (service, keys)
    }

    /// As [`Self::start_guarded`], before it received a roster.
    pub async fn start_without_roster() -> (Self, StoreKeys) {
        let clock = Clock::manual(noon());
        let keys = StoreKeys::generate(clock.clone());
        let folder = tempfile::tempdir().unwrap();
        let limits = CapacityLimits::default();
        (Self::start_with(folder, limits, &keys.trust_args(), clock).await, keys)
    }

    /// Sends a roster. Returns the status and body of the answer.
    pub async fn put_roster(&self, keys: &StoreKeys, signed: &SignedRoster) -> (u16, Value) {
        let request = self.client.put(format!("{}/api/v1/staff-roster", self.base));
        let request = request
            .headers(keys.caller_headers(TestCaller::Admin, ServiceName::Order, ""))
            .json(signed);
        let (status, body) = json(request.send().await.unwrap()).await;
        (status.as_u16(), body)
    }

    /// Another replica on the same database.
    pub async fn replica(&self, keys: &StoreKeys) -> Self {
        Self::start_at(
            self.folder.clone(),
            CapacityLimits::default(),
            &keys.trust_args(),
            self.clock.clone(),
        )
        .await
    }

    /// Starts a service that admits every caller, on a new database in `folder`.
    pub async fn start_in(folder: TempDir, limits: CapacityLimits) -> Self {
        let callers = CallerArgs { open: true, ..CallerArgs::default() };
        let trust = TrustArgs { callers, ..TrustArgs::default() };
        Self::start_with(folder, limits, &trust, Clock::manual(noon())).await
    }

    async fn start_with(
        folder: TempDir,
        limits: CapacityLimits,
        trust: &TrustArgs,
        clock: Clock,
    ) -> Self {
        Self::start_at(Arc::new(folder), limits, trust, clock).await
    }

    async fn start_at(
        folder: Arc<TempDir>,
        limits: CapacityLimits,
        trust: &TrustArgs,
        clock: Clock,
    ) -> Self {
        let store = db::open_repository(&database_in(&folder)).await.unwrap();
        let shutdown = ShutdownSignal::default();
        let listener =
            service_kit::serve::bind_listener("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let app = OrderService::start(store.clone(), clock.clone(), shutdown.clone(), trust);
        let router = order::build_router(app, &limits, trust);
        tokio::spawn(service_kit::serve::serve_until_shutdown(listener, router, shutdown.clone()));
        Self { base, client: Client::new(), clock, shutdown, store, folder }
    }

    /// A connection to the same database, like another process has.
    pub async fn other_connection(&self) -> SqliteConnection {
        SqliteConnection::connect(&database_in(&self.folder)).await.unwrap()
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base))
    }

    /// Places `order`, which must be new, and returns the body of the answer.
    pub async fn place(&self, key: &str, order: &Value) -> Value {
        let response =
            self.post("/api/v1/orders").header("idempotency-key", key).json(order).send().await;
        let (status, body) = json(response.unwrap()).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body
    }

    pub async fn transition(&self, order: &Value, body: Value) -> (StatusCode, Value) {
        let path = format!("/api/v1/orders/{}/transitions", order["id"].as_str().unwrap());
        json(self.post(&path).json(&body).send().await.unwrap()).await
    }

    pub async fn list(&self, query: &str) -> (StatusCode, Value) {
        json(self.get(&format!("/api/v1/orders?{query}")).send().await.unwrap()).await
    }
}

fn noon() -> Timestamp {
    "2025-07-12T03:00:00Z".parse().unwrap()
}

fn database_in(folder: &TempDir) -> String {
    format!("sqlite:{}/order.db", folder.path().display())
}

pub async fn json(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.unwrap();
    let body =
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}: {text:?} is no JSON"));
    (status, body)
}

/// Checks the form of a problem and returns its status and code.
pub async fn problem(response: Response) -> (u16, String) {
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let (status, body) = json(response).await;
    assert_eq!(body["status"], status.as_u16());
    assert!(body["request_id"].is_string());
    (status.as_u16(), body["code"].as_str().unwrap().to_owned())
}
