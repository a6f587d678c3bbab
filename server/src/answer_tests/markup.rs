//! Tests of markup: escaped texts, no inline scripts, reloads without scripts, a notice without
//! cookies.

use super::{HostileSurface, MARKUP_CODED, get_request, hostile_menu, read_response};
use crate::{
    access_tests::{ORDER, access_matrix},
    config::{UrlScheme, WebSurface},
    router::{surface_router, tests},
};
use axum::body::Body;
use http::{Request, StatusCode, header};
use service_kit::{AddressLimits, CapacityLimits};
use staff_api::StaffRole;
use staff_token::SigningKey;

#[tokio::test]
async fn no_text_becomes_markup_on_any_page() {
    for surface in [WebSurface::Client, WebSurface::Admin] {
        let hostile = HostileSurface::open(surface, UrlScheme::Http).await;
        let door = hostile.admission_layer();
        let cookie = hostile.cookies_for_role(StaffRole::Manager);
        let fields = [
            "q", "problem", "form", "field", "url", "cart", "item", "line", "date", "saved",
            "placed", "removed", "again",
        ];
        let query = fields.map(|field| format!("{field}={MARKUP_CODED}")).join("&");
        let mut seen = 0;
        for (address, _) in access_matrix(surface) {
            let Some(path) = address.strip_prefix("GET ") else { continue };
            let path = path.replace("{id}", ORDER).replace("{group}", ORDER);
            for address in [path.clone(), format!("{path}?{query}")] {
                let request = get_request(&address, "text/html", &cookie).unwrap();
                let (_, headers, page) =
                    read_response(tests::send_request(&door, request).await).await;
                let is_page = headers
                    .get(header::CONTENT_TYPE)
                    .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
                assert!(!is_page || !page.contains("<i id=pwn"), "{address}: {page}");
                let title = "<title>&lt;/textarea&gt;&lt;/title&gt;\"&gt;&lt;i id=pwn&gt;</title>";
                assert!(path != "/client" || page.contains(title), "{address}: {page}");
                seen += usize::from(page.contains("&lt;i id=pwn"));
            }
        }
        assert!(seen > 8, "{surface:?}: the texts were on {seen} pages");
    }
}

#[tokio::test]
async fn a_page_is_served_however_long_it_is() {
    let _by_another = any_spawner::Executor::init_tokio();
    let name = "long-page";
    let length = 3 << 20;
    let mut menu = hostile_menu();
    menu["items"][0]["description"]["ko"] = "<".repeat(length).into();
    tests::write_menu_cache(name, &menu);
    let key = SigningKey::generate().unwrap();
    let (site, dir) =
        tests::surface_fixture(name, WebSurface::Client, "http://127.0.0.1:9", &key, None);
    let door =
        surface_router(site, &dir, &CapacityLimits::default(), &AddressLimits::default(), None);
    let answer =
        tests::send_request(&door, get_request("/client/items/latte", "text/html", "").unwrap())
            .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let page = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert!(
        page.len() > "&lt;".len() * length && page.ends_with(b"</html>"),
        "{} bytes",
        page.len()
    );
}

#[tokio::test]
async fn a_refused_form_comes_back_as_text_and_in_no_address() {
    let hostile = HostileSurface::open(WebSurface::Admin, UrlScheme::Http).await;
    let door = hostile.admission_layer();
    let forms = [
        ("/admin/store", "form[version]=1&form[mon]=x", "form[exceptions]"),
        ("/admin/printers", "form[id]=x", "form[name]"),
        (
            "/admin/walk-in",
            "cart=latte*1&key=00000000-0000-0000-0000-000000000001&dining=here&shown_total=1&name=a",
            "note",
        ),
        ("/admin/menu/items/latte", "book=menu&price_minor=x", "description.ko"),
    ];
    for (page, fields, field) in forms {
        let body = format!("{fields}&{field}={MARKUP_CODED}typed+here");
        let request = Request::post(page)
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, hostile.cookies_for_role(StaffRole::Manager))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let (status, headers, answer) =
            read_response(tests::send_request(&door, request).await).await;
        assert_eq!(headers.get(header::LOCATION), None, "{page}");
        assert!([409, 422, 503].contains(&status.as_u16()), "{page}: {status}");
        assert!(answer.contains("typed here") && !answer.contains("<i id=pwn"), "{page}: {answer}");
    }
}

