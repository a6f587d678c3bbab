//! Staff sign-out, which is also how a tablet is locked: the session ends everywhere, and the
//! tablet stays enrolled and shows the board.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// None of its own.
#[server(prefix = "/admin/api", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ApiError> {
    use crate::shared::ssr::{cookies, redirect_to, request_context};
    let context = request_context();
    cookies::append_cookie(&context.staff.sign_out(context.staff_session).await);
    redirect_to("/admin");
    Ok(())
}
