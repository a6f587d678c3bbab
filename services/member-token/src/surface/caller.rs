//! Who calls a service, after its token was checked.

use super::{SurfaceClaims, SurfaceKind};
use axum::extract::FromRequestParts;
use http::{StatusCode, request::Parts};
use service_kit::Problem;

/// The surface behind a request; [`super::admit_caller`] puts it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// The customers' surface, on behalf of one customer or of none.
    Client {
        /// The digest of the customer's cookie.
        customer: Option<String>,
    },
    /// The counter's surface.
    Admin,
    /// The service was told to trust whoever reaches it.
    Anybody,
}

impl Caller {
    /// Whether it may see and do what belongs to the customer `session`: the counter serves all of them, the customers' surface the
    /// one in its token.
    pub fn serves(&self, session: &str) -> bool {
        match self {
            Self::Client { customer } => customer.as_deref() == Some(session),
            Self::Admin | Self::Anybody => true,
        }
    }

    /// Whether it may be this customer, which is more than to serve them: the counter is nobody's phone.
    pub fn may_be(&self, session: &str) -> bool {
        *self != Self::Admin && self.serves(session)
    }

    /// Whether staff may stand behind it.
    pub fn may_be_staff(&self) -> bool {
        !matches!(self, Self::Client { .. })
    }

    /// 403 `other_customer`.
    pub fn other_customer() -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "other_customer")
            .detail("the surface's token is not of the customer whom this is about")
    }
}

impl From<SurfaceClaims> for Caller {
    fn from(claims: SurfaceClaims) -> Self {
        match claims.surface {
            SurfaceKind::Client => Self::Client { customer: claims.customer },
            SurfaceKind::Admin => Self::Admin,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get().cloned();
        caller.ok_or_else(|| Problem::internal("an endpoint stands outside the guard of its callers"))
    }
}
