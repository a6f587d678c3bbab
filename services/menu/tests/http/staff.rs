//! Access rules: every endpoint of the description is tried by every kind of caller. So a new
//! endpoint is tried as well, and is for managers until it is listed.

use crate::service::{Service, answer};
use jiff::SignedDuration;
use reqwest::{
    Method,
    header::{AUTHORIZATION, HeaderMap},
};
use serde_json::Value;
use staff_api::StaffRole;
use staff_token::{
    fixtures::{StoreKeys, TestCaller, assert_described, described_session, list_endpoints},
    surface::{SURFACE_TOKEN, ServiceName},
};

const DESCRIPTION: &str = include_str!("../../openapi.json");
const MISSING: &str = "surface_token_missing";
const NO_MATTER: &str = "surface_forbidden";
/// Codes with which each of [`TestCaller::ALL`] is refused, empty where it is let in. Customers'
/// pages:
const READING: [&str; 6] = [MISSING, "", "", "", "", ""];
/// A screen's report of itself, regardless of who is signed in on it:
const SCREEN: [&str; 6] = [MISSING, NO_MATTER, NO_MATTER, "", "", ""];
/// What a rush needs:
const RUSH: [&str; 6] = [MISSING, NO_MATTER, NO_MATTER, "signed_out", "", ""];
/// What customers read and pay:
const EDITING: [&str; 6] = [MISSING, NO_MATTER, NO_MATTER, "signed_out", "forbidden", ""];

const RULES: [(&str, [&str; 6]); 12] = [
    ("GET /api/v1/menu", READING),
    ("GET /api/v1/menu/events", READING),
    ("GET /api/v1/pictures/{id}", READING),
    ("GET /api/v1/thumbnails/{id}", READING),
    ("GET /api/v1/store", READING),
    ("PUT /api/v1/admin/store/counter", SCREEN),
    ("GET /api/v1/staff-roster", SCREEN),
    ("PUT /api/v1/staff-roster", SCREEN),
    ("PUT /api/v1/admin/items/{id}/availability", RUSH),
    ("PUT /api/v1/admin/options/{id}/availability", RUSH),
    ("PUT /api/v1/admin/store/pause", RUSH),
    ("PUT /api/v1/admin/store/wait", RUSH),
];

/// The code with which the endpoint refuses a request with these headers; empty when it lets it in.
async fn refusal(service: &Service, endpoint: &str, headers: HeaderMap) -> String {
    let (method, path) = endpoint.split_once(' ').unwrap();
    let path = path.strip_prefix("/api/v1").unwrap();
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let answer = service.request(method, path).headers(headers).send().await.unwrap();
    match answer.status().as_u16() {
        401 | 403 => answer.json::<Value>().await.unwrap()["code"].as_str().unwrap().to_owned(),
        _ => String::new(),
    }
}

