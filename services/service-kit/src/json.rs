//! A JSON body, or a problem that says what is wrong with it.

use crate::Problem;
use axum::{
    extract::{FromRequest, Request, rejection::JsonRejection},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::{Serialize, de::DeserializeOwned};

/// As [`axum::Json`], with refusals as problem+json.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(problem(&rejection)),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

fn problem(rejection: &JsonRejection) -> Problem {
    let code = match (rejection, rejection.status()) {
        (_, StatusCode::PAYLOAD_TOO_LARGE) => "payload_too_large",
        (JsonRejection::MissingJsonContentType(_), _) => "unsupported_media_type",
        (JsonRejection::JsonSyntaxError(_), _) => "invalid_json",
        (JsonRejection::JsonDataError(_), _) => "invalid_body",
        _ => "unreadable_body",
    };
    Problem::new(rejection.status(), code).detail(rejection.body_text())
}
