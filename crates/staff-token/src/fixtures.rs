//! Fixtures for tests: the keys of a store, and what they sign. No program enables this feature.

#![expect(clippy::unwrap_used, reason = "for tests only: what was generated here is a key")]

use crate::{
    GuardArgs, SigningKey,
    surface::{
        CallerArgs, SURFACE_TOKEN, ServiceName, SurfaceClaims, SurfaceKey, SurfaceKind,
        SurfaceSigner, TrustArgs,
    },
};
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use jiff::{SignedDuration, Timestamp};
use service_kit::{Clock, hosts::HostArgs};
use staff_api::{
    DeviceId, EnrolledDevice, PersonId, RosterDevice, RosterPerson, SignedRoster, StaffClaims,
    StaffPerson, StaffRole, StaffRoster, StaffSession,
};
use std::sync::Arc;
use uuid::Uuid;

/// Kind of caller in a matrix of all endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestCaller {
    /// Reaches the port and has no token.
    Nobody,
    /// The customers' surface, for the customer that the request is about.
    Client,
    /// The same for another customer.
    OtherClient,
    /// The counter's surface without a signed-in person.
    Admin,
    /// The same with a barista.
    Barista,
    /// The same with a manager.
    Manager,
}

impl TestCaller {
    /// All kinds, in the order of a matrix's columns.
    pub const ALL: [Self; 6] =
        [Self::Nobody, Self::Client, Self::OtherClient, Self::Admin, Self::Barista, Self::Manager];
}

/// `METHOD /path` of each endpoint below `/api/` in a service's description.
///
/// # Panics
/// When the text is no description.
pub fn list_endpoints(description: &str) -> Vec<String> {
    let described: serde_json::Value = serde_json::from_str(description).unwrap();
    let paths = described["paths"].as_object().unwrap();
    let api = paths.iter().filter(|(path, _)| path.starts_with("/api/"));
    let methods = |(path, item): (&String, &serde_json::Value)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    };
    api.flat_map(methods).collect()
}

/// The session that `endpoint` asks for by the description: its scopes, `None` where it takes no
/// session, and whether it is optional.
///
/// # Panics
/// When the description has no such endpoint.
pub fn described_session(description: &str, endpoint: &str) -> (Option<Vec<String>>, bool) {
    let described: serde_json::Value = serde_json::from_str(description).unwrap();
    let (method, path) = endpoint.split_once(' ').unwrap();
    let ways =
        described["paths"][path][method.to_lowercase()]["security"].as_array().unwrap().clone();
    assert!(
        ways.iter().all(|way| way.get("surface").is_some()),
        "{endpoint} is for surfaces alone"
    );
    let is_optional = ways.iter().any(|way| way.get("session").is_none());
    let scopes =
        ways.into_iter().find_map(|way| serde_json::from_value(way.get("session")?.clone()).ok());
    (scopes, is_optional)
}

/// Checks that the description of `endpoint` agrees with the codes that each of [`TestCaller::ALL`]
/// was refused with.
///
/// # Panics
/// When it does not.
pub fn assert_described(description: &str, endpoint: &str, refusals: [&str; 6]) {
    let (scopes, is_optional) = described_session(description, endpoint);
    let [_, _, _, without_session, barista, _] = refusals;
    if is_optional {
        assert!(
            without_session != "signed_out" || scopes.is_some(),
            "{endpoint} asks for a session"
        );
    } else {
        assert_eq!(
            without_session, "signed_out",
            "{endpoint} is described as one that asks for a session"
        );
    }
    let is_managers = scopes.is_some_and(|scopes| scopes.iter().any(|scope| scope == "manager"));
    assert_eq!(barista == "forbidden", is_managers, "{endpoint} and its role");
}

/// Keys of one store: of both surfaces and of the staff service.
#[derive(Clone)]
pub struct StoreKeys {
    client: SurfaceKey,
    admin: SurfaceKey,
    /// The staff service's signing key.
    pub staff: Arc<SigningKey>,
    clock: Clock,
}

impl StoreKeys {
    /// New keys, whose tokens are valid by `clock`.
    pub fn generate(clock: Clock) -> Self {
        let surface = || SurfaceKey::generate().unwrap();
        Self {
            client: surface(),
            admin: surface(),
            staff: Arc::new(SigningKey::generate().unwrap()),
            clock,
        }
    }

    /// Flags of a service that trusts the public halves.
    pub fn trust_args(&self) -> TrustArgs {
        TrustArgs {
            callers: self.caller_args(),
            staff: GuardArgs { staff_key: Some(self.staff.public_key().unwrap().into()) },
            hosts: HostArgs::default(),
        }
    }

