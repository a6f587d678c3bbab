//! Access rules: every endpoint of the description is tried by every kind of caller. A new endpoint
//! is for managers until it is listed.

use crate::service::Service;
use reqwest::Method;
use serde_json::{Value, json};
use staff_token::{
    fixtures::{TestCaller, assert_described, list_endpoints},
    surface::ServiceName,
};

const DESCRIPTION: &str = include_str!("../../openapi.json");
const MISSING: &str = "surface_token_missing";
const NO_MATTER: &str = "surface_forbidden";
/// Codes with which each of [`TestCaller::ALL`] is refused, empty where it is let in. The counter's
/// surface, before a person is signed in:
const SURFACE: [&str; 6] = [MISSING, NO_MATTER, NO_MATTER, "", "", ""];
/// Managers. The manager of the fixtures is on no roster, so that their session counts as ended:
const MANAGERS: [&str; 6] =
    [MISSING, NO_MATTER, NO_MATTER, "signed_out", "forbidden", "signed_out"];
const SURFACES: [&str; 3] =
    ["POST /api/v1/sessions", "GET /api/v1/roster", "GET /api/v1/activity-key"];
/// A signed-in person. The own PIN takes a person on the roster; a session is ended by its holder.
const OWN: [(&str, [&str; 6]); 3] = [
    (
        "POST /api/v1/me/session",
        [MISSING, NO_MATTER, NO_MATTER, "signed_out", "signed_out", "signed_out"],
    ),
    (
        "POST /api/v1/me/pin",
        [MISSING, NO_MATTER, NO_MATTER, "signed_out", "signed_out", "signed_out"],
    ),
    ("POST /api/v1/sessions/end", [MISSING, NO_MATTER, NO_MATTER, "signed_out", "", ""]),
];

#[tokio::test]
async fn every_endpoint_is_for_whom_it_is_for() {
    let service = Service::start().await;
    let endpoints = list_endpoints(DESCRIPTION);
    assert!(
        SURFACES.iter().all(|listed| endpoints.iter().any(|endpoint| endpoint == listed)),
        "{endpoints:?}"
    );
    assert!(endpoints.len() >= 8, "{endpoints:?}");
    for endpoint in &endpoints {
        let (method, path) = endpoint.split_once(' ').unwrap();
        let path = path.strip_prefix("/api/v1").unwrap();
        let rule = match endpoint.as_str() {
            listed if SURFACES.contains(&listed) => SURFACE,
            listed => {
                OWN.iter().find(|(own, _)| *own == listed).map_or(MANAGERS, |(_, rule)| *rule)
            }
        };
        assert_described(DESCRIPTION, endpoint, rule);
        for (asker, expected) in TestCaller::ALL.into_iter().zip(rule) {
            let request = service.request(method.parse::<Method>().unwrap(), path);
            let headers = service.keys.caller_headers(asker, ServiceName::Staff, "phone-1");
            let body = match path {
                "/me/session" => json!({ "pin": "135790" }),
                _ => json!({ "old": "135790", "new": "246802" }),
            };
            let answer = request.headers(headers).json(&body).send().await.unwrap();
            let code = match answer.status().as_u16() {
                401 | 403 => {
                    answer.json::<Value>().await.unwrap()["code"].as_str().unwrap().to_owned()
                }
                _ => String::new(),
            };
            assert_eq!(code, expected, "{endpoint} {asker:?}");
        }
    }
    let rebound =
        service.request(Method::GET, "/roster").header("host", "attacker.example").send().await;
    assert_eq!(rebound.unwrap().status(), 421);
}
