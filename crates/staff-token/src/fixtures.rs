//! Fixtures for tests: the keys of a store, and what they sign. No program enables this feature.

#![expect(clippy::unwrap_used, reason = "for tests only: what was generated here is a key")]

use crate::{
    GuardArgs, SigningKey,
    surface::{
        CallerArgs, SURFACE_TOKEN, ServiceName, SurfaceClaims, SurfaceKey, SurfaceKind, SurfaceSigner,
        TrustArgs,
    },
};
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use jiff::{SignedDuration, Timestamp};
use service_kit::{Clock, hosts::HostArgs};
use staff_api::{
    Device, DeviceId, Person, PersonId, Role, Roster, RosterDevice, RosterPerson, Session, SignedRoster,
    Token,
};
use std::sync::Arc;
use uuid::Uuid;

/// Kind of caller in a matrix of all endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
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

impl Asker {
    /// All kinds, in the order of a matrix's columns.
    pub const ALL: [Self; 6] =
        [Self::Nobody, Self::Client, Self::OtherClient, Self::Admin, Self::Barista, Self::Manager];
}

/// `METHOD /path` of each endpoint below `/api/` in a service's description.
///
/// # Panics
/// When the text is no description.
pub fn endpoints(description: &str) -> Vec<String> {
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
    let ways = described["paths"][path][method.to_lowercase()]["security"].as_array().unwrap().clone();
    assert!(ways.iter().all(|way| way.get("surface").is_some()), "{endpoint} is for surfaces alone");
    let is_optional = ways.iter().any(|way| way.get("session").is_none());
    let scopes = ways.into_iter().find_map(|way| serde_json::from_value(way.get("session")?.clone()).ok());
    (scopes, is_optional)
}

/// Checks that the description of `endpoint` agrees with the codes that each of [`Asker::ALL`] was
/// refused with.
///
/// # Panics
/// When it does not.
pub fn assert_described(description: &str, endpoint: &str, refusals: [&str; 6]) {
    let (scopes, is_optional) = described_session(description, endpoint);
    let [_, _, _, without_session, barista, _] = refusals;
    if is_optional {
        assert!(without_session != "signed_out" || scopes.is_some(), "{endpoint} asks for a session");
    } else {
        assert_eq!(without_session, "signed_out", "{endpoint} is described as one that asks for a session");
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
        Self { client: surface(), admin: surface(), staff: Arc::new(SigningKey::generate().unwrap()), clock }
    }

    /// Flags of a service that trusts the public halves.
    pub fn trust(&self) -> TrustArgs {
        TrustArgs {
            callers: self.callers(),
            staff: GuardArgs { staff_key: Some(self.staff.public().unwrap().into()) },
            hosts: HostArgs::default(),
        }
    }

    /// The same for the surfaces alone.
    pub fn callers(&self) -> CallerArgs {
        CallerArgs {
            client_key: vec![self.client.public().unwrap()],
            admin_key: vec![self.admin.public().unwrap()],
            open: false,
        }
    }

    /// The signer of a surface's calls.
    pub fn signer(&self, surface: SurfaceKind) -> SurfaceSigner {
        SurfaceSigner::new(surface, self.key(surface).clone(), self.clock.clone())
    }

    /// A token of the customers' surface, on behalf of `customer`.
    pub fn client(&self, service: ServiceName, customer: Option<&str>) -> HeaderValue {
        self.sign(&SurfaceClaims::at(SurfaceKind::Client, service, customer, self.clock.now()))
    }

    /// A token of the counter's surface.
    pub fn admin(&self, service: ServiceName) -> HeaderValue {
        self.sign(&SurfaceClaims::at(SurfaceKind::Admin, service, None, self.clock.now()))
    }

    /// Headers that `asker` sends to `service` about `customer`.
    pub fn headers(&self, asker: Asker, service: ServiceName, customer: &str) -> HeaderMap {
        let token = match asker {
            Asker::Nobody => return HeaderMap::new(),
            Asker::Client => self.client(service, Some(customer)),
            Asker::OtherClient => self.client(service, Some("another customer")),
            Asker::Admin | Asker::Barista | Asker::Manager => self.admin(service),
        };
        let role = match asker {
            Asker::Barista => Some(Role::Barista),
            Asker::Manager => Some(Role::Manager),
            _ => None,
        };
        let bearer = role.map(|role| format!("Bearer {}", self.session("지훈", role, 1)).parse().unwrap());
        let session = bearer.map(|bearer| (AUTHORIZATION, bearer));
        [(SURFACE_TOKEN, token)].into_iter().chain(session).collect()
    }

    /// `claims`, signed with the key of the surface that they name.
    pub fn sign(&self, claims: &SurfaceClaims) -> HeaderValue {
        self.key(claims.surface).sign(claims).unwrap().parse().unwrap()
    }

    fn key(&self, surface: SurfaceKind) -> &SurfaceKey {
        match surface {
            SurfaceKind::Client => &self.client,
            SurfaceKind::Admin => &self.admin,
        }
    }

    /// A session in the store `main` that ends in `hours` hours.
    pub fn session(&self, name: &str, role: Role, hours: i64) -> String {
        self.session_of("main", name, role, hours)
    }

    /// The same in another store.
    pub fn session_of(&self, store: &str, name: &str, role: Role, hours: i64) -> String {
        let person = person(name, role);
        let since = self.clock.now();
        let (store, device) = (store.to_owned(), DeviceId(Uuid::nil()));
        let until = since + SignedDuration::from_hours(hours);
        let session = Session { person, store, device, since, until, is_pin_generated: false };
        self.staff.sign(&Token::Session(session)).unwrap()
    }

    /// The roster of that version: a barista, a manager, and the device that they sign in on, where
    /// sessions that began by `locked_at` are over.
    pub fn roster(&self, version: i64, locked_at: Option<Timestamp>) -> SignedRoster {
        let known = |role| RosterPerson { person: person("지훈", role), signed_out_at: None };
        let (id, name, enrolled_by) = (DeviceId(Uuid::nil()), "태블릿".to_owned(), "민지".to_owned());
        let device = Device { id, name, enrolled_at: Timestamp::UNIX_EPOCH, enrolled_by };
        let roster = Roster {
            store: "main".to_owned(),
            version,
            people: vec![known(Role::Barista), known(Role::Manager)],
            devices: vec![RosterDevice { device, locked_at, session: None }],
        };
        self.staff.sign_roster(&roster).unwrap()
    }
}

fn person(name: &str, role: Role) -> Person {
    let id = if role == Role::Barista { 1 } else { 2 };
    Person { id: PersonId(Uuid::from_u128(id)), name: name.to_owned(), role }
}
