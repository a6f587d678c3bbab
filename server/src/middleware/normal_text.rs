//! Unicode normalization form C (NFC) of every text that a browser sends. macOS writes 한 as three
//! code points, while texts are compared, searched, stored and echoed in NFC, so queries and forms
//! are normalised before anything reads them.

use axum::{
    body::{Body, Bytes},
    extract::{Request, multipart::Field, multipart::MultipartError},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, Uri, header, uri::PathAndQuery};
use service_kit::{Problem, json, serve::LARGE_BODY_LIMIT};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// Middleware around everything that reads a query or a form. A multipart body, which holds a file,
/// is left as it is; [`field_text`] normalises the texts in it.
pub async fn normalize_texts(request: Request, next: Next) -> Response {
    let (mut head, mut body) = request.into_parts();
    if let Some(uri) = normal_uri(&head.uri) {
        head.uri = uri;
    }
    if let Some(normal) = normal_body(&head.headers) {
        let Ok(sent) = axum::body::to_bytes(body, LARGE_BODY_LIMIT).await else {
            return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large")
                .into_response();
        };
        head.headers.remove(header::CONTENT_LENGTH);
        body = Body::from(normal(sent));
    }
    next.run(Request::from_parts(head, body)).await
}

/// A normalised text field of a multipart form.
pub async fn field_text(field: Field<'_>) -> Result<String, MultipartError> {
    Ok(Field::text(field).await?.nfc().collect())
}

/// The function that normalises a body of this media type; `None` if it holds no texts.
fn normal_body(headers: &HeaderMap) -> Option<fn(Bytes) -> Bytes> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    match kind.split(';').next()?.trim().to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => {
            Some(|sent| normal_pairs(&sent).map_or(sent, Bytes::from))
        }
        "application/json" => Some(json::normalize_json),
        _ => None,
    }
}

fn normal_uri(uri: &Uri) -> Option<Uri> {
    let query = normal_pairs(uri.query()?.as_bytes())?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("{}?{query}", uri.path())).ok()?);
    Uri::from_parts(parts).ok()
}

/// `None` if the pairs are normalised already or cannot be read.
fn normal_pairs(sent: &[u8]) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(sent).ok()?;
    if pairs.iter().all(|(name, value)| is_nfc(name) && is_nfc(value)) {
        return None;
    }
    let normal = |text: &String| text.nfc().collect::<String>();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (normal(name), normal(value))).collect();
    serde_urlencoded::to_string(pairs).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        Form, Router, extract::FromRequest as _, extract::Multipart, extract::Query, middleware,
        routing::post,
    };
    use std::collections::BTreeMap;
    use tower::ServiceExt as _;

    type Texts = BTreeMap<String, String>;

    async fn echo(query: Query<Texts>, headers: HeaderMap, request: Request) -> String {
        let kind = headers.get(header::CONTENT_TYPE).unwrap().to_str().unwrap();
        let sent: Texts = match kind.split(';').next().unwrap() {
            "application/json" => axum::Json::from_request(request, &()).await.unwrap().0,
            "multipart/form-data" => {
                let mut form = Multipart::from_request(request, &()).await.unwrap();
                let field = form.next_field().await.unwrap().unwrap();
                [(field.name().unwrap().to_owned(), field_text(field).await.unwrap())].into()
            }
            _ => Form::from_request(request, &()).await.unwrap().0,
        };
        let texts = |texts: &Texts| {
            texts.iter().map(|(name, text)| format!("{name}={text};")).collect::<String>()
        };
        format!("{}{}", texts(&query.0), texts(&sent))
    }

    #[tokio::test]
    async fn queries_and_forms_of_every_type_arrive_in_one_spelling() {
        let text = "김민지 & Zoë + 얼음 적게=100%";
        let apart: String = text.nfd().collect();
        assert_ne!(text, apart);
        let router =
            Router::new().route("/", post(echo)).layer(middleware::from_fn(normalize_texts));
        for written in [text, &apart] {
            let pairs = serde_urlencoded::to_string([("note", written)]).unwrap();
            let json = serde_json::json!({ "note": written });
            let escaped: String =
                written.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            let file = format!(
                "--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n{written}\r\n--x--\r\n"
            );
            for (kind, body) in [
                ("application/x-www-form-urlencoded", pairs.clone()),
                ("application/x-www-form-urlencoded; charset=UTF-8", pairs.clone()),
                ("application/json", json.to_string()),
                ("application/json", format!("{{\"note\":\"{escaped}\"}}")),
                ("multipart/form-data; boundary=x", file),
            ] {
                let request =
                    Request::post(format!("/?{pairs}")).header(header::CONTENT_TYPE, kind);
                let request = request
                    .header(header::CONTENT_LENGTH, body.len())
                    .body(Body::from(body))
                    .unwrap();
                let answer = router.clone().oneshot(request).await.unwrap();
                let body = axum::body::to_bytes(answer.into_body(), 4096).await.unwrap();
                assert_eq!(body, format!("note={text};note={text};"), "{kind}");
            }
        }
    }

    #[test]
    fn what_has_one_spelling_or_is_no_form_stays_as_it_came() {
        for query in ["", "a", "a=b&a=c", "q=%EB%9D%BC%EB%96%BC+", "%zz=%ff&&=", "pin-again"] {
            assert_eq!(normal_pairs(query.as_bytes()), None, "{query}");
        }
    }
}
