use crate::service::{MANAGERS_PIN, Service};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use staff_api::StaffClaims;

#[tokio::test]
async fn only_managers_change_people_and_devices() {
    let service = Service::start().await;
    let ((manager, _), (_, pass)) = (service.manager().await, service.manager().await);
    let (_, jihun) = service.add(&manager, "지훈", "barista", "135790").await;
    let (_, signed_in) = service.sign_in(json!({ "pin": "135790", "device": pass })).await;
    let barista = signed_in["session"].as_str().unwrap();
    let one = format!("/admin/people/{}", jihun["id"].as_str().unwrap());
    let device = format!("/admin/devices/{}", service.roster().await.devices[0].device.id);
    let person = json!({ "name": "수아", "role": "manager", "pin": "777777" });
    for (method, path, body) in [
        (Method::POST, "/admin/people", &person),
        (Method::PATCH, one.as_str(), &json!({ "role": "manager" })),
        (Method::DELETE, &one, &Value::Null),
        (Method::POST, &format!("{one}/sign-out"), &Value::Null),
        (Method::POST, "/admin/sign-out", &Value::Null),
        (Method::DELETE, &device, &Value::Null),
    ] {
        let (status, refused) =
            service.ask(method.clone(), path, body.clone(), Some(barista)).await;
        assert_eq!((status, &refused["code"]), (403, &json!("forbidden")), "{method} {path}");
        for nobody in [None, Some(pass.as_str()), Some("nonsense")] {
            let (status, refused) = service.ask(method.clone(), path, body.clone(), nobody).await;
            assert_eq!((status, &refused["code"]), (401, &json!("signed_out")), "{method} {path}");
        }
    }
    assert_eq!(service.roster().await.people.len(), 2);
}

#[tokio::test]
async fn a_pin_is_one_persons_and_a_manager_stays() {
    let service = Service::start().await;
    let (manager, _) = service.manager().await;
    for (name, role, pin, code) in [
        ("지훈", "barista", MANAGERS_PIN, "pin_taken"),
        ("지훈", "barista", "12", "invalid_pin"),
        ("지훈", "manager", "135790", "invalid_pin"),
        ("지훈", "barista", "123456", "pin_common"),
        (" ", "barista", "135790", "invalid_name"),
        ("a\u{7}", "barista", "135790", "invalid_name"),
    ] {
        let (status, refused) = service.add(&manager, name, role, pin).await;
        assert!(status == 409 || status == 422, "{status}");
        assert_eq!(refused["code"], code);
    }
    let minji = format!("/admin/people/{}", service.roster().await.people[0].person.id);
    let demoted =
        service.ask(Method::PATCH, &minji, json!({ "role": "barista" }), Some(&manager)).await;
    assert_eq!((demoted.0, &demoted.1["code"]), (409, &json!("last_manager")));
    let removed = service.ask(Method::DELETE, &minji, Value::Null, Some(&manager)).await;
    assert_eq!((removed.0, &removed.1["code"]), (409, &json!("last_manager")));
    let (_, jihun) = service.add(&manager, "지훈", "barista", "135790").await;
    let jihun = format!("/admin/people/{}", jihun["id"].as_str().unwrap());
    let taken =
        service.ask(Method::PATCH, &jihun, json!({ "pin": MANAGERS_PIN }), Some(&manager)).await;
    assert_eq!((taken.0, &taken.1["code"]), (409, &json!("pin_taken")));
    let promoted =
        service.ask(Method::PATCH, &jihun, json!({ "role": "manager" }), Some(&manager)).await;
    assert_eq!((promoted.0, &promoted.1["code"]), (422, &json!("role_needs_pin")));
    for (pin, status) in [("246802", 422), ("24680246", 200)] {
        let promote = json!({ "role": "manager", "pin": pin });
        assert_eq!(
            service.ask(Method::PATCH, &jihun, promote, Some(&manager)).await.0,
            status,
            "{pin}"
        );
    }
    assert_eq!(service.ask(Method::DELETE, &minji, Value::Null, Some(&manager)).await.0, 204);
}

#[tokio::test]
async fn a_new_pin_a_new_role_and_signing_out_end_sessions_of_before() {
    let service = Service::start().await;
    let ((manager, _), (_, pass)) = (service.manager().await, service.manager().await);
    let (_, jihun) = service.add(&manager, "지훈", "barista", "135790").await;
    let one = format!("/admin/people/{}", jihun["id"].as_str().unwrap());
    let sign_out = format!("{one}/sign-out");
    let mut pin = "135790";
    for (method, path, body, next) in [
        (Method::PATCH, one.as_str(), json!({ "pin": "246802" }), "246802"),
        (Method::PATCH, &one, json!({ "role": "manager", "pin": "24680246" }), "24680246"),
        (Method::PATCH, &one, json!({ "role": "barista" }), "24680246"),
        (Method::POST, &sign_out, Value::Null, "24680246"),
        (Method::POST, "/admin/sign-out", Value::Null, "24680246"),
    ] {
        service.clock.advance_by(SignedDuration::from_secs(1));
        let (status, signed_in) = service.sign_in(json!({ "pin": pin, "device": pass })).await;
        assert_eq!(status, 201, "{signed_in}");
        let Some(StaffClaims::Session(session)) =
            service.key.verify_token(signed_in["session"].as_str().unwrap(), service.clock.now())
        else {
            panic!("{signed_in}")
        };
        assert!(service.roster().await.is_session_admitted(&session));
        assert!(service.ask(method, path, body.clone(), Some(&manager)).await.0 < 300, "{path}");
        assert!(!service.roster().await.is_session_admitted(&session), "{path} {body}");
        pin = next;
    }
    let late = service.ask(Method::PATCH, &one, json!({ "name": "준" }), Some(&manager)).await;
    assert_eq!((late.0, &late.1["code"]), (401, &json!("signed_out")), "a manager's session, too");
}
