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
        shared::ssr::{SignInError, context, cookies, redirect_to, refuse},
    };
    let context = context();
    // A locked tablet shows the sign-in form on the board itself, so that the board keeps ringing.
    let page = if context.device.is_some() { "/admin" } else { "/admin/sign-in" };
    match context.staff.sign_in(pin, context.peer, context.device.clone(), device_name()).await {
        Ok(set) => {
            set.iter().for_each(|cookie| cookies::append(cookie));
            redirect_to("/admin");
            Ok(())
        }
        Err(SignInError::WrongPin) => refuse(page, "wrong_pin"),
        Err(SignInError::DeviceUnknown) => refuse(page, "device_unknown"),
        Err(SignInError::TooManyAttempts) => refuse(page, "too_many_attempts"),
        Err(SignInError::Busy) => refuse(page, "sign_in_busy"),
        Err(SignInError::Unavailable) => refuse(page, "sign_in_unavailable"),
    }
}
