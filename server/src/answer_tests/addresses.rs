//! Tests of addresses: other spellings, required roles, content types and links from other sites.

use super::{HostileSurface, get_request, read_response};
use crate::{
    access_tests::{self, AccessLevel, ORDER, access_matrix},
    config::{UrlScheme, WebSurface},
    middleware::normal_path::tests::other_spellings,
    pages,
    router::tests,
};
use axum::{Extension, body::Body, extract::State};
use http::{HeaderName, Request, header};
use staff_api::StaffRole;

#[tokio::test]
async fn no_other_spelling_of_an_address_leads_anywhere() {
    for surface in [WebSurface::Client, WebSurface::Admin] {
        let hostile = HostileSurface::open(surface, UrlScheme::Http).await;
        let door = hostile.admission_layer();
        for (address, _) in access_matrix(surface) {
            let (method, path) = address.split_once(' ').unwrap();
            let path = path.replace("{id}", ORDER).replace("{group}", ORDER);
            for other in other_spellings(&path) {
                for (cookie, accept) in [
                    (String::new(), "text/html"),
                    (hostile.cookies_for_role(StaffRole::Barista), "application/json"),
                ] {
                    let request = Request::builder()
                        .method(method)
                        .uri(&other)
                        .header(header::ACCEPT, accept);
                    // Skips spellings that are not a valid URI.
                    let Ok(request) = request.header(header::COOKIE, &cookie).body(Body::empty())
                    else {
                        continue;
                    };
                    let answer = tests::send_request(&door, request).await;
                    // A redirect to the canonical spelling is allowed: access is checked there.
                    let led = answer
                        .headers()
                        .get(header::LOCATION)
                        .is_some_and(|to| *to == path.to_ascii_lowercase());
                    let is_led =
                        led && answer.status() == 307 && method == "GET" && accept == "text/html";
                    assert!(
                        is_led || answer.status() == 404,
                        "{method} {other} {}",
                        answer.status()
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn a_line_break_in_an_id_is_no_header() {
    let hostile = HostileSurface::open(WebSurface::Admin, UrlScheme::Http).await;
    for id in ["%0d%0a", "a%0d%0ax:y", "%0a", "a%00"] {
        let request = Request::post(format!("/admin/menu/items/{id}/picture"));
        let request = request
            .header(header::COOKIE, hostile.cookies_for_role(StaffRole::Manager))
            .body(Body::empty());
        assert_eq!(
            tests::send_request(&hostile.admission_layer(), request.unwrap()).await.status(),
            404,
            "{id}"
        );
    }
}

#[tokio::test]
async fn a_managers_page_asks_for_the_role_itself() {
    let hostile = HostileSurface::open(WebSurface::Admin, UrlScheme::Http).await;
    for (address, _) in
        access_matrix(WebSurface::Admin).iter().filter(|(_, who)| *who == AccessLevel::Manager)
    {
        let Some(page) = address.strip_prefix("GET ").filter(|path| !path.ends_with(".csv")) else {
            continue;
        };
        let path = page.replace("{id}", ORDER).replace("{group}", ORDER);
        for (role, is_closed) in [(StaffRole::Barista, true), (StaffRole::Manager, false)] {
            let mut identity = access_tests::anonymous_identity();
            let mut asked = Request::new(Body::empty());
            asked
                .headers_mut()
                .insert(header::COOKIE, hostile.cookies_for_role(role).parse().unwrap());
            identity.shown =
                hostile.site.staff.valid_credentials(&mut asked, hostile.site.clock.now());
            let request = get_request(&path, "text/html", "").unwrap();
            let page =
                pages::render_page(State(hostile.site.clone()), Extension(identity), request).await;
            assert_eq!(page.status() == 403, is_closed, "{path} {role:?}");
        }
    }
}

#[tokio::test]
async fn a_form_is_taken_as_forms_are_sent() {
    let hostile = HostileSurface::open(WebSurface::Client, UrlScheme::Http).await;
    let door = hostile.admission_layer();
    let ask = async |kind: Option<&str>, body: &'static str| {
        let request =
            Request::post("/client/api/settings").header(header::ACCEPT, "application/json");
        let request = match kind {
            Some(kind) => request.header(header::CONTENT_TYPE, kind),
            None => request,
        };
        tests::send_request(&door, request.body(Body::from(body)).unwrap()).await.status().as_u16()
    };
    for kind in
        ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=UTF-8"]
    {
        assert_eq!(ask(Some(kind), "lang=ko").await, 200, "{kind}");
    }
    for kind in [
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencodedx",
        "",
    ] {
        assert_eq!(ask(Some(kind), "lang=ko").await, 415, "{kind}");
    }
    assert_eq!(ask(None, "lang=ko").await, 415);
}

#[tokio::test]
async fn a_link_from_elsewhere_leads_through_a_page_of_ours_to_the_board() {
    let hostile = HostileSurface::open(WebSurface::Admin, UrlScheme::Http).await;
    let door = hostile.admission_layer();
    let ask = async |name: &str, value: &str| {
        let mut request = get_request("/admin/sign-in", "text/html", "").unwrap();
        request
            .headers_mut()
            .extend([(name.parse::<HeaderName>().unwrap(), value.parse().unwrap())]);
        request.headers_mut().insert(header::HOST, "counter:1".parse().unwrap());
        read_response(tests::send_request(&door, request).await).await.2.contains("url=/admin\"")
    };
    assert!(ask("sec-fetch-site", "cross-site").await && ask("referer", "http://elsewhere/").await);
    assert!(!ask("sec-fetch-site", "same-origin").await && !ask("sec-fetch-site", "none").await);
    assert!(!ask("referer", "http://counter:1/admin").await);
}

#[tokio::test]
async fn no_link_of_a_page_leads_to_where_nothing_is() {
    for surface in [WebSurface::Client, WebSurface::Admin] {
        let hostile = HostileSurface::open(surface, UrlScheme::Http).await;
        let door = hostile.admission_layer();
        let cookie = hostile.cookies_for_role(StaffRole::Manager);
        let own = format!("href=\"/{}", surface.as_str());
        for (address, _) in access_matrix(surface) {
            let Some(path) = address.strip_prefix("GET ") else { continue };
            let path = path.replace("{id}", ORDER).replace("{group}", ORDER);
            let page = get_request(&path, "text/html", &cookie).unwrap();
            let (_, _, page) = read_response(tests::send_request(&door, page).await).await;
            for link in page.split(&own).skip(1).filter_map(|rest| rest.split(['"', '#']).next()) {
                let link = format!("/{}{}", surface.as_str(), link.replace("&amp;", "&"));
                let answer =
                    tests::send_request(&door, get_request(&link, "text/html", &cookie).unwrap())
                        .await;
                assert_ne!(answer.status(), 404, "{link} on {path}");
            }
        }
    }
}
