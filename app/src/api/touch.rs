//! Activity report of a page that stays open; it keeps an idle session from ending.

use super::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`.
#[server(prefix = "/admin/api", endpoint = "touch")]
pub async fn touch() -> Result<(), ApiError> {
    // Nothing more to do: every request that a person makes counts as activity.
    crate::ssr::require_staff()
}
