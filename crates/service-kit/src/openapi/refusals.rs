//! Refusals of an endpoint, as `responses(…)` of `#[utoipa::path]` takes them.

use super::PROBLEM;
use std::collections::BTreeMap;
use utoipa::openapi::{Content, Ref, RefOr, Response};

/// Responses of an endpoint by status.
pub type Responses = BTreeMap<String, RefOr<Response>>;

/// A status and the codes of the problems that an endpoint answers with it.
pub type RefusalCodes<'a> = (u16, &'a [&'a str]);

/// The problem responses of one endpoint; [`crate::refusals`] makes a type of them.
pub fn describe_refusals(all: &[RefusalCodes<'_>]) -> Responses {
    let responses = all.iter().map(|(status, codes)| {
        let mut response = Response::new(codes.join(", "));
        response
            .content
            .insert(PROBLEM.to_owned(), Content::new(Some(Ref::from_schema_name("Problem"))));
        (status.to_string(), response.into())
    });
    responses.collect()
}

/// Declares the refusals of an endpoint, for `responses(…)` of its `#[utoipa::path]`: each status
/// with its codes.
///
/// ```ignore
/// refusals!(BlockRefusals: 400 => ["invalid_id"], 409 => ["no_phone", "too_many_blocked"]);
/// ```
#[macro_export]
macro_rules! refusals {
    ($(#[$attribute:meta])* $visibility:vis $name:ident: $($status:literal => $codes:expr),+ $(,)?) => {
        $(#[$attribute])*
        $visibility struct $name;

        impl ::utoipa::IntoResponses for $name {
            fn responses() -> $crate::openapi::Responses {
                $crate::openapi::describe_refusals(&[$(($status, &$codes)),+])
            }
        }
    };
}

refusals!(
    /// Refusals of an endpoint with [`crate::PathId`].
    pub IdRefusals: 400 => ["invalid_id"], 404 => ["not_found"]
);
refusals!(
    /// Refusals of an endpoint with [`crate::QueryParams`].
    pub QueryRefusals: 400 => ["invalid_query"]
);
refusals!(
    /// The refusal of an endpoint whose subject may be missing.
    pub NotFoundRefusal: 404 => ["not_found"]
);
