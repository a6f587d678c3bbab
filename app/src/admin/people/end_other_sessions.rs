//! Ending one's own sessions on all other devices, which requires the PIN.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `wrong_pin`, `too_many_attempts`, `staff_unavailable`.
#[server(prefix = "/admin/api", endpoint = "other-sessions")]
pub async fn end_other_sessions(pin: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        cookies, redirect_to, refuse_request, request_context, require_staff, staff_code,
    };
    use staff_api::PinAgain;
    const PAGE: &str = "/admin/my-pin";
    require_staff()?;
    let context = request_context();
    match context.staff.renew_session(&context.gateway, &PinAgain { pin, end_others: true }).await {
        Ok(session) => {
            cookies::append_cookie(&session);
            redirect_to("/admin/my-pin?saved=1");
            Ok(())
        }
        Err(error) => refuse_request(PAGE, staff_code(&error)),
    }
}
