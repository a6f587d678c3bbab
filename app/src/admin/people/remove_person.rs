//! Removal of a person from the staff, by a manager.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `not_found`, `last_manager`, `staff_unavailable`.
#[server(prefix = "/admin/api", endpoint = "people/remove")]
pub async fn remove_person(id: String) -> Result<(), ApiError> {
    use super::change_staff::staff;
    use crate::shared::ssr::{refuse, require_manager};
    use gateway::Staffing;
    require_manager()?;
    let Ok(id) = id.parse() else { return refuse("/admin/people", "invalid_form") };
    staff(&Staffing::Remove(id)).await
}
