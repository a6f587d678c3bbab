//! Tests of the log that an operator reads when a service fails.

use crate::{
    fake_menu::FakeMenu,
    fake_order,
    fixture::{Folder, Process, gateway, menu_until, now, placement},
};
use axum::{Json, Router};
use gateway::{CacheFreshness, Gateway, GatewayError, PlaceError, UnavailableReason};
use std::{fs::File, sync::Arc};
use tempfile::NamedTempFile;
use tracing::{Level, subscriber::DefaultGuard};

/// The log of this thread, from warnings up, while it lives.
struct Log {
    file: NamedTempFile,
    _guard: DefaultGuard,
}

impl Log {
    fn begin() -> Self {
        let file = NamedTempFile::new().unwrap();
        let writer: Arc<File> = Arc::new(file.reopen().unwrap());
        let lines = tracing_subscriber::fmt()
            .with_max_level(Level::WARN)
            .with_ansi(false)
            .with_writer(writer);
        Self { file, _guard: tracing::subscriber::set_default(lines.finish()) }
    }

    fn failures(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.file.path()).unwrap();
        text.lines().filter(|line| line.contains("a call failed")).map(str::to_owned).collect()
    }
}

async fn cafe(order: &Process, folder: &Folder) -> (FakeMenu, Gateway) {
    let menu = FakeMenu::start();
    let gateway = gateway(menu.process.url(), order.url(), folder.path());
    menu_until(&gateway, |known| known.freshness == CacheFreshness::Fresh).await;
    (menu, gateway)
}

#[tokio::test]
async fn each_failure_is_one_line_and_an_open_breaker_is_none() {
    let ((mut order, _orders), folder) = (fake_order::start(), Folder::new());
    let (_menu, gateway) = cafe(&order, &folder).await;
    let log = Log::begin();
    order.kill();
    let mut failed = 0;
    let mut not_made = 0;
    while not_made < 5 {
        match gateway.place_order(placement("k"), now()).await.unwrap_err() {
            PlaceError::Gateway(GatewayError::Unavailable {
                why: UnavailableReason::BreakerOpen,
                ..
            }) => {
                not_made += 1;
            }
            PlaceError::Gateway(GatewayError::Unavailable { .. }) => failed += 1,
            other => panic!("{other:?}"),
        }
    }
    let lines = log.failures();
    assert_eq!(lines.len(), failed, "{lines:?}");
    // A pooled connection breaks as well; whether that is noticed before a call takes it is up to
    // the system.
    let wanted = ["WARN", "/api/v1/orders", "the order service is unavailable: the connection "];
    assert!(
        lines.iter().all(|line| wanted.iter().all(|wanted| line.contains(wanted))),
        "{lines:?}"
    );
    assert!(lines.iter().any(|line| line.contains("the connection failed")), "{lines:?}");
}

#[tokio::test]
async fn an_unreadable_answer_is_one_line_without_what_it_said_of_anybody() {
    let order = Process::start(
        Router::new().fallback(|| async { Json(serde_json::json!({ "number": "민지" })) }),
    );
    let folder = Folder::new();
    let (_menu, gateway) = cafe(&order, &folder).await;
    let log = Log::begin();
    let error = gateway.place_order(placement("k"), now()).await.unwrap_err();
    assert!(matches!(error, PlaceError::Gateway(GatewayError::Protocol { .. })), "{error:?}");
    let lines = log.failures();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("the body is of another shape at line 1 column"), "{lines:?}");
    assert!(!lines[0].contains("민지") && !lines[0].contains("session-1"), "{lines:?}");
}
