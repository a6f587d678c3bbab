//! Headers and cookies of every answer.

use super::{Hostile, get_request, read};
use crate::{
    access_tests::{self, Who, matrix},
    config::{Scheme, Surface},
    middleware::headers::tests::assert_complete,
    router::tests,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use service_kit::{Limits, overload::Door};
use staff_api::Role;

#[tokio::test]
async fn every_answer_has_the_headers_of_the_surface() {
    for scheme in [Scheme::Http, Scheme::Https] {
        for surface in [Surface::Client, Surface::Admin] {
            let hostile = Hostile::open(surface, scheme).await;
            let door = hostile.door();
            let others = ["GET /pkg/0123/none.css", "GET /nothing", "GET /a/%2e/b", "PUT /"]
                .map(|other| (other, Who::Anyone));
            for (address, _) in matrix(surface).iter().chain(&others) {
                for cookie in [String::new(), hostile.cookies(Role::Barista), hostile.cookies(Role::Manager)]
                {
                    for accept in ["text/html", "application/json"] {
                        let answer =
                            tests::answer(&door, access_tests::request(address, accept, &cookie)).await;
                        assert_complete(answer.headers(), scheme, &format!("{address} {accept}"));
                        let clears = answer.headers().contains_key("clear-site-data");
                        assert_eq!(clears, *address == "POST /admin/api/sign-out", "{address}");
                    }
                }
            }
            let full = hostile.door_within(&Limits { max_in_flight: 0, ..Limits::default() });
            let answer = tests::answer(&full, get_request("/", "text/html", "").unwrap()).await;
            assert_eq!(answer.status(), 503);
            assert_complete(answer.headers(), scheme, "a surface that has too much to do");
        }
    }
}

#[tokio::test]
async fn whatever_is_personal_is_not_kept_and_files_are() {
    let hostile = Hostile::open(Surface::Admin, Scheme::Http).await;
    let door = hostile.door();
    let manager = hostile.cookies(Role::Manager);
    for path in [
        "/admin/people",
        "/admin/menu.csv",
        "/admin/day.csv?date=2026-03-02",
        "/admin/live/board",
        "/admin/nothing",
    ] {
        let answer = tests::answer(&door, get_request(path, "text/html", &manager).unwrap()).await;
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store", "{path}");
    }
    let file = tests::answer(&door, get_request("/pkg/0123/admin.css", "*/*", "").unwrap()).await;
    assert_eq!(file.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
}

/// Before it reuses an answer a cache compares the address and the headers that `Vary` names.
#[tokio::test]
async fn an_answer_that_may_be_kept_names_the_headers_it_differs_by() {
    let spoken = [
        (header::ACCEPT_ENCODING, "br"),
        (header::ACCEPT_ENCODING, "gzip"),
        (header::ACCEPT_LANGUAGE, "en"),
        (header::ACCEPT, "application/json"),
        (header::COOKIE, "lang=en"),
        (header::USER_AGENT, "Mozilla/5.0 (iPhone)"),
    ];
    for surface in [Surface::Client, Surface::Admin] {
        let hostile = Hostile::open(surface, Scheme::Http).await;
        let style = format!("pkg/0123/{}.css", surface.name());
        for extension in ["br", "gz"] {
            std::fs::write(hostile.dir.join(format!("{style}.{extension}")), extension).unwrap();
        }
        let door = hostile.door();
        let style = format!("GET /{style}");
        let ways =
            matrix(surface).iter().map(|(address, _)| *address).chain([style.as_str(), "GET /pkg/current"]);
        let mut kept = 0;
        for address in ways.filter(|address| address.starts_with("GET ")) {
            let (headers, plain) = said(&door, address, None).await;
            if headers[header::CACHE_CONTROL] == "no-store" {
                continue;
            }
            kept += 1;
            for (name, value) in &spoken {
                let (other, answer) = said(&door, address, Some((name, value))).await;
                for vary in [&headers, &other].map(|headers| headers.get_all(header::VARY)) {
                    let named: Vec<_> =
                        vary.iter().flat_map(|vary| vary.to_str().unwrap().split(", ")).collect();
                    assert!(
                        answer == plain || named.contains(&name.as_str()),
                        "{address} by {name}: {named:?}"
                    );
                }
            }
        }
        assert!(kept >= 2, "{surface:?} keeps its files");
    }
}

/// Headers of an answer, and what a cache stores of it: status, encoding and body.
async fn said(
    door: &Door,
    address: &str,
    with: Option<(&HeaderName, &str)>,
) -> (HeaderMap, (StatusCode, Option<HeaderValue>, String)) {
    let mut request = access_tests::request(address, "text/html", "");
    if let Some((name, value)) = with {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let (status, headers, text) = read(tests::answer(door, request).await).await;
    let encoding = headers.get(header::CONTENT_ENCODING).cloned();
    (headers, (status, encoding, text))
}

#[tokio::test]
async fn cookies_belong_to_this_host_under_https() {
    for (scheme, prefix) in [(Scheme::Http, ""), (Scheme::Https, "__Host-")] {
        let client = Hostile::open(Surface::Client, scheme).await;
        let admin = Hostile::open(Surface::Admin, scheme).await;
        let asked = [
            (&client, "GET /client", "jumun_customer", "HttpOnly; SameSite=Lax"),
            (&client, "GET /client/checkout", "jumun_checkout", "HttpOnly; SameSite=Lax"),
            (&client, "POST /client/api/settings", "lang", "HttpOnly; SameSite=Lax"),
            (&client, "POST /client/api/cart/restore", "jumun_cart", "SameSite=Lax"),
            (&client, "POST /client/api/cart/restore", "jumun_shown", "HttpOnly; SameSite=Lax"),
            (&admin, "POST /admin/api/sign-out", "jumun_staff", "HttpOnly; SameSite=Strict"),
        ];
        for (surface, address, name, attributes) in asked {
            let cookie = if name == "jumun_staff" {
                surface.cookies(Role::Barista)
            } else {
                format!("{prefix}jumun_cart=latte*1")
            };
            let answer =
                tests::answer(&surface.door(), access_tests::request(address, "text/html", &cookie)).await;
            let set: Vec<_> = answer
                .headers()
                .get_all(header::SET_COOKIE)
                .iter()
                .map(|set| set.to_str().unwrap())
                .collect();
            let set = set.iter().find(|set| set.starts_with(&format!("{prefix}{name}=")));
            let set = set.unwrap_or_else(|| panic!("{address} sets no {prefix}{name}"));
            let wanted = if scheme == Scheme::Https {
                format!("{attributes}; Secure; Path=/;")
            } else {
                attributes.to_owned()
            };
            assert!(set.contains(&wanted) && !set.contains("Domain"), "{set}");
            assert_eq!(
                set.contains("Secure") && set.contains("HttpOnly"),
                scheme == Scheme::Https && name != "jumun_cart",
                "{set}"
            );
        }
    }
}
