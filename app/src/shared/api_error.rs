//! The error of server functions: a stable code for programs and tests, which the pages translate
//! into words.

use leptos::server_fn::error::ServerFnErrorErr;
use order_api::OrderStatus;
use serde::{Deserialize, Serialize};

/// A refusal, as it is sent to the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}")]
pub struct ApiError {
    /// A stable code, such as `order_unavailable`.
    pub code: String,
    /// The order's current status, if it is the reason for the refusal.
    pub current: Option<OrderStatus>,
    /// The staff member who acted first, if that is the reason for the refusal.
    #[serde(default)]
    pub by: Option<String>,
}

impl ApiError {
    /// A refusal with a code only.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), current: None, by: None }
    }
}

/// The code of a call that did not come through.
pub(super) fn call_error_code(error: &ServerFnErrorErr) -> &'static str {
    match error {
        ServerFnErrorErr::Args(_)
        | ServerFnErrorErr::MissingArg(_)
        | ServerFnErrorErr::Deserialization(_) => "invalid_form",
        ServerFnErrorErr::Request(_) => "offline",
        _ => "internal",
    }
}

/// The server's own is in `ssr`, since it answers a form with a page.
#[cfg(not(feature = "ssr"))]
impl leptos::server_fn::error::FromServerFnError for ApiError {
    type Encoder = leptos::server_fn::codec::JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::new(call_error_code(&error))
    }
}
