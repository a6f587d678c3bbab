//! Staff sign in with their PIN.

use super::ApiError;
use leptos::prelude::*;

/// # Errors
/// `wrong_pin`, `too_many_attempts`, `sign_in_busy`.
#[server(prefix = "/admin/api", endpoint = "sign-in")]
pub async fn sign_in(pin: String) -> Result<(), ApiError> {
    use crate::ssr::{SignInError, context, cookies, refuse};
    match context().staff.sign_in(pin, context().peer).await {
        Ok(cookie) => {
            cookies::append(&cookie);
            leptos_axum::redirect("/admin");
            Ok(())
        }
        Err(SignInError::WrongPin) => refuse("/admin/sign-in", "wrong_pin"),
        Err(SignInError::TooManyAttempts) => refuse("/admin/sign-in", "too_many_attempts"),
        Err(SignInError::Busy) => refuse("/admin/sign-in", "sign_in_busy"),
    }
}
