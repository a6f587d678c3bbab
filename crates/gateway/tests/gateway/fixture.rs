//! Fixtures: a service that can be killed with all its connections and started again on the same
//! port, a gateway, a menu and a placement.

use axum::Router;
use gateway::{Gateway, GatewayConfig, KnownMenu, OrderRequest};
use jiff::Timestamp;
use menu_api::Menu;
use order_api::DiningMode;
use serde_json::json;
use std::{net::SocketAddr, path::Path, time::Duration};
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime, time::timeout};

/// Long enough for any machine; only a failing test reaches it.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Process {
    router: Router,
    address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Process {
    pub fn start(router: Router) -> Self {
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut process = Self { router, address: any_port, runtime: None };
        process.revive();
        process
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it as SIGKILL would: the listener and every connection are gone.
    pub fn kill(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }

    pub fn revive(&mut self) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let router = self.router.clone();
        let address = self.address;
        let (bound, wait) = std::sync::mpsc::channel();
        runtime.spawn(async move {
            let listener = loop {
                // The killed one may hold the port for a moment.
                match TcpListener::bind(address).await {
                    Ok(listener) => break listener,
                    Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
                }
            };
            bound.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, router).await
        });
        self.address = wait.recv_timeout(PATIENCE).unwrap();
        self.runtime = Some(runtime);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The folder where a gateway keeps its menu. A save that still runs when the gateway is gone may
/// delay the removal, but not undo it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        while self.path().exists() {
            let _tried_again = std::fs::remove_dir_all(self.path());
        }
    }
}

/// An address where no process listens.
pub fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

pub fn gateway(menu_url: String, order_url: String, menu_cache: &Path) -> Gateway {
    Gateway::start(GatewayConfig {
        signer: None,
        menu_url,
        order_url,
        staff: None,
        menu_cache: menu_cache.to_owned(),
    })
    .unwrap()
}

/// Waits until `asked` is true of the known menu.
pub async fn menu_until(gateway: &Gateway, asked: impl Fn(&KnownMenu) -> bool) -> KnownMenu {
    let mut changes = gateway.menu_changes();
    let found = timeout(PATIENCE, changes.wait_for(|known| known.as_ref().is_some_and(&asked)));
    found.await.unwrap().unwrap().clone().unwrap()
}

/// A café that never closes and sells one item.
pub fn menu(version: i64) -> Menu {
    let day = ["00:00-24:00"];
    serde_json::from_value(json!({
        "version": version,
        "store": {
            "id": "seongsu", "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "lead_time_s": 480,
            "hours": { "mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day, "sun": day },
        },
        "categories": [{ "id": "coffee", "name": { "ko": "커피" } }],
        "items": [{
            "id": "latte", "category": "coffee", "name": { "ko": "카페 라떼", "en": "Latte" },
            "price_minor": 5000, "option_groups": ["extra"],
        }],
        "option_groups": [{
            "id": "extra", "name": { "ko": "샷", "en": "Shot" }, "max": 3,
            "options": [{ "id": "shot", "name": { "ko": "샷 추가", "en": "Extra shot" }, "price_minor": 600, "max_quantity": 3 }],
        }],
    }))
    .unwrap()
}

pub fn now() -> Timestamp {
    "2026-03-02T12:00:00+09:00".parse().unwrap()
}

pub fn placement(key: &str) -> OrderRequest {
    OrderRequest {
        cart: "latte*2~shot".parse().unwrap(),
        session: "session-1".to_owned(),
        name: " 민지 ".to_owned(),
        note: String::new(),
        dining: DiningMode::Takeout,
        cup: None,
        pickup_at: None,
        ahead: Vec::new(),
        idempotency_key: key.to_owned(),
        shown_total_minor: None,
    }
}
