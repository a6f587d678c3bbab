//! Errors of this service as problem+json responses with stable codes.

use crate::{db::StaffChangeError, people::PeopleError, sign_in::SignInError};
use axum::http::StatusCode;
use service_kit::Problem;

impl From<StaffChangeError> for Problem {
    fn from(error: StaffChangeError) -> Self {
        let code = match error {
            StaffChangeError::Store(error) => return error.into(),
            StaffChangeError::NotFound => return Self::not_found("person or device"),
            StaffChangeError::PinTaken => "pin_taken",
            StaffChangeError::LastManager => "last_manager",
            StaffChangeError::TooMany => "too_many",
        };
        Self::new(StatusCode::CONFLICT, code).with_detail(error.to_string())
    }
}

impl From<PeopleError> for Problem {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Invalid(invalid) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, invalid.code())
                    .with_detail(invalid.to_string())
            }
            PeopleError::Change(error) => error.into(),
            PeopleError::Busy => Self::service_overloaded(),
            PeopleError::TooManyAttempts { wait_s } => too_many_attempts(wait_s),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::WrongPin => Self::new(StatusCode::UNAUTHORIZED, "wrong_pin"),
            SignInError::DeviceUnknown => Self::new(StatusCode::FORBIDDEN, "device_unknown")
                .with_detail("a manager has to sign in on this device first"),
            SignInError::TooManyAttempts { wait_s } => too_many_attempts(wait_s),
            SignInError::People(error) => error.into(),
            SignInError::Key(error) => Self::internal_error(error),
        }
    }
}

fn too_many_attempts(wait_s: u32) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts").with_retry_after_s(wait_s)
}

/// 401 for a session that was ended.
pub(super) fn signed_out() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "signed_out").with_detail("this session was ended")
}
