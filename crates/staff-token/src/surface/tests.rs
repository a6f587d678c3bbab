//! Every way to call a service without a valid token of one's own.

use super::*;
use crate::{SigningKey, fixtures::StoreKeys};
use http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use service_kit::Clock;

const PHONE: &str = "9f86d081884c7d65";

fn noon() -> Clock {
    Clock::manual("2026-03-02T03:00:00Z".parse().unwrap())
}

fn guard(keys: &StoreKeys, service: ServiceName, clock: &Clock) -> CallerGuard {
    CallerGuard::new(&keys.caller_args(), service, &["GET /api/v1/menu"], clock.clone())
}

/// The caller, or the code of the refusal.
fn identify(
    guard: &CallerGuard,
    token: impl Into<Option<HeaderValue>>,
) -> Result<SurfaceCaller, &'static str> {
    let headers = HeaderMap::from_iter(token.into().map(|token| (SURFACE_TOKEN, token)));
    guard.identify_caller(&headers).map_err(|problem| problem.code())
}

fn claims(now: Timestamp) -> SurfaceClaims {
    SurfaceClaims::issue_claims(SurfaceKind::Client, ServiceName::Order, Some(PHONE), now)
}

#[test]
fn a_surface_is_known_by_its_token_and_for_whom_it_calls() {
    let clock = noon();
    let keys = StoreKeys::generate(clock.clone());
    let guard = guard(&keys, ServiceName::Order, &clock);
    let client = |customer: Option<&str>| keys.client_token(ServiceName::Order, customer);
    let of = |customer: Option<&str>| {
        Ok(SurfaceCaller::Client { customer: customer.map(str::to_owned) })
    };
    assert_eq!(identify(&guard, client(Some(PHONE))), of(Some(PHONE)));
    assert_eq!(identify(&guard, client(None)), of(None));
    assert_eq!(identify(&guard, keys.admin_token(ServiceName::Order)), Ok(SurfaceCaller::Admin));
}

#[test]
fn a_token_of_another_service_store_surface_or_purpose_counts_for_nothing() {
    let clock = noon();
    let keys = StoreKeys::generate(clock.clone());
    let others = StoreKeys::generate(clock.clone());
    let guard = guard(&keys, ServiceName::Order, &clock);
    assert_eq!(identify(&guard, None), Err("surface_token_missing"));
    let admin_by_client = SurfaceClaims { surface: SurfaceKind::Admin, ..claims(clock.now()) };
    let key = SurfaceKey::generate().unwrap();
    let args = CallerArgs { client_key: vec![key.public_key().unwrap()], ..keys.caller_args() };
    let knows_key = CallerGuard::new(&args, ServiceName::Order, &[], clock.clone());
    let by_key =
        |claims: &SurfaceClaims| key.sign_claims(claims).unwrap().parse::<HeaderValue>().unwrap();
    assert!(identify(&knows_key, by_key(&claims(clock.now()))).is_ok());
    assert_eq!(identify(&knows_key, by_key(&admin_by_client)), Err("surface_token_invalid"));

    let staff = keys.session_token("지훈", staff_api::StaffRole::Manager, 1).parse().unwrap();
    let signed = SigningKey::generate().unwrap().to_secret_text().parse::<SurfaceKey>().unwrap();
    for foreign in [
        keys.client_token(ServiceName::Menu, Some(PHONE)),
        keys.admin_token(ServiceName::Staff),
        others.client_token(ServiceName::Order, Some(PHONE)),
        others.admin_token(ServiceName::Order),
        staff,
        signed.sign_claims(&claims(clock.now())).unwrap().parse().unwrap(),
        HeaderValue::from_static(""),
        HeaderValue::from_static("v4.public.AAAA"),
        HeaderValue::from_bytes(b"\xff").unwrap(),
    ] {
        assert_eq!(identify(&guard, foreign.clone()), Err("surface_token_invalid"), "{foreign:?}");
    }
}

