//! Staff sign-in by PIN.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Any staff member can sign in on an enrolled device. On any other device, only a manager can,
/// which enrols it.
///
/// # Errors
/// `wrong_pin`, `device_unknown`, `too_many_attempts`, `sign_in_busy`, `sign_in_unavailable`.
#[server(prefix = "/admin/api", endpoint = "sign-in")]
pub async fn sign_in(pin: String) -> Result<(), ApiError> {
    use crate::{
        admin::people::device_name::device_name,
        shared::ssr::{SignInRefusal, cookies, redirect_to, refuse_request, request_context},
    };
    let context = request_context();
    // A locked tablet shows the sign-in form on the board itself, so that the board keeps ringing.
    let page = if context.device.is_some() { "/admin" } else { "/admin/sign-in" };
    match context.staff.sign_in(pin, context.peer, context.device.clone(), device_name()).await {
        Ok(set) => {
            set.iter().for_each(|cookie| cookies::append_cookie(cookie));
            redirect_to("/admin");
            Ok(())
        }
        Err(SignInRefusal::WrongPin) => refuse_request(page, "wrong_pin"),
        Err(SignInRefusal::DeviceUnknown) => refuse_request(page, "device_unknown"),
        Err(SignInRefusal::TooManyAttempts) => refuse_request(page, "too_many_attempts"),
        Err(SignInRefusal::Busy) => refuse_request(page, "sign_in_busy"),
        Err(SignInRefusal::Unavailable) => refuse_request(page, "sign_in_unavailable"),
    }
}
