//! Extractor of JSON bodies that refuses an invalid body with a problem that describes the error.

use crate::Problem;
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request, rejection::JsonRejection},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// As [`axum::Json`], with refusals as problem+json.
#[derive(Debug, Clone, Copy)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned + Serialize, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (sent, decoded) =
            decode_body(request, state).await.map_err(|rejection| rejection_problem(&rejection))?;
        match serde_json::to_value(&decoded).ok().and_then(|read| misplaced_list(&sent, &read)) {
            Some(why) => {
                Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_body").with_detail(why))
            }
            None => Ok(Self(decoded)),
        }
    }
}

/// Describes the first list in `sent` that was deserialized as an object, if any. Serde reads a
/// struct from a list of its fields, which is never intended, and an empty list would pass as a
/// struct whose fields are all optional.
pub fn misplaced_list(sent: &Value, read: &Value) -> Option<String> {
    let place = list_read_as_object(sent, read)?;
    let place = if place.is_empty() { "body" } else { &place };
    Some(format!("{place}: an object belongs here, not a list"))
}

fn list_read_as_object(sent: &Value, read: &Value) -> Option<String> {
    match (sent, read) {
        (Value::Array(_), Value::Object(_)) => Some(String::new()),
        (Value::Array(sent), Value::Array(read)) => {
            let mut pairs = sent.iter().zip(read).enumerate();
            pairs.find_map(|(n, (sent, read))| {
                Some(join_path(&n.to_string(), &list_read_as_object(sent, read)?))
            })
        }
        (Value::Object(sent), Value::Object(read)) => sent.iter().find_map(|(name, sent)| {
            Some(join_path(name, &list_read_as_object(sent, read.get(name)?)?))
        }),
        _ => None,
    }
}

/// Joins `name` and the path `inner` below it with a dot; an empty `inner` gives `name`.
pub fn join_path(name: &str, inner: &str) -> String {
    if inner.is_empty() { name.to_owned() } else { format!("{name}.{inner}") }
}

/// Parses the syntax before the shape: otherwise an unknown field would be reported although the
/// text behind it is truncated.
async fn decode_body<T: DeserializeOwned>(
    request: Request,
    state: &(impl Send + Sync),
) -> Result<(Value, T), JsonRejection> {
    let (parts, body) = request.into_parts();
    let text = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await?;
    let text = normalize_json(text);
    let whole = Request::from_parts(parts, Body::from(text.clone()));
    let axum::Json(sent) = axum::Json::from_request(whole, state).await?;
    let axum::Json(decoded) = axum::Json::from_bytes(&text)?;
    Ok((sent, decoded))
}

/// The same JSON with every string in Unicode normalization form C (NFC). A word can have two
/// encodings (macOS writes 한 as three code points), but storage, search, comparison and printing
/// expect one, so all fields are normalized here.
pub fn normalize_json(sent: Bytes) -> Bytes {
    // Text that is not NFC may also be escaped, as `\u1112`, which only the parser decodes.
    let is_plain = |text: &str| !text.contains("\\u") && is_nfc(text);
    if std::str::from_utf8(&sent).is_ok_and(is_plain) {
        return sent;
    }
    // Invalid JSON stays as it was sent, for the error message.
    let Ok(mut value) = serde_json::from_slice::<Value>(&sent) else { return sent };
    normalize_texts(&mut value);
    serde_json::to_vec(&value).map_or(sent, Bytes::from)
}

fn normalize_texts(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.nfc().collect(),
        Value::Array(all) => all.iter_mut().for_each(normalize_texts),
        Value::Object(all) => all.values_mut().for_each(normalize_texts),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl<T: Serialize> IntoResponse for JsonBody<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

fn rejection_problem(rejection: &JsonRejection) -> Problem {
    let code = match (rejection, rejection.status()) {
        (_, StatusCode::PAYLOAD_TOO_LARGE) => "payload_too_large",
        (JsonRejection::MissingJsonContentType(_), _) => "unsupported_media_type",
        (JsonRejection::JsonSyntaxError(_), _) => "invalid_json",
        (JsonRejection::JsonDataError(_), _) => "invalid_body",
        _ => "unreadable_body",
    };
    Problem::new(rejection.status(), code).with_detail(rejection.body_text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Pause {
        minutes: i64,
        lines: Vec<i64>,
    }

    async fn refusal(text: impl Into<Body>) -> (u16, &'static str, String) {
        let request = Request::post("/")
            .header("content-type", "application/json")
            .body(text.into())
            .unwrap();
        let problem = JsonBody::<Pause>::from_request(request, &()).await.unwrap_err();
        let written = serde_json::to_value(&problem).unwrap();
        (problem.status().as_u16(), problem.code(), written["detail"].to_string())
    }

    #[tokio::test]
    async fn every_text_is_in_one_spelling_however_it_was_written() {
        let nfd: String = "민지 카페 Zoë".nfd().collect();
        let escaped = nfd.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
        for text in ["민지 카페 Zoë", &nfd, &escaped] {
            let body = format!(r#"{{"name":"{text}","lines":[{{"name":"{text}"}}]}}"#);
            let request = Request::post("/")
                .header("content-type", "application/json")
                .body(Body::from(body));
            let JsonBody(read) =
                JsonBody::<Value>::from_request(request.unwrap(), &()).await.unwrap();
            assert_eq!(read["name"], "민지 카페 Zoë");
            assert_eq!(read["lines"][0]["name"], "민지 카페 Zoë");
        }
        assert_eq!(normalize_json(Bytes::from_static(br#"{"a":"\u1112"#)), &br#"{"a":"\u1112"#[..]);
    }

    #[tokio::test]
    async fn what_is_no_json_is_said_to_be_none_wherever_it_breaks() {
        for whole in [
            r#"{"minutes":1,"lines":[1,2]}"#,
            r#"{"minutes":"x","unknown":{"a":[null]},"lines":3}"#,
        ] {
            let cut_off = (0..whole.len()).map(|end| whole[..end].to_owned());
            let garbage = ["}", "{}", "x", ","].map(|garbage| format!("{whole}{garbage}"));
            for text in cut_off.chain(garbage) {
                let (status, code, _) = refusal(text.clone()).await;
                assert_eq!((status, code), (400, "invalid_json"), "{text}");
            }
        }
        let (status, code, _) = refusal(&b"{\"minutes\":\"x\",\"unknown\":\"\xff\"}"[..]).await;
        assert_eq!((status, code), (400, "invalid_json"));
    }

    #[tokio::test]
    async fn json_of_another_shape_is_refused_with_the_path_of_the_field() {
        for (text, path) in [
            (r#"{"minutes":"1","lines":[]}"#, "minutes: "),
            (r#"{"minutes":1,"lines":[1,"2"]}"#, "lines[1]: "),
            (r#"{"minutes":1,"lines":[],"seconds":1}"#, "seconds: "),
            (r#"{"minutes":1,"minutes":2,"lines":[]}"#, "duplicate field `minutes`"),
            ("null", "struct Pause"),
            ("[1,[2]]", "body: an object belongs here"),
        ] {
            let (status, code, detail) = refusal(text).await;
            assert_eq!((status, code), (422, "invalid_body"), "{text}");
            assert!(detail.contains(path), "{detail}");
        }
    }
}
