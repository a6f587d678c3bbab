use crate::service::{MANAGERS_PIN, Service};
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn of_ten_thousand_guesses_from_fifty_addresses_few_are_looked_at_and_the_tablet_does_not_wait() {
    let service = Service::start().await;
    let (_, pass) = service.manager().await;
    let mut looked_at = 0;
    for n in 0..10_000 {
        service.clock.advance(SignedDuration::from_millis(100));
        let address = format!("203.0.113.{}", n % 50);
        let (status, answer) = service.sign_in(json!({ "pin": format!("{n:06}"), "address": address })).await;
        match (status, answer["code"].as_str().unwrap()) {
            (401, "wrong_pin") => looked_at += 1,
            (429, "too_many_attempts") => {}
            other => panic!("{other:?}"),
        }
    }
    assert!((1..=100).contains(&looked_at), "{looked_at}");
    let (status, _) = service.sign_in(json!({ "pin": MANAGERS_PIN, "address": "198.51.100.1" })).await;
    assert_eq!(status, 429, "a stranger waits, whatever the PIN");
    let (status, _) = service.sign_in(json!({ "pin": MANAGERS_PIN, "device": pass })).await;
    assert_eq!(status, 201);
}

#[tokio::test]
async fn who_guesses_on_a_tablet_waits_and_is_told_how_long() {
    let service = Service::start().await;
    let (_, pass) = service.manager().await;
    let guess = async |pin: &str| service.sign_in(json!({ "pin": pin, "device": pass })).await;
    for n in 0..4 {
        assert_eq!(guess(&format!("00000{n}")).await.0, 401);
    }
    assert_eq!(guess(MANAGERS_PIN).await.0, 201, "a right one forgives the wrong ones");
    for n in 0..5 {
        assert_eq!(guess(&format!("00000{n}")).await.0, 401);
    }
    assert_eq!(guess(MANAGERS_PIN).await.0, 429);
    service.clock.advance(SignedDuration::from_secs(120));
    assert_eq!(guess(MANAGERS_PIN).await.0, 201);
}
