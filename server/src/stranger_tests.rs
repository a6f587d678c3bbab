//! Tests of strangers: what another site, address or program gets from every address of the
//! surfaces, with and without a session.

use crate::{
    access_tests::{access_matrix, build_request, open_surface, open_with_key, session_cookie},
    config::WebSurface,
    router::tests,
};
use axum::body::Body;
use http::{HeaderValue, Method, Request, header};
use staff_api::StaffRole;

const SURFACES: [WebSurface; 2] = [WebSurface::Client, WebSurface::Admin];
const ELSEWHERE: &str = "https://elsewhere.example";

#[tokio::test]
async fn no_answer_lets_another_origin_read_it() {
    for surface in SURFACES {
        let (site, door, key) = open_with_key(surface).await;
        let manager = session_cookie(&key, StaffRole::Manager, &site, 9);
        for (address, _) in access_matrix(surface) {
            for method in [None, Some(Method::OPTIONS)] {
                let mut asked = build_request(address, "text/html", &manager);
                if let Some(method) = &method {
                    *asked.method_mut() = method.clone();
                }
                let headers = asked.headers_mut();
                headers.insert(header::ORIGIN, HeaderValue::from_static(ELSEWHERE));
                headers.insert("access-control-request-method", HeaderValue::from_static("POST"));
                headers.insert("access-control-request-headers", HeaderValue::from_static("x-any"));
                let answer = tests::send_request(&door, asked).await;
                let told = answer
                    .headers()
                    .keys()
                    .find(|name| name.as_str().starts_with("access-control-"));
                assert_eq!(told, None, "{address}");
            }
        }
    }
}

#[tokio::test]
async fn a_method_that_nothing_needs_is_refused_everywhere() {
    for surface in SURFACES {
        let (site, door, key) = open_with_key(surface).await;
        let manager = session_cookie(&key, StaffRole::Manager, &site, 9);
        for (address, _) in access_matrix(surface) {
            for method in ["TRACE", "CONNECT", "PUT", "DELETE", "PROPFIND", "DEBUG"] {
                let mut asked = build_request(address, "text/html", &manager);
                *asked.method_mut() = Method::from_bytes(method.as_bytes()).unwrap();
                asked.headers_mut().insert("x-secret", HeaderValue::from_static("echoed?"));
                let answer = tests::send_request(&door, asked).await;
                let status = answer.status().as_u16();
                assert!(matches!(status, 404 | 405), "{method} {address}: {status}");
                let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
                assert!(!String::from_utf8_lossy(&body).contains("echoed?"), "{method} {address}");
            }
        }
    }
}

#[tokio::test]
async fn a_method_in_a_header_or_a_field_is_not_the_method() {
    let (site, door, key) = open_with_key(WebSurface::Admin).await;
    let manager = session_cookie(&key, StaffRole::Manager, &site, 9);
    for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let mut asked = build_request("GET /admin/api/sign-out", "text/html", &manager);
        *asked.uri_mut() = "/admin/api/sign-out?_method=POST".parse().unwrap();
        asked.headers_mut().insert(name, HeaderValue::from_static("POST"));
        let answer = tests::send_request(&door, asked).await;
        assert_eq!(answer.status(), 405, "{name}");
        assert_eq!(answer.headers().get(header::SET_COOKIE), None, "{name}");
    }
}

#[tokio::test]
async fn a_session_stands_in_no_page_and_in_no_address() {
    for surface in SURFACES {
        let (site, door, key) = open_with_key(surface).await;
        let cookie = session_cookie(&key, StaffRole::Manager, &site, 9);
        let token = cookie.split_once('=').unwrap().1.to_owned();
        for (address, _) in
            access_matrix(surface).iter().filter(|(address, _)| !address.contains("/live/"))
        {
            let asked = build_request(address, "text/html", &cookie);
            let answer = tests::send_request(&door, asked).await;
            let to =
                answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
            let body = axum::body::to_bytes(answer.into_body(), 1 << 24).await.unwrap();
            let body = String::from_utf8_lossy(&body);
            for text in [body.as_ref(), to.as_deref().unwrap_or_default()] {
                assert!(!text.contains(&token) && !text.contains("v4.public."), "{address}");
            }
        }
    }
}

