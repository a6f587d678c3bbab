//! Extractors of paths and queries that refuse an invalid one with a problem.

use crate::Problem;
use axum::extract::{FromRequestParts, Path, Query as AxumQuery};
use http::{StatusCode, request::Parts};
use serde::{Deserialize as _, Deserializer, de::DeserializeOwned, de::Error as _};
use std::{fmt::Display, str::FromStr};

/// The only parameter of the path, an id; a malformed one is refused with 400 `invalid_id`.
#[derive(Debug, Clone, Copy)]
pub struct PathId<T>(pub T);

impl<T: FromStr<Err: Display> + Display, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let invalid = |detail: String| {
            Problem::new(StatusCode::BAD_REQUEST, "invalid_id").with_detail(detail)
        };
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = path.map_err(|rejection| invalid(rejection.body_text()))?;
        parse_id(&text).map(Self).map_err(invalid)
    }
}

/// Parses an id in its only spelling. A UUID without hyphens or in braces would be one more name of
/// the same thing.
fn parse_id<T: FromStr<Err: Display> + Display>(text: &str) -> Result<T, String> {
    let id: T = text.parse().map_err(|error: T::Err| error.to_string())?;
    if id.to_string().len() == text.len() {
        Ok(id)
    } else {
        Err(format!("this id is written {id}"))
    }
}

/// As [`axum::extract::Query`]; an invalid query is refused with 400 `invalid_query`, whose detail
/// names the parameter.
#[derive(Debug, Clone, Copy)]
pub struct QueryParams<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = AxumQuery::from_request_parts(parts, state).await;
        query.map(|AxumQuery(query)| Self(query)).map_err(|rejection| {
            Problem::new(StatusCode::BAD_REQUEST, "invalid_query")
                .with_detail(rejection.body_text())
        })
    }
}

/// For `#[serde(default, deserialize_with = "…")]`: an optional parameter, parsed by its `FromStr`.
///
/// # Errors
/// When the text cannot be parsed.
pub fn deserialize_optional<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    String::deserialize(from)?.parse().map(Some).map_err(D::Error::custom)
}

/// For `#[serde(default, deserialize_with = "…")]`: an optional id, as in [`PathId`].
///
/// # Errors
/// When the text is no id.
pub fn deserialize_optional_id<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: FromStr<Err: Display> + Display,
    D: Deserializer<'de>,
{
    parse_id(&String::deserialize(from)?).map(Some).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, routing::get};
    use serde::Deserialize;
    use tower::ServiceExt as _;
    use uuid::Uuid;

    #[derive(Debug, Deserialize)]
    struct Page {
        #[serde(default, deserialize_with = "deserialize_optional_id")]
        before: Option<Uuid>,
        limit: Option<u32>,
    }

    async fn answer(uri: &str) -> (u16, String) {
        let page = |QueryParams(page): QueryParams<Page>| async move {
            format!("{:?} {:?}", page.before, page.limit)
        };
        let one = |PathId(id): PathId<Uuid>| async move { id.to_string() };
        let router = Router::new().route("/", get(page)).route("/{id}", get(one));
        let request = http::Request::get(uri).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 4_096).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn an_id_in_a_path_has_one_spelling() {
        let id = "01980000-0000-7000-8000-000000000001";
        assert_eq!(answer(&format!("/{id}")).await, (200, id.to_owned()));
        for other in
            ["01980000000070008000000000000001", &format!("%7B{id}%7D"), "%00", "a%FFb", "latte"]
        {
            let (status, body) = answer(&format!("/{other}")).await;
            assert!(status == 400 && body.contains("invalid_id"), "{other}: {body}");
        }
    }

    #[tokio::test]
    async fn the_refusal_of_a_query_names_the_parameter() {
        assert_eq!(answer("/?limit=2").await, (200, "None Some(2)".to_owned()));
        for (query, named) in
            [("limit=x", "limit: "), ("before=x", "before: "), ("limit=1&limit=2", "`limit`")]
        {
            let (status, body) = answer(&format!("/?{query}")).await;
            assert!(
                status == 400 && body.contains("invalid_query") && body.contains(named),
                "{body}"
            );
        }
    }
}
