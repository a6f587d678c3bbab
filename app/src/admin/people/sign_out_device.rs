//! Ending the session on a device, by a manager.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `not_found`, `staff_unavailable`.
#[server(prefix = "/admin/api", endpoint = "people/sign-out-device")]
pub async fn sign_out_device(id: String) -> Result<(), ApiError> {
    use super::change_staff::apply_staff_change;
    use crate::shared::ssr::{refuse_request, require_manager};
    use gateway::StaffChange;
    require_manager()?;
    let Ok(id) = id.parse() else { return refuse_request("/admin/people", "invalid_form") };
    apply_staff_change(&StaffChange::SignDeviceOut(id)).await
}
