use crate::service::{MANAGERS_PIN, Service};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use staff_api::{StaffClaims, StaffRole};

#[tokio::test]
async fn a_manager_enrols_the_device_and_a_barista_signs_in_on_enrolled_ones_only() {
    let service = Service::start().await;
    let (manager, pass) = service.manager().await;
    assert_eq!(service.add(&manager, "지훈", "barista", "135790").await.0, 201);
    let (status, refused) =
        service.sign_in(json!({ "pin": "135790", "device_name": "iPad" })).await;
    assert_eq!((status, &refused["code"]), (403, &json!("device_unknown")));
    let (status, signed_in) = service.sign_in(json!({ "pin": "135790", "device": pass })).await;
    assert_eq!((status, &signed_in["enrolled"]), (201, &Value::Null));
    let token =
        service.key.verify_token(signed_in["session"].as_str().unwrap(), service.clock.now());
    let Some(StaffClaims::Session(session)) = token else { panic!("{token:?}") };
    assert_eq!((session.person.name.as_str(), session.person.role), ("지훈", StaffRole::Barista));
    assert_eq!(session.until, session.since + SignedDuration::from_hours(12));
    assert!(session.since > service.clock.now(), "after the manager's on this device");
    assert!(service.roster().await.is_session_admitted(&session));
}

#[tokio::test]
async fn a_device_that_was_removed_is_as_unknown() {
    let service = Service::start().await;
    let (manager, pass) = service.manager().await;
    service.add(&manager, "지훈", "barista", "135790").await;
    let device = service.roster().await.devices[0].device.id;
    let path = format!("/admin/devices/{device}");
    let unknown = "/admin/devices/01980000-0000-7000-8000-000000000001";
    assert_eq!(service.ask(Method::DELETE, unknown, Value::Null, Some(&manager)).await.0, 404);
    assert_eq!(service.ask(Method::DELETE, &path, Value::Null, Some(&manager)).await.0, 204);
    let again = service.ask(Method::DELETE, &path, Value::Null, Some(&manager)).await;
    assert_eq!(again.0, 401, "whoever was signed in on it is so no more");
    let (status, refused) = service.sign_in(json!({ "pin": "135790", "device": pass })).await;
    assert_eq!((status, &refused["code"]), (403, &json!("device_unknown")));
}

#[tokio::test]
async fn whoever_begins_a_shift_together_is_signed_in_together() {
    let service = Service::start().await;
    let (_, pass) = service.manager().await;
    let asked = json!({ "pin": MANAGERS_PIN, "device": pass });
    let ask = || service.sign_in(asked.clone());
    let (a, b, c, d, e) = tokio::join!(ask(), ask(), ask(), ask(), ask());
    for (status, answer) in [a, b, c, d, e] {
        assert_eq!(status, 201, "{answer}");
    }
}

#[tokio::test]
async fn what_is_no_pin_is_a_wrong_one() {
    let service = Service::start().await;
    for pin in ["", "1", "12 34", "1234\u{0}", &"9".repeat(65), "482914"] {
        let (status, refused) = service.sign_in(json!({ "pin": pin })).await;
        assert_eq!((status, &refused["code"]), (401, &json!("wrong_pin")), "{pin:?}");
    }
    let (status, refused) =
        service.sign_in(json!({ "pin": MANAGERS_PIN, "device": "v4.public.AAAA" })).await;
    assert_eq!(
        (status, refused["enrolled"].is_array()),
        (201, true),
        "a pass that is none enrols anew"
    );
}

#[tokio::test]
async fn signing_out_ends_every_copy_of_the_session_and_a_late_word_of_it_no_newer_one() {
    let service = Service::start().await;
    let (first, pass) = service.manager().await;
    let end = async |session: &str| {
        service.ask(Method::POST, "/sessions/end", Value::Null, Some(session)).await
    };
    let goes_on = async |session: &str| {
        service.ask(Method::GET, "/admin/audit", Value::Null, Some(session)).await
    };
    assert_eq!(goes_on(&first).await.0, 200);
    assert_eq!(end(&first).await.0, 204);
    let (status, refused) = goes_on(&first).await;
    assert_eq!((status, &refused["code"]), (401, &json!("signed_out")));
    let (_, signed_in) = service.sign_in(json!({ "pin": MANAGERS_PIN, "device": pass })).await;
    let second = signed_in["session"].as_str().unwrap();
    assert_eq!(goes_on(second).await.0, 200, "also in the same millisecond");
    assert_eq!(end(&first).await.0, 204);
    assert_eq!(goes_on(second).await.0, 200, "told twice, or late");
    for nobody in [None, Some("nonsense"), Some(pass.as_str())] {
        assert_eq!(service.ask(Method::POST, "/sessions/end", Value::Null, nobody).await.0, 401);
    }
    let before = service.roster().await.version;
    assert_eq!(end(second).await.0, 204);
    assert!(service.roster().await.version > before);
}

