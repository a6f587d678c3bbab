//! A manager adds somebody to the staff.

use super::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `invalid_name`, `invalid_pin`, `pin_taken`, `too_many`, `member_unavailable`.
#[server(prefix = "/admin/api", endpoint = "people/add")]
pub async fn add_person(name: String, role: String, pin: String) -> Result<(), ApiError> {
    use crate::ssr::{refuse, require_manager, staff};
    use gateway::Staffing;
    use member_api::NewPerson;
    require_manager()?;
    let Ok(role) = role.parse() else { return refuse("/admin/people", "invalid_form") };
    staff(&Staffing::Add(NewPerson { name, role, pin })).await
}
