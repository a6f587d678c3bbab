//! Change of a staff member's name, role or PIN, for managers.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `not_found`, `invalid_name`, `invalid_pin`,
/// `pin_common`, `pin_taken`, `role_needs_pin`, `last_manager`, `too_many_attempts`,
/// `staff_unavailable`.
#[server(prefix = "/admin/api", endpoint = "people/change")]
pub async fn change_person(
    id: String,
    name: String,
    role: String,
    pin: Option<String>,
) -> Result<(), ApiError> {
    use crate::{
        admin::people::add_person::PersonForm, admin::people::change_staff::apply_staff_form,
        shared::ssr::require_manager,
    };
    use gateway::StaffChange;
    use staff_api::PersonPatch;
    require_manager()?;
    let typed = PersonForm { id, name: name.clone(), role };
    let pin = pin.filter(|pin| !pin.is_empty());
    let change = typed.id.parse().ok().zip(typed.role.parse().ok()).map(|(id, role)| {
        StaffChange::Change(id, PersonPatch { name: Some(name), role: Some(role), pin })
    });
    apply_staff_form(change, typed).await
}
