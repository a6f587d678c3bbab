//! Fixture: a menu service in this process, on a port of its own.

use jiff::Timestamp;
use menu::{MenuService, build_router, db::MenuRepository, seed};
use menu_api::{Menu, StoreId};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde_json::Value;
use service_kit::{CapacityLimits, Clock, ShutdownSignal, serve::serve_until_shutdown};
use staff_api::SignedRoster;
use staff_token::{
    fixtures::{StoreKeys, TestCaller},
    surface::{CallerArgs, ServiceName, TrustArgs},
};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

pub struct Service {
    pub clock: Clock,
    pub shutdown: ShutdownSignal,
    pub serving: JoinHandle<std::io::Result<()>>,
    base: String,
    client: Client,
    folder: TempDir,
}

impl Service {
    /// Starts with the built-in menu, at noon of 2 March 2026 in Seoul.
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap()).await
    }

    /// Starts with tokens required: those that the keys sign, and sessions that the keys' roster
    /// admits.
    pub async fn start_guarded() -> (Self, StoreKeys) {
        let (service, keys) = Self::start_without_roster().await;
        assert_eq!(service.put_roster(&keys, &keys.signed_roster(1, None)).await.0, 200);
        (service, keys)
    }

    /// The same before a roster is handed over.
    pub async fn start_without_roster() -> (Self, StoreKeys) {
        let clock = Clock::manual(noon());
        let keys = StoreKeys::generate(clock.clone());
        (Self::start_with(tempfile::tempdir().unwrap(), &keys.trust_args(), clock).await, keys)
    }

    /// Hands over a roster; returns the answer's status and body.
    pub async fn put_roster(&self, keys: &StoreKeys, signed: &SignedRoster) -> (u16, Value) {
        let request = self.request(Method::PUT, "/staff-roster").headers(keys.caller_headers(
            TestCaller::Admin,
            ServiceName::Menu,
            "",
        ));
        let (status, body) = answer(request.json(signed).send().await.unwrap()).await;
        (status.as_u16(), body)
    }

    /// Starts open to every caller, on a database of its own in `folder`.
    pub async fn start_in(folder: TempDir) -> Self {
        let callers = CallerArgs { open: true, ..CallerArgs::default() };
        let trust = TrustArgs { callers, ..TrustArgs::default() };
        Self::start_with(folder, &trust, Clock::manual(noon())).await
    }

    async fn start_with(folder: TempDir, trust: &TrustArgs, clock: Clock) -> Self {
        let store = open(&folder).await;
        store.seed_menu(&seed::parse(seed::BUILT_IN, StoreId::default()).unwrap()).await.unwrap();
        let shutdown = ShutdownSignal::default();
        let app =
            MenuService::start(store, StoreId::default(), clock.clone(), shutdown.clone(), trust)
                .await
                .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/api/v1", listener.local_addr().unwrap());
        let serving = tokio::spawn(serve_until_shutdown(
            listener,
            build_router(app, &CapacityLimits::default(), trust),
            shutdown.clone(),
        ));
        Self { clock, shutdown, serving, base, client: Client::new(), folder }
    }

    /// Another replica's store on the same database.
    pub async fn other_replica(&self) -> Arc<dyn MenuRepository> {
        open(&self.folder).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// Base URL of what is outside the API.
    pub fn root(&self) -> &str {
        self.base.strip_suffix("/api/v1").unwrap()
    }

    /// Gets `path` outside the API.
    pub async fn plain(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.root())).send().await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub async fn menu(&self) -> Menu {
        let (status, body) = answer(self.get("/menu").await).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        serde_json::from_value(body).unwrap()
    }

    /// Sends `body` as JSON, with `If-Match` when a version is given.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        version: Option<i64>,
        body: Value,
    ) -> (StatusCode, Value) {
        let mut request = self.request(method, path);
        if let Some(version) = version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        answer(request.json(&body).send().await.unwrap()).await
    }

    pub async fn put(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.send(Method::PUT, path, None, body).await
    }

    pub async fn patch(&self, path: &str, version: i64, body: Value) -> (StatusCode, Value) {
        self.send(Method::PATCH, path, Some(version), body).await
    }

    pub async fn post(&self, path: &str, version: i64, body: Value) -> (StatusCode, Value) {
        self.send(Method::POST, path, Some(version), body).await
    }

    pub async fn delete(&self, path: &str, version: i64) -> (StatusCode, Value) {
        let request =
            self.request(Method::DELETE, path).header(header::IF_MATCH, format!("\"{version}\""));
        answer(request.send().await.unwrap()).await
    }
}

fn noon() -> Timestamp {
    "2026-03-02T12:00:00+09:00".parse().unwrap()
}

async fn open(folder: &TempDir) -> Arc<dyn MenuRepository> {
    menu::db::open_repository(&format!("sqlite:{}", folder.path().join("menu.db").display()))
        .await
        .unwrap()
}

pub async fn answer(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// The status, and the problem's `code` or the menu's new `version`.
pub fn gist((status, body): &(StatusCode, Value)) -> (u16, Value) {
    (status.as_u16(), body.get("code").or_else(|| body.get("version")).cloned().unwrap_or_default())
}