#[tokio::test]
async fn a_person_changes_the_own_pin_with_the_old_one_and_ends_the_other_sessions() {
    let service = Service::start().await;
    let (session, pass) = service.manager().await;
    let change = async |session: &str, old: &str, new: &str| {
        service.ask(Method::POST, "/me/pin", json!({ "old": old, "new": new }), Some(session)).await
    };
    for (old, new, code) in [
        ("135790", "93017264", "wrong_pin"),
        ("", "93017264", "wrong_pin"),
        (MANAGERS_PIN, "930172", "invalid_pin"),
        (MANAGERS_PIN, "12345678", "pin_common"),
    ] {
        assert_eq!(change(&session, old, new).await.1["code"], code, "{old} {new}");
    }
    let (status, signed_in) = change(&session, MANAGERS_PIN, "93017264").await;
    assert_eq!(status, 200, "{signed_in}");
    let fresh = signed_in["session"].as_str().unwrap();
    assert_eq!(service.ask(Method::GET, "/admin/audit", Value::Null, Some(fresh)).await.0, 200);
    assert_eq!(service.ask(Method::GET, "/admin/audit", Value::Null, Some(&session)).await.0, 401);
    for (pin, status) in [(MANAGERS_PIN, 401), ("93017264", 201)] {
        assert_eq!(service.sign_in(json!({ "pin": pin, "device": pass })).await.0, status);
    }
}

#[tokio::test]
async fn a_sign_in_ends_the_session_before_it_on_the_device_and_no_other() {
    let service = Service::start().await;
    let (elsewhere, _) = service.manager().await;
    let (first, pass) = service.manager().await;
    service.add(&first, "지훈", "barista", "135790").await;
    let goes_on = async |session: &str| {
        service.ask(Method::GET, "/admin/audit", Value::Null, Some(session)).await.0
    };
    for _at_once_and_later in 0..2 {
        let (_, jihun) = service.sign_in(json!({ "pin": "135790", "device": pass })).await;
        assert_eq!((goes_on(&first).await, goes_on(&elsewhere).await), (401, 200));
        assert_eq!(
            goes_on(jihun["session"].as_str().unwrap()).await,
            403,
            "a barista's, and it counts"
        );
        service.clock.advance_by(SignedDuration::from_secs(1));
    }
}

#[tokio::test]
async fn sessions_are_listed_by_device_and_ended_one_by_one_or_by_their_owner_all_but_one() {
    let service = Service::start().await;
    let (here, pass) = service.manager().await;
    service.clock.advance_by(SignedDuration::from_secs(1));
    let (there, _) = service.manager().await;
    let open = async || {
        let roster = service.roster().await;
        let now = service.clock.now();
        let signed_in =
            |device| roster.signed_in(device, now).map(|(person, _)| person.name.clone());
        roster.devices.iter().map(signed_in).collect::<Vec<_>>()
    };
    let minji = Some("민지".to_owned());
    assert_eq!(open().await, [minji.clone(), minji.clone()]);
    let second = service.roster().await.devices[1].device.id;
    let path = format!("/admin/devices/{second}/sign-out");
    assert_eq!(service.ask(Method::POST, &path, Value::Null, Some(&here)).await.0, 204);
    assert_eq!(open().await, [minji.clone(), None]);
    assert_eq!(service.ask(Method::GET, "/admin/audit", Value::Null, Some(&there)).await.0, 401);
    let unknown = "/admin/devices/01980000-0000-7000-8000-000000000001/sign-out";
    assert_eq!(service.ask(Method::POST, unknown, Value::Null, Some(&here)).await.0, 404);

    let (third, _) = service.manager().await;
    let again = json!({ "pin": MANAGERS_PIN, "end_others": true });
    let (status, renewed) = service.ask(Method::POST, "/me/session", again, Some(&here)).await;
    assert_eq!(status, 200, "{renewed}");
    assert_eq!(open().await, [minji, None, None]);
    for (session, status) in
        [(renewed["session"].as_str().unwrap(), 200), (&here, 401), (&third, 401)]
    {
        assert_eq!(
            service.ask(Method::GET, "/admin/audit", Value::Null, Some(session)).await.0,
            status
        );
    }
    service.clock.advance_by(SignedDuration::from_hours(13));
    assert_eq!(open().await, [None, None, None], "over by itself");
    assert_eq!(service.sign_in(json!({ "pin": MANAGERS_PIN, "device": pass })).await.0, 201);
}

