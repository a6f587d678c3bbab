//! Fixture: the whole service in this process, on a port of its own.

use jiff::Timestamp;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use service_kit::{CapacityLimits, Clock, ShutdownSignal, hosts::HostArgs};
use staff::{StaffService, build_router, db};
use staff_api::StaffRoster;
use staff_token::{
    PublicKeys, SigningKey,
    fixtures::StoreKeys,
    surface::{SURFACE_TOKEN, ServiceName},
};
use tempfile::TempDir;

pub const MANAGERS_PIN: &str = "482913";

pub struct Service {
    pub clock: Clock,
    pub key: PublicKeys,
    pub keys: StoreKeys,
    base: String,
    client: Client,
    _folder: TempDir,
}

impl Service {
    /// Starts with one manager.
    pub async fn start() -> Self {
        let (service, app) = Self::start_empty().await;
        app.add_manager("민지", MANAGERS_PIN, false).await.unwrap();
        service
    }

    /// Starts without people.
    pub async fn start_empty() -> (Self, StaffService) {
        let folder = tempfile::tempdir().unwrap();
        let store = db::open_repository(&format!("sqlite:{}/staff.db", folder.path().display()))
            .await
            .unwrap();
        let clock = Clock::manual("2026-03-02T03:00:00Z".parse::<Timestamp>().unwrap());
        let keys = StoreKeys::generate(clock.clone());
        let signing = keys.staff.to_secret_text().parse::<SigningKey>().unwrap();
        let key = PublicKeys::from(keys.staff.public_key().unwrap());
        let app = StaffService::new(store, "main", clock.clone(), signing).unwrap();
        let listener =
            service_kit::serve::bind_listener("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let base = format!("http://{}/api/v1", listener.local_addr().unwrap());
        let shutdown = ShutdownSignal::default();
        let router = build_router(
            app.clone(),
            &CapacityLimits::default(),
            &keys.caller_args(),
            &HostArgs::default(),
        );
        tokio::spawn(service_kit::serve::serve_until_shutdown(listener, router, shutdown));
        (Self { clock, key, keys, base, client: Client::new(), _folder: folder }, app)
    }

    /// Status and body of a call by the counter's surface; the body is `null` when there is none.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Value,
        bearer: Option<&str>,
    ) -> (u16, Value) {
        let request = self
            .request(method, path)
            .json(&body)
            .header(SURFACE_TOKEN, self.keys.admin_token(ServiceName::Staff));
        let answer = bearer.iter().fold(request, RequestBuilder::bearer_auth).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// A request without any token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub async fn sign_in(&self, asked: Value) -> (u16, Value) {
        self.ask(Method::POST, "/sessions", asked, None).await
    }

    /// A manager's session, and the pass of the device that the sign-in enrolled.
    pub async fn manager(&self) -> (String, String) {
        let (status, signed_in) = self.sign_in(json!({ "pin": MANAGERS_PIN })).await;
        assert_eq!(status, 201, "{signed_in}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&signed_in["session"]), text(&signed_in["enrolled"][1]))
    }

    pub async fn add(&self, manager: &str, name: &str, role: &str, pin: &str) -> (u16, Value) {
        let body = json!({ "name": name, "role": role, "pin": pin });
        self.ask(Method::POST, "/admin/people", body, Some(manager)).await
    }

    pub async fn roster(&self) -> StaffRoster {
        let signed = self.ask(Method::GET, "/roster", Value::Null, None).await.1;
        self.key.verify_roster(&serde_json::from_value(signed).unwrap()).unwrap()
    }
}
