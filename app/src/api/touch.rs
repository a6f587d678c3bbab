//! A page that stays open says that somebody touched it: without a word of it the session ends.

use super::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`.
#[server(prefix = "/admin/api", endpoint = "touch")]
pub async fn touch() -> Result<(), ApiError> {
    // That it was asked for is all: every form and call of a person counts.
    crate::ssr::require_staff()
}
