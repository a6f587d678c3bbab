//! Change of one's own PIN, which requires the old one.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `wrong_pin`, `invalid_pin`, `pin_common`, `pin_same`, `pin_taken`,
/// `too_many_attempts`, `staff_unavailable`.
#[server(prefix = "/admin/api", endpoint = "my-pin")]
pub async fn change_my_pin(old: String, new: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        cookies, redirect_to, refuse_request, request_context, require_staff, staff_code,
    };
    use staff_api::PinChange;
    const PAGE: &str = "/admin/my-pin";
    require_staff()?;
    let context = request_context();
    match context.staff.change_pin(context.gateway, PinChange { old, new }).await {
        Ok(session) => {
            cookies::append_cookie(&session);
            let is_first =
                context.staff_session.is_some_and(|(session, _)| session.is_pin_generated);
            redirect_to(if is_first { "/admin" } else { "/admin/my-pin?saved=1" });
            Ok(())
        }
        Err(error) => refuse_request(PAGE, staff_code(&error)),
    }
}