#[tokio::test]
async fn a_choice_of_options_comes_back_at_its_own_address() {
    let hostile = HostileSurface::open(WebSurface::Client, UrlScheme::Http).await;
    let door = hostile.admission_layer();
    for (again, status) in [("false", 422), ("true", 200)] {
        let body =
            format!("item=latte&quantity=100000&choice[size]=tall&line=latte*1&again={again}");
        let request = Request::post("/client/items/latte?line=latte*1")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let (answered, headers, page) =
            read_response(tests::send_request(&door, request).await).await;
        assert_eq!((answered.as_u16(), headers.get(header::LOCATION)), (status, None), "{page}");
        for part in [
            "value=\"100000\"",
            "name=\"line\" value=\"latte*1\"",
            "action=\"/client/items/latte?line=latte*1\"",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert_eq!(page.contains("data-code=\"invalid_quantity\""), status == 422, "{page}");
    }
}

/// Islands with live updates, by the beginning of their `data-component`.
const FOLLOWERS: [&str; 5] =
    ["OrderBoard", "LiveFeed", "RecoveryReload", "OrderProgress", "SystemBoard"];
/// Pages whose forms only learn whether ordering is open. A reload would lose the typed values, and
/// the answer to the form says whether ordering is closed.
const FORMS: [&str; 2] = ["/client/cart", "/client/checkout"];

#[tokio::test]
async fn a_page_has_no_script_of_its_own_and_is_loaded_anew_where_nothing_would_move() {
    for (surface, least) in [(WebSurface::Client, 3), (WebSurface::Admin, 2)] {
        let hostile = HostileSurface::open(surface, UrlScheme::Http).await;
        let cookie = hostile.cookies_for_role(StaffRole::Manager);
        let mut following = 0;
        for (address, _) in access_matrix(surface) {
            let Some(path) = address.strip_prefix("GET ") else { continue };
            let path = path.replace("{id}", ORDER).replace("{group}", ORDER);
            let request = get_request(&path, "text/html", &cookie).unwrap();
            let (_, _, page) =
                read_response(tests::send_request(&hostile.admission_layer(), request).await).await;
            let mut scripts =
                page.split_inclusive("</script>").filter(|part| part.ends_with("</script>"));
            assert!(scripts.all(|script| script.ends_with("></script>")), "{path}: {page}");
            assert!(!page.contains("</html>") || page.ends_with("</html>"), "{path}: {page}");
            let follows = FOLLOWERS
                .iter()
                .any(|island| page.contains(&format!("data-component=\"{island}_")));
            if FORMS.contains(&path.as_str()) {
                assert!(!page.contains("<meta http-equiv=\"refresh\""), "{path}: {page}");
            } else if follows {
                following += 1;
                assert!(page.contains("<meta http-equiv=\"refresh\""), "{path}: {page}");
            }
        }
        assert!(following >= least, "{surface:?}: {following} pages follow something");
    }
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookies_is_told_so() {
    let hostile = HostileSurface::open(WebSurface::Client, UrlScheme::Http).await;
    for (path, cookie) in
        [("/client?added=1", "jumun_cart=latte*1"), ("/client/settings?saved=1", "lang=en")]
    {
        for (kept, is_told) in [(cookie, false), ("", true)] {
            let request = get_request(path, "text/html", kept).unwrap();
            let (_, _, page) =
                read_response(tests::send_request(&hostile.admission_layer(), request).await).await;
            assert_eq!(page.contains("data-code=\"no_cookies\""), is_told, "{path}: {page}");
            assert_eq!(page.contains("class=\"done"), !is_told, "{path}: {page}");
        }
    }
}