    /// The same for the surfaces alone.
    pub fn caller_args(&self) -> CallerArgs {
        CallerArgs {
            client_key: vec![self.client.public_key().unwrap()],
            admin_key: vec![self.admin.public_key().unwrap()],
            open: false,
        }
    }

    /// The signer of a surface's calls.
    pub fn surface_signer(&self, surface: SurfaceKind) -> SurfaceSigner {
        SurfaceSigner::new(surface, self.surface_key(surface).clone(), self.clock.clone())
    }

    /// A token of the customers' surface, on behalf of `customer`.
    pub fn client_token(&self, service: ServiceName, customer: Option<&str>) -> HeaderValue {
        self.sign_claims(&SurfaceClaims::issue_claims(
            SurfaceKind::Client,
            service,
            customer,
            self.clock.now(),
        ))
    }

    /// A token of the counter's surface.
    pub fn admin_token(&self, service: ServiceName) -> HeaderValue {
        self.sign_claims(&SurfaceClaims::issue_claims(
            SurfaceKind::Admin,
            service,
            None,
            self.clock.now(),
        ))
    }

    /// Headers that `asker` sends to `service` about `customer`.
    pub fn caller_headers(
        &self,
        asker: TestCaller,
        service: ServiceName,
        customer: &str,
    ) -> HeaderMap {
        let token = match asker {
            TestCaller::Nobody => return HeaderMap::new(),
            TestCaller::Client => self.client_token(service, Some(customer)),
            TestCaller::OtherClient => self.client_token(service, Some("another customer")),
            TestCaller::Admin | TestCaller::Barista | TestCaller::Manager => {
                self.admin_token(service)
            }
        };
        let role = match asker {
            TestCaller::Barista => Some(StaffRole::Barista),
            TestCaller::Manager => Some(StaffRole::Manager),
            _ => None,
        };
        let bearer = role
            .map(|role| format!("Bearer {}", self.session_token("지훈", role, 1)).parse().unwrap());
        let session = bearer.map(|bearer| (AUTHORIZATION, bearer));
        [(SURFACE_TOKEN, token)].into_iter().chain(session).collect()
    }

    /// `claims`, signed with the key of the surface that they name.
    pub fn sign_claims(&self, claims: &SurfaceClaims) -> HeaderValue {
        self.surface_key(claims.surface).sign_claims(claims).unwrap().parse().unwrap()
    }

    fn surface_key(&self, surface: SurfaceKind) -> &SurfaceKey {
        match surface {
            SurfaceKind::Client => &self.client,
            SurfaceKind::Admin => &self.admin,
        }
    }

    /// A session in the store `main` that ends in `hours` hours.
    pub fn session_token(&self, name: &str, role: StaffRole, hours: i64) -> String {
        self.session_token_in("main", name, role, hours)
    }

    /// The same in another store.
    pub fn session_token_in(&self, store: &str, name: &str, role: StaffRole, hours: i64) -> String {
        let person = sample_person(name, role);
        let since = self.clock.now();
        let store = store.to_owned();
        let device = DeviceId(Uuid::nil());
        let until = since + SignedDuration::from_hours(hours);
        let session = StaffSession { person, store, device, since, until, is_pin_generated: false };
        self.staff.sign_token(&StaffClaims::Session(session)).unwrap()
    }

    /// The roster of that version: a barista, a manager, and the device that they sign in on, where
    /// sessions that began by `locked_at` are over.
    pub fn signed_roster(&self, version: i64, locked_at: Option<Timestamp>) -> SignedRoster {
        let known =
            |role| RosterPerson { person: sample_person("지훈", role), signed_out_at: None };
        let id = DeviceId(Uuid::nil());
        let name = "태블릿".to_owned();
        let enrolled_by = "민지".to_owned();
        let device = EnrolledDevice { id, name, enrolled_at: Timestamp::UNIX_EPOCH, enrolled_by };
        let roster = StaffRoster {
            store: "main".to_owned(),
            version,
            people: vec![known(StaffRole::Barista), known(StaffRole::Manager)],
            devices: vec![RosterDevice { device, locked_at, session: None }],
        };
        self.staff.sign_roster(&roster).unwrap()
    }
}

fn sample_person(name: &str, role: StaffRole) -> StaffPerson {
    let id = if role == StaffRole::Barista { 1 } else { 2 };
    StaffPerson { id: PersonId(Uuid::from_u128(id)), name: name.to_owned(), role }
}
