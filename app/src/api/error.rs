//! Why a server function said no: a stable code for programs and tests; the pages have the words for it.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use order_api::Status;
use serde::{Deserialize, Serialize};

/// A refusal, as it travels to the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}")]
pub struct ApiError {
    /// Stable, such as `order_unavailable`.
    pub code: String,
    /// Where the order stands, when a step was refused because of that.
    pub current: Option<Status>,
    /// Who of the staff was first, when that was the reason.
    #[serde(default)]
    pub by: Option<String>,
}

impl ApiError {
    /// A refusal with nothing to add.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), current: None, by: None }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let code = match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => "invalid_form",
            ServerFnErrorErr::Request(_) => "offline",
            _ => "internal",
        };
        #[cfg(feature = "ssr")]
        if code == "invalid_form" {
            return crate::ssr::unreadable(Self::new(code));
        }
        Self::new(code)
    }
}
