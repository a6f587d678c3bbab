//! Refusals and failed changes as problem+json responses.

use crate::{
    db::MenuChangeError,
    domain::{EditRefusal, InvalidMenu},
};
use http::StatusCode;
use service_kit::Problem;

impl From<EditRefusal> for Problem {
    fn from(refusal: EditRefusal) -> Self {
        let (status, code) = match &refusal {
            EditRefusal::NotFound(what) => return Self::not_found(what),
            EditRefusal::IdTaken(_) => (StatusCode::CONFLICT, "id_taken"),
            EditRefusal::InvalidBody(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_body"),
            EditRefusal::InvalidMenu(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_menu"),
        };
        let problem = Self::new(status, code).with_detail(refusal.to_string());
        match refusal {
            EditRefusal::InvalidMenu(InvalidMenu { field: Some(field), .. }) => {
                problem.with_member("field", field)
            }
            _ => problem,
        }
    }
}

impl From<MenuChangeError> for Problem {
    fn from(error: MenuChangeError) -> Self {
        match error {
            MenuChangeError::Refused(refusal) => refusal.into(),
            MenuChangeError::NoStore => Self::not_found("store"),
            MenuChangeError::NoDraft => Self::not_found("draft"),
            MenuChangeError::Store(error) => error.into(),
            MenuChangeError::VersionConflict { version } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "version_conflict")
                    .with_detail(error.to_string())
                    .with_member("version", version)
            }
        }
    }
}
