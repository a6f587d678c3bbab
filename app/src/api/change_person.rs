//! A manager changes somebody's name, role or PIN.

use super::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `not_found`, `invalid_name`, `invalid_pin`,
/// `pin_taken`, `last_manager`, `member_unavailable`.
#[server(prefix = "/admin/api", endpoint = "people/change")]
pub async fn change_person(
    id: String,
    name: String,
    role: String,
    pin: Option<String>,
) -> Result<(), ApiError> {
    use crate::ssr::{refuse, require_manager, staff};
    use gateway::Staffing;
    use member_api::PersonPatch;
    require_manager()?;
    let (Ok(id), Ok(role)) = (id.parse(), role.parse()) else {
        return refuse("/admin/people", "invalid_form");
    };
    let pin = pin.filter(|pin| !pin.is_empty());
    staff(&Staffing::Change(id, PersonPatch { name: Some(name), role: Some(role), pin })).await
}
