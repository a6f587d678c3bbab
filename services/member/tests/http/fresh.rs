//! A store in which nobody works yet, and one that goes on for years.

use crate::service::{MANAGERS_PIN, Service};
use jiff::Timestamp;
use member::{App, router, store};
use member_token::SigningKey;
use service_kit::{Clock, Limits, Shutdown};

/// What somebody who knows the manual would try.
const USUAL: [&str; 8] = ["", "0000", "1234", "000000", "123456", "admin", "manager", "password"];

#[tokio::test]
async fn nobody_gets_into_a_new_store_before_a_manager_was_added() {
    let folder = tempfile::tempdir().unwrap();
    let store = store::open(&format!("sqlite:{}/member.db", folder.path().display())).await.unwrap();
    let clock = Clock::manual("2026-03-02T03:00:00Z".parse::<Timestamp>().unwrap());
    let app = App::new(store, "main", clock.clone(), SigningKey::generate().unwrap()).unwrap();
    let listener = service_kit::serve::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let base = format!("http://{}/api/v1", listener.local_addr().unwrap());
    tokio::spawn(service_kit::serve::serve(listener, router(app, &Limits::default()), Shutdown::default()));
    let client = reqwest::Client::new();
    for pin in USUAL {
        clock.advance(jiff::SignedDuration::from_hours(1));
        let asked = serde_json::json!({ "pin": pin, "address": "192.0.2.1" });
        let answer = client.post(format!("{base}/sessions")).json(&asked).send().await.unwrap();
        assert_eq!(answer.status(), 401, "{pin:?}");
        assert!(answer.headers().get("set-cookie").is_none());
    }
}

#[tokio::test]
async fn a_pin_ends_only_when_somebody_changes_it() {
    let service = Service::start().await;
    let (_, pass) = service.manager().await;
    service.clock.advance(jiff::SignedDuration::from_hours(24 * 365 * 5));
    let (status, said) = service.sign_in(serde_json::json!({ "pin": MANAGERS_PIN, "device": pass })).await;
    assert_eq!(status, 201, "{said}");
}
