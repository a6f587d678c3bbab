//! Refusals and failed changes as problem+json responses.

use crate::{
    db::ChangeError,
    domain::{InvalidMenu, Refusal},
};
use http::StatusCode;
use service_kit::Problem;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (status, code) = match &refusal {
            Refusal::NotFound(what) => return Self::not_found(what),
            Refusal::IdTaken(_) => (StatusCode::CONFLICT, "id_taken"),
            Refusal::InvalidBody(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_body"),
            Refusal::InvalidMenu(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_menu"),
        };
        let problem = Self::new(status, code).detail(refusal.to_string());
        match refusal {
            Refusal::InvalidMenu(InvalidMenu { field: Some(field), .. }) => problem.with("field", field),
            _ => problem,
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Refused(refusal) => refusal.into(),
            ChangeError::NoStore => Self::not_found("store"),
            ChangeError::NoDraft => Self::not_found("draft"),
            ChangeError::Store(error) => error.into(),
            ChangeError::VersionConflict { version } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "version_conflict")
                    .detail(error.to_string())
                    .with("version", version)
            }
        }
    }
}
