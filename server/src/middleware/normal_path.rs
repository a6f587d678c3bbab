//! One spelling of every path. The access check, the router and the page router each read a path in
//! their own way: one takes it as it came, another resolves `..`, `%2e` and `\`. Addresses of the
//! surfaces consist of ids and words, so a path that can be read in two ways is none of them and is
//! refused. What people type and QR tools make of an address is redirected to the one spelling,
//! which is then checked like any other request.

use app::shared::ssr::wants_page;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use http::Method;
use service_kit::Problem;

/// A path of letters, digits, `-`, `_`, `.` and `~`, without empty segments, `.` and `..`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalPath(String);

impl NormalPath {
    /// `None` for any other spelling, even of a path that exists.
    pub fn parse(path: &str) -> Option<Self> {
        let inside = path.strip_prefix('/')?;
        let mut segments = inside.strip_suffix('/').unwrap_or(inside).split('/');
        (inside.is_empty() || segments.all(is_normal)).then(|| Self(path.to_owned()))
    }

    /// The path as it was requested.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_normal(segment: &str) -> bool {
    let is_unreserved =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    !matches!(segment, "" | "." | "..") && segment.bytes().all(is_unreserved)
}

/// The address meant by a path with extra slashes, capitals or the name of an index file of other
/// servers: `/`, `/client`, `/admin` or a path below them. `None` if there is nothing to correct.
fn canonical_path(path: &str) -> Option<String> {
    let segments =
        without_tail(path).split('/').filter(|segment| !segment.is_empty()).collect::<Vec<_>>();
    if path.is_empty() || !segments.iter().all(|segment| is_normal(segment)) {
        return None;
    }
    let mut segments: Vec<_> =
        segments.iter().map(|segment| segment.to_ascii_lowercase()).collect();
    segments.pop_if(|last| matches!(last.as_str(), "index.html" | "index.htm" | "index.php"));
    let is_ours = segments.first().is_none_or(|first| first == "client" || first == "admin");
    let meant = format!("/{}", segments.join("/"));
    (is_ours && meant != path).then_some(meant)
}

/// Removes what a messenger takes for the end of an address: a full stop, a bracket, a space, a
/// Korean particle.
fn without_tail(path: &str) -> &str {
    let mut rest = path;
    loop {
        let shorter = rest.trim_end_matches(['.', ',', ';', ':', '!', ')', ']', '\'', '"', '*']);
        let shorter = match shorter.len().checked_sub(3).and_then(|at| shorter.split_at_checked(at))
        {
            Some((before, "%20" | "%22")) => before,
            Some((before, byte)) if is_coded_letter(byte) => before,
            _ => shorter,
        };
        match shorter {
            _ if shorter == rest => return rest,
            // The dots were a segment of the path itself.
            _ if shorter.ends_with('/') => return path,
            _ => rest = shorter,
        }
    }
}

/// Whether this is a percent-encoded byte of a letter outside ASCII.
fn is_coded_letter(byte: &str) -> bool {
    let digits = byte
        .strip_prefix('%')
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    digits
        .and_then(|digits| u8::from_str_radix(digits, 16).ok())
        .is_some_and(|byte| !byte.is_ascii())
}

/// Former addresses, which are on posters and open screens, and where they lead to now.
const FORMER: [(&str, &str); 2] =
    [("/client/board", "/client/ready"), ("/client/live/board", "/client/live/ready")];

fn redirect_to_canonical(request: &Request) -> Option<Response> {
    let uri = request.uri();
    let now = |path: &str| {
        FORMER.iter().find(|(former, _)| *former == path).map(|(_, now)| (*now).to_owned())
    };
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let meant = now(uri.path())
        .or_else(|| canonical_path(uri.path()).filter(|_| wants_page(request.headers())));
    let meant = meant.filter(|_| is_read)?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(Redirect::temporary(&format!("{meant}{query}")).into_response())
}

