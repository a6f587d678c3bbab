use crate::service::{MANAGERS_PIN, Service};
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn of_ten_thousand_guesses_from_fifty_addresses_few_are_looked_at_and_the_tablet_does_not_wait()
 {
    let service = Service::start().await;
    let (_, pass) = service.manager().await;
    let mut looked_at = 0;
    for n in 0..10_000 {
        service.clock.advance_by(SignedDuration::from_millis(100));
        let address = format!("203.0.113.{}", n % 50);
        let (status, answer) =
            service.sign_in(json!({ "pin": format!("{n:06}"), "address": address })).await;
        match (status, answer["code"].as_str().unwrap()) {
            (401, "wrong_pin") => looked_at += 1,
            (429, "too_many_attempts") => {}
            other => panic!("{other:?}"),
        }
    }
    assert!((1..=100).contains(&looked_at), "{looked_at}");
    let (status, _) =
        service.sign_in(json!({ "pin": MANAGERS_PIN, "address": "198.51.100.1" })).await;
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
    for _ in 0..3 {
        assert_eq!(guess(MANAGERS_PIN).await.0, 201, "a right one costs nothing");
    }
    assert_eq!(guess("000009").await.0, 401, "and gives nothing back but itself");
    assert_eq!(guess(MANAGERS_PIN).await.0, 429);
    service.clock.advance_by(SignedDuration::from_secs(120));
    assert_eq!(guess(MANAGERS_PIN).await.0, 201);
}

#[tokio::test]
async fn of_ten_thousand_guesses_between_right_ones_on_a_tablet_few_are_looked_at() {
    let service = Service::start().await;
    let (manager, pass) = service.manager().await;
    assert_eq!(service.add(&manager, "지훈", "barista", "135790").await.0, 201);
    let mut looked_at = 0;
    let mut right = 0;
    for n in 0..10_000 {
        service.clock.advance_by(SignedDuration::from_millis(100));
        if n % 4 == 0 {
            let (status, _) = service.sign_in(json!({ "pin": "135790", "device": pass })).await;
            right += u32::from(status == 201);
        }
        let (status, answer) =
            service.sign_in(json!({ "pin": format!("{n:06}"), "device": pass })).await;
        match (status, answer["code"].as_str().unwrap()) {
            (401, "wrong_pin") => looked_at += 1,
            (429, "too_many_attempts") => {}
            other => panic!("{other:?}"),
        }
    }
    assert!((1..=100).contains(&looked_at), "{looked_at}");
    assert!(right < 100, "the right one waits, too: {right}");
}

#[tokio::test]
async fn a_copied_pass_that_guesses_from_elsewhere_locks_nobody_out() {
    let service = Service::start().await;
    let tablet = "192.168.0.20";
    let (_, signed_in) = service.sign_in(json!({ "pin": MANAGERS_PIN, "address": tablet })).await;
    let pass = signed_in["enrolled"][1].as_str().unwrap();
    let mut looked_at = 0;
    for n in 0..2_000 {
        service.clock.advance_by(SignedDuration::from_millis(100));
        let address = format!("203.0.113.{}", n % 200);
        let asked = json!({ "pin": format!("{n:06}"), "device": pass, "address": address });
        looked_at += u32::from(service.sign_in(asked).await.0 == 401);
        if n % 100 == 0 {
            let asked = json!({ "pin": MANAGERS_PIN, "device": pass, "address": tablet });
            assert_eq!(service.sign_in(asked).await.0, 201, "{n}");
        }
    }
    assert!((1..=20).contains(&looked_at), "{looked_at}");
}

#[tokio::test]
async fn colleagues_pins_are_not_found_out_by_setting_ones_own() {
    let service = Service::start().await;
    let (manager, _) = service.manager().await;
    assert_eq!(service.add(&manager, "지훈", "barista", "135790").await.0, 201);
    let mut codes = Vec::new();
    for _ in 0..7 {
        let (_, refused) = service.add(&manager, "수아", "barista", "135790").await;
        codes.push(refused["code"].as_str().unwrap().to_owned());
    }
    assert_eq!(codes, [vec!["pin_taken"; 5], vec!["too_many_attempts"; 2]].concat());
}
