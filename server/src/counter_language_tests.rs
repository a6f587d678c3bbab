//! Tests of the counter's language: the choice of it, and pages that are read in English.

use crate::{
    access_tests::{sample_roster, session_cookie, start_order_stub},
    config::WebSurface,
    router::{surface_router, tests},
};
use axum::{body::Body, response::Response};
use futures::StreamExt as _;
use http::{Request, header};
use serde_json::{Value, json};
use service_kit::{AddressLimits, CapacityLimits, overload::AdmissionLayer};
use staff_api::StaffRole;
use staff_token::SigningKey;

/// Korean that a page in English may have: the button to choose it, and the name of a person.
const KOREAN: [&str; 2] = ["한국어", "지훈"];

fn menu() -> Value {
    let text = |en: &str| json!({ "ko": "가나다", "en": en });
    let sold_out = json!({ "state": "sold_out", "until": "manual" });
    json!({
        "version": 1,
        "store": {
            "id": "main", "name": text("Jumun Coffee"), "zone": "Asia/Seoul", "currency": "KRW", "hours": {},
            "lanes": [{ "id": "bar", "name": text("Bar") }, { "id": "kitchen", "name": text("Kitchen") }],
        },
        "categories": [{ "id": "coffee", "name": text("Coffee") }],
        "items": [
            { "id": "latte", "category": "coffee", "name": text("Latte"), "price_minor": 1 },
            { "id": "mocha", "category": "coffee", "name": text("Mocha"), "price_minor": 1, "availability": sold_out },
        ],
        "option_groups": [
            { "id": "size", "name": text("Size"), "min": 0, "max": 1, "options": [{ "id": "tall", "name": text("Tall"), "price_minor": 0 }] },
        ],
    })
}

/// The counter with a menu, and a manager's cookie.
async fn open(name: &str) -> (AdmissionLayer, String) {
    let _by_another = any_spawner::Executor::init_tokio();
    let key = SigningKey::generate().unwrap();
    tests::write_menu_cache(name, &menu());
    let roster = key.sign_roster(&sample_roster()).unwrap();
    let (site, dir) = tests::surface_fixture(
        name,
        WebSurface::Admin,
        &start_order_stub().await,
        &key,
        Some(roster),
    );
    let manager = session_cookie(&key, StaffRole::Manager, &site, 9);
    (
        surface_router(site, &dir, &CapacityLimits::default(), &AddressLimits::default(), None),
        manager,
    )
}

async fn get(door: &AdmissionLayer, path: &str, cookie: &str, accept_language: &str) -> Response {
    let request = Request::get(path)
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT_LANGUAGE, accept_language);
    tests::send_request(door, request.body(Body::empty()).unwrap()).await
}

async fn text(answer: Response) -> String {
    let body = axum::body::to_bytes(answer.into_body(), 8 << 20).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

/// The Korean words of a text, except [`KOREAN`].
fn korean(text: &str) -> Vec<String> {
    let text = KOREAN.iter().fold(text.to_owned(), |text, known| text.replace(known, ""));
    let words = text.split(|letter: char| !('가'..='힣').contains(&letter));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_reader_of_english_finds_no_korean_on_the_board() {
    let (door, manager) = open("counter-english").await;
    for path in ["/admin", "/admin?problem=invalid_form", "/admin/managers-only", "/admin/nowhere"]
    {
        let page = text(get(&door, path, &manager, "en-US").await).await;
        assert!(page.contains("<html lang=\"en\""), "{path}");
        assert_eq!(korean(&page), Vec::<String>::new(), "{path}");
    }
    let mut frames =
        get(&door, "/admin/live/board", &manager, "en").await.into_body().into_data_stream();
    let mut heard = String::new();
    while !heard.contains("event: board") {
        heard += std::str::from_utf8(&frames.next().await.unwrap().unwrap()).unwrap();
    }
    assert!(heard.contains("We are closed now") && korean(&heard).is_empty(), "{heard}");
}

#[tokio::test]
async fn the_language_is_chosen_without_a_session_and_stays() {
    let (door, _) = open("counter-choice").await;
    let choose = |tag: &str| {
        let request = Request::post("/admin/api/language")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        tests::send_request(&door, request.body(Body::from(format!("lang={tag}"))).unwrap())
    };
    let chosen = choose("en").await;
    assert_eq!(chosen.headers()[header::LOCATION], "/admin");
    let cookie = chosen.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("lang=en;") && cookie.contains("Path=/admin"), "{cookie}");
    for (cookie, tag, other) in [("lang=en", "en", "한국어"), ("", "ko", "English")] {
        let page = text(get(&door, "/admin/sign-in", cookie, "ko-KR").await).await;
        assert!(page.contains(&format!("<html lang=\"{tag}\"")) && page.contains(other), "{tag}");
    }
    let refused = choose("xx").await;
    assert_eq!(refused.headers()[header::LOCATION], "/admin?problem=invalid_form");
    assert!(!refused.headers().contains_key(header::SET_COOKIE));
}