#[test]
fn a_token_that_was_changed_anywhere_is_none() {
    let clock = noon();
    let keys = StoreKeys::generate(clock.clone());
    let guard = guard(&keys, ServiceName::Order, &clock);
    let token = keys.client_token(ServiceName::Order, Some(PHONE));
    // A checked token is remembered, which must not admit a changed copy of it.
    assert!(identify(&guard, token.clone()).is_ok());
    for at in 0..token.len() {
        let mut forged = token.as_bytes().to_vec();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = HeaderValue::from_bytes(&forged).unwrap();
        assert_eq!(identify(&guard, forged), Err("surface_token_invalid"), "{at}");
    }
}

#[test]
fn a_token_is_valid_for_its_time_and_for_no_long_time() {
    let clock = noon();
    let keys = StoreKeys::generate(clock.clone());
    let guard = guard(&keys, ServiceName::Order, &clock);
    let now = clock.now();
    let lives = |from_s: i64, life_s: i64| {
        let issued_at = now + SignedDuration::from_secs(from_s);
        let until = issued_at + SignedDuration::from_secs(life_s);
        keys.sign_claims(&SurfaceClaims { issued_at, until, ..claims(now) })
    };
    for (from_s, life_s, expected) in [
        (0, 60, None),
        (0, 300, None),
        (30, 60, None),
        (-59, 60, None),
        (-60, 60, Some("surface_token_time")),
        (31, 60, Some("surface_token_time")),
        (-3_600, 60, Some("surface_token_time")),
        (3_600, 60, Some("surface_token_time")),
        (0, 301, Some("surface_token_invalid")),
        (-86_400, 172_800, Some("surface_token_invalid")),
        (0, 0, Some("surface_token_invalid")),
        (30, -60, Some("surface_token_invalid")),
    ] {
        assert_eq!(identify(&guard, lives(from_s, life_s)).err(), expected, "{from_s} {life_s}");
    }
    // A remembered token expires as well.
    let token = lives(0, 60);
    assert!(identify(&guard, token.clone()).is_ok());
    clock.advance_by(SignedDuration::from_secs(60));
    assert_eq!(identify(&guard, token), Err("surface_token_time"));
}

#[test]
fn one_of_several_keys_is_enough_while_one_is_replaced() {
    let clock = noon();
    let old = StoreKeys::generate(clock.clone());
    let new = StoreKeys::generate(clock.clone());
    let client_key = [old.caller_args().client_key, new.caller_args().client_key].concat();
    let args = CallerArgs { client_key, ..new.caller_args() };
    let guard = CallerGuard::new(&args, ServiceName::Menu, &[], clock);
    for keys in [&old, &new] {
        assert!(identify(&guard, keys.client_token(ServiceName::Menu, None)).is_ok());
    }
    assert_eq!(identify(&guard, old.admin_token(ServiceName::Menu)), Err("surface_token_invalid"));
}

