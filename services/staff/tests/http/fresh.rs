//! A store without people, and a PIN that is years old.

use crate::service::{MANAGERS_PIN, Service};

/// PINs that a reader of the manual would try.
const USUAL: [&str; 8] = ["", "0000", "1234", "000000", "123456", "admin", "manager", "password"];

#[tokio::test]
async fn nobody_gets_into_a_new_store_before_a_manager_was_added() {
    let (service, _) = Service::start_empty().await;
    for pin in USUAL {
        service.clock.advance_by(jiff::SignedDuration::from_hours(1));
        let asked = serde_json::json!({ "pin": pin, "address": "192.0.2.1" });
        let (status, refused) = service.sign_in(asked).await;
        assert_eq!((status, &refused["code"]), (401, &"wrong_pin".into()), "{pin:?}");
    }
}

#[tokio::test]
async fn a_pin_ends_only_when_somebody_changes_it() {
    let service = Service::start().await;
    let (_, pass) = service.manager().await;
    service.clock.advance_by(jiff::SignedDuration::from_hours(24 * 365 * 5));
    let (status, said) =
        service.sign_in(serde_json::json!({ "pin": MANAGERS_PIN, "device": pass })).await;
    assert_eq!(status, 201, "{said}");
}
