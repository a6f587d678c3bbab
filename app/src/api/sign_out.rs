//! Staff sign out on this device.

use super::ApiError;
use leptos::prelude::*;

/// # Errors
/// None of its own.
#[server(prefix = "/admin/api", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ApiError> {
    use crate::ssr::{context, cookies};
    cookies::append(&context().staff.sign_out());
    leptos_axum::redirect("/admin/sign-in");
    Ok(())
}