#[test]
fn without_keys_a_service_starts_only_when_it_is_to_be_open() {
    let told =
        |service, trust: &TrustArgs| trust.require_keys(service).map_err(|error| error.to_string());
    let keys = StoreKeys::generate(noon());
    assert_eq!(told(ServiceName::Order, &keys.trust_args()), Ok(()));
    let nothing = TrustArgs::default();
    let error = told(ServiceName::Menu, &nothing).unwrap_err();
    for word in [
        "--client-key, --admin-key, --staff-key missing",
        "server --new-key",
        "staff --new-key",
        "--open",
    ] {
        assert!(error.contains(word), "{error}");
    }
    let no_client = TrustArgs {
        callers: CallerArgs { client_key: vec![], ..keys.caller_args() },
        ..keys.trust_args()
    };
    assert!(told(ServiceName::Order, &no_client).unwrap_err().starts_with("--client-key missing"));
    assert_eq!(no_client.callers.require_keys(ServiceName::Staff), Ok(()));
    let no_staff = TrustArgs { staff: crate::GuardArgs::default(), ..keys.trust_args() };
    assert!(told(ServiceName::Order, &no_staff).unwrap_err().starts_with("--staff-key missing"));
    let open = TrustArgs {
        callers: CallerArgs { open: true, ..CallerArgs::default() },
        ..nothing.clone()
    };
    assert_eq!(told(ServiceName::Menu, &open), Ok(()));
    assert_eq!(
        identify(&CallerGuard::new(&open.callers, ServiceName::Menu, &[], noon()), None),
        Ok(SurfaceCaller::Anybody)
    );
    // A service that skipped the check of its keys admits no caller.
    let closed = CallerGuard::new(&nothing.callers, ServiceName::Menu, &[], noon());
    assert_eq!(
        identify(&closed, keys.admin_token(ServiceName::Menu)),
        Err("surface_token_invalid")
    );
    let staff = |trust: &TrustArgs| {
        trust.staff_guard(noon()).require_session(&HeaderMap::new(), staff_api::StaffRole::Barista)
    };
    assert!(staff(&nothing).is_err() && staff(&open).is_ok());
}

#[test]
fn a_caller_serves_and_is_whom_its_token_names() {
    let client =
        |customer: Option<&str>| SurfaceCaller::Client { customer: customer.map(str::to_owned) };
    for (caller, serves, may_be, may_be_staff) in [
        (client(Some(PHONE)), true, true, false),
        (client(Some("another")), false, false, false),
        (client(None), false, false, false),
        (SurfaceCaller::Admin, true, false, true),
        (SurfaceCaller::Anybody, true, true, true),
    ] {
        let is = (caller.can_serve(PHONE), caller.can_act_as(PHONE), caller.can_call_for_staff());
        assert_eq!(is, (serves, may_be, may_be_staff), "{caller:?}");
    }
}

#[test]
fn a_signed_token_serves_many_calls_and_each_customer_has_their_own() {
    let clock = noon();
    let keys = StoreKeys::generate(clock.clone());
    let signer = keys.surface_signer(SurfaceKind::Client);
    let guard = guard(&keys, ServiceName::Order, &clock);
    let zero = SignedDuration::ZERO;
    let token = |customer: Option<&str>, ahead| {
        signer.token_for(ServiceName::Order, customer, ahead).unwrap()
    };
    let first = token(Some(PHONE), zero);
    assert!(first.is_sensitive());
    assert_eq!(first, token(Some(PHONE), zero));
    assert_eq!(
        identify(&guard, first.clone()).unwrap(),
        SurfaceCaller::Client { customer: Some(PHONE.to_owned()) }
    );
    let hour = SignedDuration::from_hours(1);
    let others = [
        token(None, zero),
        token(Some("another"), zero),
        token(Some(PHONE), hour),
        signer.token_for(ServiceName::Menu, Some(PHONE), zero).unwrap(),
    ];
    assert!(!others.contains(&first));
    clock.advance_by(SignedDuration::from_secs(29));
    assert_eq!(first, token(Some(PHONE), zero));
    clock.advance_by(SignedDuration::from_secs(1));
    assert_ne!(first, token(Some(PHONE), zero));
    let before = token(Some(PHONE), zero);
    clock.advance_by(-hour);
    assert_ne!(before, token(Some(PHONE), zero), "it is of another time");
}

#[test]
fn a_key_file_is_made_once_and_for_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys/client.key");
    let error = SurfaceKey::read_file(&file).unwrap_err().to_string();
    assert!(error.contains("server --new-key"), "{error}");
    let made = SurfaceKey::read_or_create(&file).unwrap().public_key().unwrap().to_string();
    assert_eq!(SurfaceKey::read_or_create(&file).unwrap().public_key().unwrap().to_string(), made);
    assert_eq!(made.parse::<SurfacePublicKey>().unwrap().to_string(), made);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::write(&file, "nonsense").unwrap();
    assert!(SurfaceKey::read_or_create(&file).is_err());
}
