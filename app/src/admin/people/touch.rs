//! Activity report of a page that stays open; it keeps an idle session from ending.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`.
#[server(prefix = "/admin/api", endpoint = "touch")]
pub async fn touch() -> Result<(), ApiError> {
    // Nothing more to do: every request that a person makes counts as activity.
    crate::shared::ssr::require_staff()
}
