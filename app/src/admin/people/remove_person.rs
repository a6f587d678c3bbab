//! Removal of a person from the staff, by a manager.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `not_found`, `last_manager`, `staff_unavailable`.
#[server(prefix = "/admin/api", endpoint = "people/remove")]
pub async fn remove_person(id: String) -> Result<(), ApiError> {
    use super::change_staff::apply_staff_change;
    use crate::shared::ssr::{refuse_request, require_manager};
    use gateway::StaffChange;
    require_manager()?;
    let Ok(id) = id.parse() else { return refuse_request("/admin/people", "invalid_form") };
    apply_staff_change(&StaffChange::Remove(id)).await
}