#[tokio::test]
async fn a_pin_that_was_typed_long_ago_is_asked_for_again_before_people_and_devices_change() {
    let service = Service::start().await;
    let (manager, _) = service.manager().await;
    let (_, jihun) = service.add(&manager, "지훈", "barista", "135790").await;
    let one = format!("/admin/people/{}", jihun["id"].as_str().unwrap());
    let device = format!("/admin/devices/{}", service.roster().await.devices[0].device.id);
    let asked = [
        (
            Method::POST,
            "/admin/people",
            json!({ "name": "수아", "role": "barista", "pin": "864209" }),
        ),
        (Method::PATCH, one.as_str(), json!({ "name": "준" })),
        (Method::DELETE, &one, Value::Null),
        (Method::DELETE, &device, Value::Null),
    ];
    service.clock.advance_by(SignedDuration::from_mins(15));
    for (method, path, body) in &asked {
        let (status, refused) =
            service.ask(method.clone(), path, body.clone(), Some(&manager)).await;
        assert_eq!((status, &refused["code"]), (403, &json!("pin_needed")), "{method} {path}");
    }
    assert_eq!(service.ask(Method::GET, "/admin/audit", Value::Null, Some(&manager)).await.0, 200);
    for (pin, code) in [("135790", "wrong_pin"), ("", "wrong_pin")] {
        let (status, refused) =
            service.ask(Method::POST, "/me/session", json!({ "pin": pin }), Some(&manager)).await;
        assert_eq!((status, &refused["code"]), (401, &json!(code)), "somebody else's, or none");
    }
    let (status, renewed) = service
        .ask(Method::POST, "/me/session", json!({ "pin": MANAGERS_PIN }), Some(&manager))
        .await;
    assert_eq!(status, 200, "{renewed}");
    let renewed = renewed["session"].as_str().unwrap();
    service.clock.advance_by(SignedDuration::from_mins(14));
    for (method, path, body) in &asked {
        let (status, answer) = service.ask(method.clone(), path, body.clone(), Some(renewed)).await;
        assert!((200..300).contains(&status), "{method} {path} {answer}");
    }
    assert_eq!(service.ask(Method::GET, "/admin/audit", Value::Null, Some(&manager)).await.0, 401);
}

#[tokio::test]
async fn the_pin_again_is_guessed_as_rarely_as_any_other() {
    let service = Service::start().await;
    let (manager, _) = service.manager().await;
    let guess = async |pin: &str| {
        service.ask(Method::POST, "/me/session", json!({ "pin": pin }), Some(&manager)).await.1["code"]
            .clone()
    };
    let mut looked_at = 0;
    while guess("135790").await == "wrong_pin" {
        looked_at += 1;
        assert!(looked_at < 100, "nobody stops it");
    }
    assert_eq!(guess(MANAGERS_PIN).await, "too_many_attempts");
}

#[tokio::test]
async fn a_generated_pin_is_good_for_setting_another_one_and_for_nothing_else() {
    let (service, app) = Service::start_empty().await;
    app.add_manager("민지", MANAGERS_PIN, true).await.unwrap();
    let (session, pass) = service.manager().await;
    for (method, path) in [(Method::GET, "/admin/audit"), (Method::POST, "/admin/sign-out")] {
        let (status, refused) = service.ask(method, path, Value::Null, Some(&session)).await;
        assert_eq!((status, &refused["code"]), (403, &json!("forbidden")));
    }
    let again = json!({ "pin": MANAGERS_PIN });
    let (_, renewed) = service.ask(Method::POST, "/me/session", again, Some(&session)).await;
    let session = renewed["session"].as_str().unwrap();
    assert_eq!(service.ask(Method::GET, "/admin/audit", Value::Null, Some(session)).await.0, 403);
    let same = json!({ "old": MANAGERS_PIN, "new": MANAGERS_PIN });
    assert_eq!(
        service.ask(Method::POST, "/me/pin", same, Some(session)).await.1["code"],
        "pin_same"
    );
    let change = json!({ "old": MANAGERS_PIN, "new": "93017264" });
    let (status, changed) = service.ask(Method::POST, "/me/pin", change, Some(session)).await;
    assert_eq!(status, 200, "{changed}");
    let own = changed["session"].as_str().unwrap();
    assert_eq!(service.ask(Method::GET, "/admin/audit", Value::Null, Some(own)).await.0, 200);
    let (_, signed_in) = service.sign_in(json!({ "pin": "93017264", "device": pass })).await;
    let later = signed_in["session"].as_str().unwrap();
    assert_eq!(service.ask(Method::GET, "/admin/audit", Value::Null, Some(later)).await.0, 200);
}

#[tokio::test]
async fn changing_ones_own_pin_back_and_forth_forgives_no_wrong_one() {
    let service = Service::start().await;
    let (mut session, _) = service.manager().await;
    let mut old = MANAGERS_PIN.to_owned();
    let mut new = "93017264".to_owned();
    for _guess in 0..60 {
        let wrong = json!({ "pin": "135790" });
        if service.ask(Method::POST, "/me/session", wrong, Some(&session)).await.0 == 429 {
            return;
        }
        let change = json!({ "old": old, "new": new });
        let (status, changed) = service.ask(Method::POST, "/me/pin", change, Some(&session)).await;
        if status == 429 {
            return;
        }
        if status == 200 {
            session = changed["session"].as_str().unwrap().to_owned();
        }
        (old, new) = (new, if old.len() < 8 { "57203918".to_owned() } else { old });
    }
    panic!("nobody stops it");
}
