//! Removal of an enrolled device, by a manager: it ends the device's session and prevents further
//! sign-ins on it.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `not_found`, `staff_unavailable`.
#[server(prefix = "/admin/api", endpoint = "people/remove-device")]
pub async fn remove_device(id: String) -> Result<(), ApiError> {
    use super::change_staff::apply_staff_change;
    use crate::shared::ssr::{refuse_request, require_manager};
    use gateway::StaffChange;
    require_manager()?;
    let Ok(id) = id.parse() else { return refuse_request("/admin/people", "invalid_form") };
    apply_staff_change(&StaffChange::RemoveDevice(id)).await
}
