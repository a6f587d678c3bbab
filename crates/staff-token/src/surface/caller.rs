//! [`SurfaceCaller`], the surface behind a request whose token was checked.

use super::{SurfaceClaims, SurfaceKind};
use axum::extract::FromRequestParts;
use http::{StatusCode, request::Parts};
use service_kit::Problem;

/// The surface behind a request; [`super::admit_caller`] adds it to the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurfaceCaller {
    /// The customers' surface, on behalf of one customer or of none.
    Client {
        /// The digest of the customer's cookie.
        customer: Option<String>,
    },
    /// The counter's surface.
    Admin,
    /// Any caller: the service runs with `--open`.
    Anybody,
}

impl SurfaceCaller {
    /// Whether it may see and change what belongs to the customer `session`: the counter may for
    /// all customers, the customers' surface for the one in its token.
    pub fn can_serve(&self, session: &str) -> bool {
        match self {
            Self::Client { customer } => customer.as_deref() == Some(session),
            Self::Admin | Self::Anybody => true,
        }
    }

    /// Whether it may act as this customer, which is more than to serve them: the counter is no
    /// customer's phone.
    pub fn can_act_as(&self, session: &str) -> bool {
        *self != Self::Admin && self.can_serve(session)
    }

    /// Whether it may call for staff.
    pub fn can_call_for_staff(&self) -> bool {
        !matches!(self, Self::Client { .. })
    }

    /// 403 `other_customer`: the request is about another customer than the token's.
    pub fn other_customer() -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "other_customer")
            .with_detail("the surface's token is not of the customer whom this is about")
    }
}

impl From<SurfaceClaims> for SurfaceCaller {
    fn from(claims: SurfaceClaims) -> Self {
        match claims.surface {
            SurfaceKind::Client => Self::Client { customer: claims.customer },
            SurfaceKind::Admin => Self::Admin,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SurfaceCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get().cloned();
        caller.ok_or_else(|| {
            Problem::internal_error("an endpoint stands outside the guard of its callers")
        })
    }
}
