//! Headers and cookies of every answer.

use super::{HostileSurface, get_request, read_response};
use crate::{
    access_tests::{self, AccessLevel, access_matrix},
    config::{UrlScheme, WebSurface},
    middleware::headers::tests::assert_complete,
    router::tests,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use service_kit::{CapacityLimits, overload::AdmissionLayer};
use staff_api::StaffRole;

#[tokio::test]
async fn every_answer_has_the_headers_of_the_surface() {
    for scheme in [UrlScheme::Http, UrlScheme::Https] {
        for surface in [WebSurface::Client, WebSurface::Admin] {
            let hostile = HostileSurface::open(surface, scheme).await;
            let door = hostile.admission_layer();
            let others = ["GET /pkg/0123/none.css", "GET /nothing", "GET /a/%2e/b", "PUT /"]
                .map(|other| (other, AccessLevel::Anyone));
            for (address, _) in access_matrix(surface).iter().chain(&others) {
                for cookie in [
                    String::new(),
                    hostile.cookies_for_role(StaffRole::Barista),
                    hostile.cookies_for_role(StaffRole::Manager),
                ] {
                    for accept in ["text/html", "application/json"] {
                        let answer = tests::send_request(
                            &door,
                            access_tests::build_request(address, accept, &cookie),
                        )
                        .await;
                        assert_complete(answer.headers(), scheme, &format!("{address} {accept}"));
                        let clears = answer.headers().contains_key("clear-site-data");
                        assert_eq!(clears, *address == "POST /admin/api/sign-out", "{address}");
                    }
                }
            }
            let full = hostile.admission_layer_within(&CapacityLimits {
                max_in_flight: 0,
                ..CapacityLimits::default()
            });
            let answer =
                tests::send_request(&full, get_request("/", "text/html", "").unwrap()).await;
            assert_eq!(answer.status(), 503);
            assert_complete(answer.headers(), scheme, "a surface that has too much to do");
        }
    }
}

#[tokio::test]
async fn whatever_is_personal_is_not_kept_and_files_are() {
    let hostile = HostileSurface::open(WebSurface::Admin, UrlScheme::Http).await;
    let door = hostile.admission_layer();
    let manager = hostile.cookies_for_role(StaffRole::Manager);
    for path in [
        "/admin/people",
        "/admin/menu.csv",
        "/admin/day.csv?date=2026-03-02",
        "/admin/live/board",
        "/admin/nothing",
    ] {
        let answer =
            tests::send_request(&door, get_request(path, "text/html", &manager).unwrap()).await;
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store", "{path}");
    }
    let file =
        tests::send_request(&door, get_request("/pkg/0123/admin.css", "*/*", "").unwrap()).await;
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
    for surface in [WebSurface::Client, WebSurface::Admin] {
        let hostile = HostileSurface::open(surface, UrlScheme::Http).await;
        let style = format!("pkg/0123/{}.css", surface.as_str());
        for extension in ["br", "gz"] {
            std::fs::write(hostile.dir.join(format!("{style}.{extension}")), extension).unwrap();
        }
        let door = hostile.admission_layer();
        let style = format!("GET /{style}");
        let ways = access_matrix(surface)
            .iter()
            .map(|(address, _)| *address)
            .chain([style.as_str(), "GET /pkg/current"]);
        let mut kept = 0;
        for address in ways.filter(|address| address.starts_with("GET ")) {
            let (headers, plain) = fetch_cache_entry(&door, address, None).await;
            if headers[header::CACHE_CONTROL] == "no-store" {
                continue;
            }
            kept += 1;
            for (name, value) in &spoken {
                let (other, answer) = fetch_cache_entry(&door, address, Some((name, value))).await;
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
async fn fetch_cache_entry(
    door: &AdmissionLayer,
    address: &str,
    with: Option<(&HeaderName, &str)>,
) -> (HeaderMap, (StatusCode, Option<HeaderValue>, String)) {
    let mut request = access_tests::build_request(address, "text/html", "");
    if let Some((name, value)) = with {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let (status, headers, text) = read_response(tests::send_request(door, request).await).await;
    let encoding = headers.get(header::CONTENT_ENCODING).cloned();
    (headers, (status, encoding, text))
}

#[tokio::test]
async fn cookies_belong_to_this_host_under_https() {
    for (scheme, prefix) in [(UrlScheme::Http, ""), (UrlScheme::Https, "__Host-")] {
        let client = HostileSurface::open(WebSurface::Client, scheme).await;
        let admin = HostileSurface::open(WebSurface::Admin, scheme).await;
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
                surface.cookies_for_role(StaffRole::Barista)
            } else {
                format!("{prefix}jumun_cart=latte*1")
            };
            let answer = tests::send_request(
                &surface.admission_layer(),
                access_tests::build_request(address, "text/html", &cookie),
            )
            .await;
            let set: Vec<_> = answer
                .headers()
                .get_all(header::SET_COOKIE)
                .iter()
                .map(|set| set.to_str().unwrap())
                .collect();
            let set = set.iter().find(|set| set.starts_with(&format!("{prefix}{name}=")));
            let set = set.unwrap_or_else(|| panic!("{address} sets no {prefix}{name}"));
            let wanted = if scheme == UrlScheme::Https {
                format!("{attributes}; Secure; Path=/;")
            } else {
                attributes.to_owned()
            };
            assert!(set.contains(&wanted) && !set.contains("Domain"), "{set}");
            assert_eq!(
                set.contains("Secure") && set.contains("HttpOnly"),
                scheme == UrlScheme::Https && name != "jumun_cart",
                "{set}"
            );
        }
    }
}
