//! Adding a person to the staff, for managers.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// The form of a staff member as typed, without the PIN.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonForm {
    /// Empty for a new person.
    pub id: String,
    pub name: String,
    pub role: String,
}

/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `invalid_name`, `invalid_pin`, `pin_common`,
/// `pin_taken`, `too_many`, `too_many_attempts`, `staff_unavailable`.
#[server(prefix = "/admin/api", endpoint = "people/add")]
pub async fn add_person(name: String, role: String, pin: String) -> Result<(), ApiError> {
    use super::change_staff::apply_staff_form;
    use crate::shared::ssr::require_manager;
    use gateway::StaffChange;
    use staff_api::NewPerson;
    require_manager()?;
    let typed = PersonForm { id: String::new(), name: name.clone(), role };
    let new = typed.role.parse().ok().map(|role| StaffChange::Add(NewPerson { name, role, pin }));
    apply_staff_form(new, typed).await
}
