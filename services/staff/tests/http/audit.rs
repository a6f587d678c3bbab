use crate::service::{MANAGERS_PIN, Service};
use reqwest::Method;
use serde_json::{Value, json};
use staff_api::AuditPage;

async fn page(service: &Service, session: &str, query: &str) -> AuditPage {
    let path = format!("/admin/audit{query}");
    let (status, page) = service.ask(Method::GET, &path, Value::Null, Some(session)).await;
    assert_eq!(status, 200, "{page}");
    serde_json::from_value(page).unwrap()
}

#[tokio::test]
async fn what_staff_do_is_written_down_with_who_and_where_and_never_a_pin() {
    let service = Service::start().await;
    let (manager, pass) = service.manager().await;
    let (_, jihun) = service.add(&manager, "지훈", "barista", "135790").await;
    let one = format!("/admin/people/{}", jihun["id"].as_str().unwrap());
    let patch = json!({ "name": "준", "pin": "246802" });
    assert_eq!(service.ask(Method::PATCH, &one, patch, Some(&manager)).await.0, 200);
    assert_eq!(service.ask(Method::DELETE, &one, Value::Null, Some(&manager)).await.0, 204);
    service.sign_in(json!({ "pin": "864209", "device": pass })).await;
    let events = page(&service, &manager, "").await.events;
    let actions: Vec<_> = events.iter().rev().map(|event| event.action.as_str()).collect();
    let expected = [
        "person.add",
        "device.enrol",
        "sign_in",
        "person.add",
        "person.pin",
        "person.change",
        "person.remove",
        "sign_in.wrong_pin",
    ];
    assert_eq!(actions, expected);
    let change = &events[2];
    assert_eq!(change.actor.as_ref().unwrap().name, "민지");
    assert_eq!(change.device, Some(service.roster().await.devices[0].device.id.0));
    assert_eq!(change.subject, jihun["id"].as_str().unwrap());
    let told =
        |text: &Option<String>| serde_json::from_str::<Value>(text.as_ref().unwrap()).unwrap();
    assert_eq!(told(&change.before), json!({ "name": "지훈", "role": "barista" }));
    assert_eq!(told(&change.after), json!({ "name": "준", "role": "barista" }));
    let all = serde_json::to_string(&events).unwrap();
    for pin in [MANAGERS_PIN, "135790", "246802", "864209"] {
        assert!(!all.contains(pin), "{all}");
    }
}

#[tokio::test]
async fn pages_of_the_audit_log_meet_without_gap_or_repetition_and_a_barista_reads_none() {
    let service = Service::start().await;
    let ((manager, _), (_, pass)) = (service.manager().await, service.manager().await);
    service.add(&manager, "지훈", "barista", "135790").await;
    let (_, barista) = service.sign_in(json!({ "pin": "135790", "device": pass })).await;
    let barista = barista["session"].as_str().unwrap();
    let refused = service.ask(Method::GET, "/admin/audit", Value::Null, Some(barista)).await;
    assert_eq!((refused.0, &refused.1["code"]), (403, &json!("forbidden")));
    let mut ids = Vec::new();
    let mut query = "?limit=2".to_owned();
    loop {
        let page = page(&service, &manager, &query).await;
        ids.extend(page.events.iter().map(|event| event.id));
        if !page.more {
            break;
        }
        query = format!("?limit=2&before={}", page.events[1].id);
    }
    assert_eq!(ids, [7, 6, 5, 4, 3, 2, 1]);
    for bad in ["?limit=x", "?before=", "?after=1"] {
        let (status, refused) = service
            .ask(Method::GET, &format!("/admin/audit{bad}"), Value::Null, Some(&manager))
            .await;
        assert_eq!((status, &refused["code"]), (400, &json!("invalid_query")), "{bad}");
    }
}