/// Middleware in front of everything that reads a path: answers 404 `not_found` unless the path is
/// a [`NormalPath`], and puts that into the request's extensions.
pub async fn require_normal_path(mut request: Request, next: Next) -> Response {
    if let Some(redirect) = redirect_to_canonical(&request) {
        return redirect;
    }
    match NormalPath::parse(request.uri().path()) {
        Some(path) => {
            request.extensions_mut().insert(path);
            next.run(request).await
        }
        None => Problem::not_found("page").into_response(),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Other spellings of a path, each of which some parser reads as that path.
    pub fn other_spellings(path: &str) -> Vec<String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (first, rest) = name.split_at(usize::from(!name.is_empty()));
        let coded: String = first.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let dots = [".", "%2e", "%2E", "a/..", "a/%2e%2e", "a/.%2e", "a/%2E.", "%2e%2f", "%252e"];
        let dotted = dots.map(|dots| format!("{folder}/{dots}/{name}"));
        let marks = [
            "%00", "%0d%0a", "%20", "%09", "%5c", "%2f", "%", "%zz", "%c3%28", ";a=b", "%3b",
            "%3f", "%23",
        ];
        let marked = marks.map(|mark| format!("{path}{mark}"));
        let others = [
            format!("/{path}"),
            format!("{folder}//{name}"),
            format!("{path}//"),
            format!("{folder}%2f{name}"),
            format!("{folder}%2F{name}"),
            format!("{folder}/%5c{name}"),
            format!("{folder}%5C{name}"),
            format!("{folder}/x/..%2f{name}"),
            format!("{folder}/x/..%5c{name}"),
            format!("{folder}/{coded}{rest}"),
            format!("{path}/."),
            format!("{path}/a/.."),
            format!("{path}/%2e"),
        ];
        dotted.into_iter().chain(marked).chain(others).filter(|other| other != path).collect()
    }

    #[test]
    fn an_address_that_is_typed_is_led_to_the_page_that_is_meant() {
        for typed in [
            "/client/",
            "//client",
            "/CLIENT",
            "/client/index.html",
            "//Client//",
            "/client/Index.HTML/",
        ] {
            assert_eq!(canonical_path(typed).as_deref(), Some("/client"), "{typed}");
        }
        for pasted in [
            "/client.",
            "/client),",
            "/client%20",
            "/client%EC%97%90%EC%84%9C",
            "/Client%22",
            "/client%e2%80%9d.",
        ] {
            assert_eq!(canonical_path(pasted).as_deref(), Some("/client"), "{pasted}");
        }
        assert_eq!(canonical_path("/index.html").as_deref(), Some("/"));
        assert_eq!(canonical_path("/admin/Orders/").as_deref(), Some("/admin/orders"));
        for other in [
            "/",
            "/client",
            "/client/items/a",
            "//evil.example",
            "/pkg/0a//x",
            "/client/../admin",
            "/client/%2e",
            "/client/..",
            "/client/.",
            "/client/items/%EB%9D%BC%EB%96%BC",
            "/client%2f",
            "/client%00",
            "/client\\a",
            "",
        ] {
            assert_eq!(canonical_path(other), None, "{other}");
        }
    }

    #[test]
    fn a_former_address_leads_on_for_pages_and_feeds() {
        for (former, now) in [
            ("/client/board?x=1", "/client/ready?x=1"),
            ("/client/live/board", "/client/live/ready"),
        ] {
            let request = Request::get(former).body(axum::body::Body::empty()).unwrap();
            assert_eq!(redirect_to_canonical(&request).unwrap().headers()["location"], now);
        }
        let sent = Request::post("/client/board").body(axum::body::Body::empty()).unwrap();
        assert!(redirect_to_canonical(&sent).is_none());
    }

    #[test]
    fn a_path_has_one_spelling() {
        for path in [
            "/",
            "/admin",
            "/admin/",
            "/admin/day",
            "/admin/day.csv",
            "/pkg/0a/_x~1.wasm",
            "/client/items/a-1",
        ] {
            assert_eq!(NormalPath::parse(path).as_ref().map(NormalPath::as_str), Some(path));
        }
        for path in [
            "", "admin", "*", "/a\\b", "/a b", "/라떼", "/a|b", "/a\0b", "/a:b", "//", "/a//b",
            "/..", "/a/./b",
        ] {
            assert_eq!(NormalPath::parse(path), None, "{path}");
        }
        for path in ["/admin/day", "/client", "/admin/menu/items/a"] {
            for other in other_spellings(path) {
                assert_eq!(NormalPath::parse(&other), None, "{other}");
            }
        }
    }
}