#[tokio::test]
async fn a_session_in_an_address_is_no_session() {
    let (site, door, key) = open_with_key(WebSurface::Admin).await;
    let cookie = session_cookie(&key, StaffRole::Manager, &site, 9);
    for query in [
        cookie.clone(),
        cookie.replace("jumun_staff", "session"),
        cookie.replace("jumun_staff", "token"),
    ] {
        let mut asked = build_request("GET /admin/orders", "text/html", "");
        *asked.uri_mut() = format!("/admin/orders?{query}").parse().unwrap();
        let answer = tests::send_request(&door, asked).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()[header::LOCATION]),
            (302, &HeaderValue::from_static("/admin/sign-in"))
        );
    }
}

#[tokio::test]
async fn a_page_takes_nothing_from_another_origin() {
    for surface in SURFACES {
        let (site, door, key) = open_with_key(surface).await;
        let manager = session_cookie(&key, StaffRole::Manager, &site, 9);
        for (address, _) in access_matrix(surface)
            .iter()
            .filter(|(way, _)| way.starts_with("GET") && !way.contains("/live/"))
        {
            let answer =
                tests::send_request(&door, build_request(address, "text/html", &manager)).await;
            let body = axum::body::to_bytes(answer.into_body(), 1 << 24).await.unwrap();
            let page = String::from_utf8_lossy(&body).into_owned();
            for attribute in
                [" src=\"", " href=\"", " action=\"", " formaction=\"", " srcset=\"", " data=\""]
            {
                for rest in page.split(attribute).skip(1) {
                    let place = rest.split('"').next().unwrap_or_default();
                    let is_ours = !place.contains("//") || place.starts_with("data:");
                    assert!(is_ours, "{address}: {attribute}{place}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_pin_is_typed_unseen_into_a_field_that_takes_a_pasted_one() {
    let (_, door) = open_surface(WebSurface::Admin).await;
    let answer =
        tests::send_request(&door, build_request("GET /admin/sign-in", "text/html", "")).await;
    let body = axum::body::to_bytes(answer.into_body(), 1 << 24).await.unwrap();
    let page = String::from_utf8_lossy(&body).into_owned();
    let fields: Vec<_> =
        page.split("<input").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    let pins: Vec<_> = fields.iter().filter(|field| field.contains("name=\"pin\"")).collect();
    assert!(!pins.is_empty(), "{page}");
    for pin in pins {
        assert!(pin.contains("type=\"password\"") && pin.contains("autocomplete="), "{pin}");
        assert!(!pin.contains("onpaste") && !pin.contains("autocomplete=\"off\""), "{pin}");
    }
}

#[tokio::test]
async fn folders_are_not_listed_and_what_was_not_built_is_not_there() {
    let (_, door) = open_surface(WebSurface::Client).await;
    for path in [
        "/pkg",
        "/pkg/",
        "/pkg/0123",
        "/pkg/0123/",
        "/pkg/.git/config",
        "/.git/HEAD",
        "/.env",
        "/pkg/../Cargo.toml",
        "/pkg/%2e%2e/menu.json",
        "/pkg/0123/..%2f..%2fmenu.json",
    ] {
        let answer =
            tests::send_request(&door, Request::get(path).body(Body::empty()).unwrap()).await;
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body);
        assert!(status >= 300 && !body.contains("client.css"), "{path}: {status} {body}");
    }
}

#[tokio::test]
async fn a_download_takes_no_name_from_its_asker() {
    let (site, door, key) = open_with_key(WebSurface::Admin).await;
    let manager = session_cookie(&key, StaffRole::Manager, &site, 9);
    for query in [
        "date=../../etc",
        "date=2026-03-02%22;x=%22",
        "date=2026-03-02%0d%0ax:1",
        "filename=x.html",
        "",
    ] {
        let mut asked = build_request("GET /admin/day.csv", "text/csv", &manager);
        *asked.uri_mut() = format!("/admin/day.csv?{query}").parse().unwrap();
        let answer = tests::send_request(&door, asked).await;
        assert_eq!(
            (answer.status().as_u16(), answer.headers().get(header::CONTENT_DISPOSITION)),
            (400, None)
        );
    }
}

#[tokio::test]
async fn the_surface_tells_nothing_of_itself() {
    for surface in SURFACES {
        let (_, door) = open_surface(surface).await;
        for path in [
            "/metrics",
            "/livez",
            "/readyz",
            "/openapi.json",
            "/debug",
            "/api/v1/orders",
            "/swagger",
        ] {
            let answer =
                tests::send_request(&door, Request::get(path).body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status(), 404, "{path}");
            for name in ["server", "x-powered-by", "via"] {
                assert_eq!(answer.headers().get(name), None, "{name}");
            }
        }
    }
}
