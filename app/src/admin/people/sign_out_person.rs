//! Ending all sessions of one person or of all staff, by a manager.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `not_found`, `staff_unavailable`.
#[server(prefix = "/admin/api", endpoint = "people/sign-out")]
pub async fn sign_out_person(#[server(default)] id: String) -> Result<(), ApiError> {
    use super::change_staff::apply_staff_change;
    use crate::shared::ssr::{refuse_request, require_manager};
    use gateway::StaffChange;
    require_manager()?;
    let who = if id.is_empty() { Ok(None) } else { id.parse().map(Some) };
    let Ok(who) = who else { return refuse_request("/admin/people", "invalid_form") };
    apply_staff_change(&StaffChange::SignOut(who)).await
}
