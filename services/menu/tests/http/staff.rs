//! Who may edit: asked of every endpoint of the description below `/api/v1/admin`, so a new one is asked as well.

use crate::service::Service;
use jiff::Timestamp;
use member_api::{DeviceId, Person, PersonId, Role, Session, Token};
use member_token::SigningKey;
use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

/// What a rush needs.
const BARISTAS: [&str; 4] = [
    "PUT /admin/items/{id}/availability",
    "PUT /admin/options/{id}/availability",
    "PUT /admin/store/pause",
    "PUT /admin/store/wait",
];
/// A screen's sign of life.
const ANYBODYS: [&str; 1] = ["PUT /admin/store/counter"];

fn session(key: &SigningKey, role: Role, now: Timestamp, hours: i64) -> String {
    let person = Person { id: PersonId(Uuid::nil()), name: "지훈".to_owned(), role };
    let until = now + jiff::SignedDuration::from_hours(hours);
    let (store, device) = ("main".to_owned(), DeviceId(Uuid::nil()));
    key.sign(&Token::Session(Session { person, store, device, since: now, until })).unwrap()
}

fn endpoints() -> Vec<String> {
    let described: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let paths = described["paths"].as_object().unwrap();
    let admin = paths.iter().filter_map(|(path, item)| Some((path.strip_prefix("/api/v1")?, item)));
    let admin = admin.filter(|(path, _)| path.starts_with("/admin/"));
    let methods = ["get", "post", "put", "patch", "delete"];
    admin
        .flat_map(|(path, item)| {
            let has = methods.iter().filter(|method| item.get(**method).is_some());
            has.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect()
}

#[tokio::test]
async fn every_edit_is_for_whom_it_is_for() {
    let key = SigningKey::generate().unwrap();
    let service = Service::start_guarded(key.public().unwrap()).await;
    let now = service.clock.now();
    let [barista, manager] = [Role::Barista, Role::Manager].map(|role| session(&key, role, now, 1));
    let over = session(&key, Role::Manager, now, 0);
    let forged = session(&SigningKey::generate().unwrap(), Role::Manager, now, 1);
    let endpoints = endpoints();
    assert!(endpoints.len() >= 14, "{endpoints:?}");
    for listed in BARISTAS.iter().chain(&ANYBODYS) {
        assert!(endpoints.iter().any(|endpoint| endpoint == listed), "{listed} is gone");
    }
    for endpoint in &endpoints {
        let (method, path) = endpoint.split_once(' ').unwrap();
        let ask = async |bearer: Option<&str>| {
            let request = service.request(Method::from_bytes(method.as_bytes()).unwrap(), path);
            let request = bearer.iter().fold(request, reqwest::RequestBuilder::bearer_auth);
            request.send().await.unwrap().status().as_u16()
        };
        let is_open = ANYBODYS.contains(&endpoint.as_str());
        for nobody in [None, Some("nonsense"), Some(over.as_str()), Some(forged.as_str())] {
            assert_eq!(ask(nobody).await == 401, !is_open, "{endpoint} {nobody:?}");
        }
        let is_baristas = is_open || BARISTAS.contains(&endpoint.as_str());
        assert_eq!(ask(Some(&barista)).await == 403, !is_baristas, "{endpoint}");
        assert!(![401, 403].contains(&ask(Some(&manager)).await), "{endpoint}");
    }
}
