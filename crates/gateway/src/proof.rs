//! Proof of which surface makes a call. Tokens are valid for a minute by the clock of the service
//! that checks them, and clocks disagree and jump: a service that refuses a token for its time
//! sends its own time, and the next token is made for that.

use crate::{
    call::ServiceReply,
    endpoint::ServiceEndpoint,
    error::{GatewayError, ServiceProblem},
};
use jiff::Timestamp;
use reqwest::{StatusCode, header::HeaderValue};
use serde_json::Value;
use staff_token::surface::{ServiceName, SurfaceSigner};
use std::sync::Arc;

const OTHER_TIME: &str = "surface_token_time";

/// Signs the calls to one service.
#[derive(Debug, Clone)]
pub(crate) struct SurfaceProof {
    pub signer: Arc<SurfaceSigner>,
    pub audience: ServiceName,
}

impl SurfaceProof {
    /// The token for a call to `at` on behalf of `customer`.
    pub fn sign_token(&self, at: &ServiceEndpoint, customer: Option<&str>) -> Option<HeaderValue> {
        let token = self.signer.token_for(self.audience, customer, at.clock_ahead());
        token.inspect_err(|error| tracing::error!(%error, "the surface's key signs nothing")).ok()
    }

    /// Whether `at` refused the token for its time alone. The endpoint's clock is then known, and
    /// the call, which was not processed, may be made again at once with a new token.
    pub fn learn_clock(&self, at: &ServiceEndpoint, reply: &ServiceReply) -> bool {
        if reply.status != StatusCode::UNAUTHORIZED {
            return false;
        }
        match reply.to_error() {
            GatewayError::Refused(problem) => self.learn_clock_of(at, &problem),
            _ => false,
        }
    }

    /// [`SurfaceProof::learn_clock`], by the problem of a refusal.
    pub fn learn_clock_of(&self, at: &ServiceEndpoint, problem: &ServiceProblem) -> bool {
        let theirs =
            problem.more.get("now").and_then(Value::as_str).and_then(|now| now.parse().ok());
        let Some(theirs) = theirs.filter(|_: &Timestamp| problem.code == OTHER_TIME) else {
            return false;
        };
        let ahead = self.signer.clock_lead(theirs);
        tracing::info!(address = %at.address.socket, ?ahead, "the clock of a service differs");
        at.set_clock_ahead(ahead);
        true
    }
}
