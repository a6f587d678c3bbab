//! A change of the staff by one of their forms.

use super::add_person::PersonForm;
use crate::shared::{
    api_error::ApiError,
    ssr::{redirect_to, refuse_form, refuse_request, request_context, staff_code},
};
use gateway::StaffChange;

const PEOPLE: &str = "/admin/people";

/// Changes the staff and redirects to the page of people.
///
/// # Errors
/// [`staff_code`].
pub async fn apply_staff_change(staffing: &StaffChange) -> Result<(), ApiError> {
    if let Err(error) = request_context().gateway.change_staff(staffing).await {
        return refuse_request(PEOPLE, staff_code(&error));
    }
    redirect_to("/admin/people?saved=1");
    Ok(())
}

/// As [`staff`], for a form that is shown again as typed when it is refused, without its PIN.
///
/// # Errors
/// [`staff_code`].
pub async fn apply_staff_form(
    staffing: Option<StaffChange>,
    typed: PersonForm,
) -> Result<(), ApiError> {
    let Some(staffing) = staffing else { return refuse_form(PEOPLE, "invalid_form", typed) };
    if let Err(error) = request_context().gateway.change_staff(&staffing).await {
        return refuse_form(PEOPLE, staff_code(&error), typed);
    }
    redirect_to("/admin/people?saved=1");
    Ok(())
}
