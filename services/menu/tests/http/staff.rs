//! Who may edit: asked of every endpoint of the description below `/api/v1/admin`, so a new one is asked as well.

use crate::service::{Service, answer};
use jiff::Timestamp;
use member_api::{
    Device, DeviceId, Person, PersonId, Role, Roster, RosterDevice, RosterPerson, Session, SignedRoster,
    Token,
};
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
    let person = person(role);
    let until = now + jiff::SignedDuration::from_hours(hours);
    let (store, device) = ("main".to_owned(), DeviceId(Uuid::nil()));
    key.sign(&Token::Session(Session { person, store, device, since: now, until })).unwrap()
}

fn person(role: Role) -> Person {
    let id = if role == Role::Barista { 1 } else { 2 };
    Person { id: PersonId(Uuid::from_u128(id)), name: "지훈".to_owned(), role }
}

/// A barista, a manager and the device they sign in on, where what began by then is over.
fn roster(key: &SigningKey, version: i64, locked_at: Option<Timestamp>) -> SignedRoster {
    let known = |role| RosterPerson { person: person(role), signed_out_at: None };
    let (id, name, enrolled_by) = (DeviceId(Uuid::nil()), "태블릿".to_owned(), "민지".to_owned());
    let device = Device { id, name, enrolled_at: Timestamp::UNIX_EPOCH, enrolled_by };
    let roster = Roster {
        store: "main".to_owned(),
        version,
        people: vec![known(Role::Barista), known(Role::Manager)],
        devices: vec![RosterDevice { device, locked_at }],
    };
    key.sign_roster(&roster).unwrap()
}

async fn put_roster(service: &Service, signed: &SignedRoster) -> (u16, Value) {
    let request = service.request(Method::PUT, "/staff-roster").json(signed);
    let (status, body) = answer(request.send().await.unwrap()).await;
    (status.as_u16(), body)
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
    let service = Service::start_guarded(&key).await;
    assert_eq!(put_roster(&service, &roster(&key, 1, None)).await.0, 200);
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

#[tokio::test]
async fn a_session_counts_while_the_newest_roster_admits_it() {
    let key = SigningKey::generate().unwrap();
    let service = Service::start_guarded(&key).await;
    let manager = session(&key, Role::Manager, service.clock.now(), 1);
    let draft = async || {
        let request = service.request(Method::GET, "/admin/draft").bearer_auth(&manager);
        let (status, body) = answer(request.send().await.unwrap()).await;
        (status.as_u16(), body["code"].clone())
    };
    assert_eq!(draft().await, (503, "roster_unknown".into()), "nobody is admitted unchecked");
    let of_another_key = roster(&SigningKey::generate().unwrap(), 9, None);
    assert_eq!(put_roster(&service, &of_another_key).await.1["code"], "invalid_roster");
    assert_eq!(put_roster(&service, &roster(&key, 2, None)).await.0, 200);
    assert_eq!(draft().await, (404, "not_found".into()), "there is none, for a manager");
    let locked = roster(&key, 3, Some(service.clock.now()));
    assert_eq!(put_roster(&service, &locked).await.0, 200);
    assert_eq!(draft().await, (401, "signed_out".into()));
    let (_, counts) = put_roster(&service, &roster(&key, 2, None)).await;
    assert_eq!(counts["signed"], Value::from(locked.signed), "an older one changes nothing");
    assert_eq!(draft().await, (401, "signed_out".into()));
}