#[tokio::test]
async fn every_endpoint_is_for_whom_it_is_for() {
    let (service, keys) = Service::start_guarded().await;
    let endpoints = list_endpoints(DESCRIPTION);
    assert!(endpoints.len() >= 25, "{endpoints:?}");
    for (listed, _) in RULES {
        assert!(endpoints.iter().any(|endpoint| endpoint == listed), "{listed} is gone");
    }
    for endpoint in &endpoints {
        let rule =
            RULES.iter().find(|(listed, _)| listed == endpoint).map_or(EDITING, |(_, rule)| *rule);
        assert_described(DESCRIPTION, endpoint, rule);
        for (asker, expected) in TestCaller::ALL.into_iter().zip(rule) {
            let headers = keys.caller_headers(asker, ServiceName::Menu, "phone-1");
            assert_eq!(
                refusal(&service, endpoint, headers).await,
                expected,
                "{endpoint} {asker:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_session_that_is_over_forged_or_of_another_store_is_none() {
    let (service, keys) = Service::start_guarded().await;
    let others = StoreKeys::generate(service.clock.clone());
    let with = |session: String| {
        let bearer = format!("Bearer {session}").parse().unwrap();
        HeaderMap::from_iter([
            (SURFACE_TOKEN, keys.admin_token(ServiceName::Menu)),
            (AUTHORIZATION, bearer),
        ])
    };
    let endpoint = "PATCH /api/v1/admin/store";
    assert_eq!(
        refusal(&service, endpoint, with(keys.session_token("지훈", StaffRole::Manager, 1))).await,
        ""
    );
    for session in [
        "nonsense".to_owned(),
        keys.session_token("지훈", StaffRole::Manager, 0),
        others.session_token("지훈", StaffRole::Manager, 1),
        keys.session_token_in("elsewhere", "지훈", StaffRole::Manager, 1),
    ] {
        assert_eq!(refusal(&service, endpoint, with(session)).await, "signed_out");
    }
}

#[tokio::test]
async fn a_page_of_another_host_reads_nothing() {
    let (service, keys) = Service::start_guarded().await;
    let headers = keys.caller_headers(TestCaller::Client, ServiceName::Menu, "phone-1");
    let rebound =
        service.request(Method::GET, "/menu").headers(headers).header("host", "attacker.example");
    assert_eq!(rebound.send().await.unwrap().status(), 421);
}

#[tokio::test]
async fn a_session_counts_while_the_newest_roster_admits_it() {
    let (service, keys) = Service::start_without_roster().await;
    let headers = keys.caller_headers(TestCaller::Manager, ServiceName::Menu, "phone-1");
    let draft = async || {
        let request = service.request(Method::GET, "/admin/draft").headers(headers.clone());
        let (status, body) = answer(request.send().await.unwrap()).await;
        (status.as_u16(), body["code"].clone())
    };
    assert_eq!(draft().await, (503, "roster_unknown".into()), "nobody is admitted unchecked");
    let of_another_key = StoreKeys::generate(service.clock.clone()).signed_roster(9, None);
    assert_eq!(service.put_roster(&keys, &of_another_key).await.1["code"], "invalid_roster");
    assert_eq!(service.put_roster(&keys, &keys.signed_roster(2, None)).await.0, 200);
    assert_eq!(draft().await, (404, "not_found".into()), "there is none, for a manager");
    let locked = keys.signed_roster(3, Some(service.clock.now()));
    assert_eq!(service.put_roster(&keys, &locked).await.0, 200);
    assert_eq!(draft().await, (401, "signed_out".into()));
    let (_, counts) = service.put_roster(&keys, &keys.signed_roster(2, None)).await;
    assert_eq!(counts["signed"], Value::from(locked.signed), "an older one changes nothing");
    assert_eq!(draft().await, (401, "signed_out".into()));
}

/// Endpoints that change prices or money. A draft changes no price until it is published.
const ASKS_PIN: [&str; 12] = [
    "DELETE /api/v1/admin/categories/{id}",
    "DELETE /api/v1/admin/items/{id}",
    "DELETE /api/v1/admin/option-groups/{id}",
    "PATCH /api/v1/admin/categories/{id}",
    "PATCH /api/v1/admin/items/{id}",
    "PATCH /api/v1/admin/option-groups/{id}",
    "PATCH /api/v1/admin/store",
    "POST /api/v1/admin/categories",
    "POST /api/v1/admin/draft/publish",
    "POST /api/v1/admin/items",
    "POST /api/v1/admin/option-groups",
    "PUT /api/v1/admin/menu",
];

#[tokio::test]
async fn prices_and_money_take_a_pin_that_was_typed_lately_and_drafts_do_not() {
    let (service, keys) = Service::start_guarded().await;
    let session = format!("Bearer {}", keys.session_token("지훈", StaffRole::Manager, 12));
    let headers = || {
        let bearer = session.parse().unwrap();
        HeaderMap::from_iter([
            (SURFACE_TOKEN, keys.admin_token(ServiceName::Menu)),
            (AUTHORIZATION, bearer),
        ])
    };
    let endpoints = list_endpoints(DESCRIPTION);
    for (minutes, refused) in [(14, ""), (1, "pin_needed")] {
        service.clock.advance_by(SignedDuration::from_mins(minutes));
        for endpoint in &endpoints {
            let expected = if ASKS_PIN.contains(&endpoint.as_str()) { refused } else { "" };
            assert_eq!(refusal(&service, endpoint, headers()).await, expected, "{endpoint}");
        }
    }
    for endpoint in &endpoints {
        let scopes = described_session(DESCRIPTION, endpoint).0.unwrap_or_default();
        let is_described = scopes.iter().any(|scope| scope == "recent_pin");
        assert_eq!(is_described, ASKS_PIN.contains(&endpoint.as_str()), "{endpoint}");
    }
    for endpoint in ASKS_PIN
        .iter()
        .filter(|endpoint| !endpoint.ends_with("/publish") && !endpoint.ends_with("/store"))
    {
        assert_eq!(
            refusal(&service, &format!("{endpoint}?draft=true"), headers()).await,
            "",
            "{endpoint}"
        );
    }
}
