//! In-process tests of client addresses and of the shares and rates per address.

use super::*;
use crate::{
    FairStreamLimit,
    overload::{AdmissionLayer, AllowBody, BodyAllowance, InFlight, ShedPolicy, WaitingCounts},
    serve,
};
use axum::{
    Router,
    body::{Body, Bytes},
    routing::{get, post},
};
use http::{HeaderMap, HeaderName, HeaderValue, Request as HttpRequest};
use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};
use tokio::sync::Notify;
use tower::ServiceExt as _;

fn client(text: &str) -> ClientIp {
    ClientIp::new(text.parse().unwrap())
}

fn nth(n: u32) -> ClientIp {
    ClientIp::new(IpAddr::V6(Ipv6Addr::from_bits(u128::from(n) << 64)))
}

#[test]
fn an_ipv6_client_is_its_network_and_a_mapped_one_is_ipv4() {
    assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
    assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
    assert_eq!(client("::ffff:203.0.113.7"), client("203.0.113.7"));
    assert_ne!(client("127.0.0.2"), client("127.0.0.3"));
}

#[test]
fn only_a_trusted_proxy_says_who_its_client_is() {
    let proxies: TrustedProxies = "10.0.0.0/8, 127.0.0.1,fd00::/8".parse().unwrap();
    let told = |peer: &str, headers: &[(&'static str, &'static str)]| {
        let pairs = headers.iter().map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        });
        let mut map = HeaderMap::new();
        pairs.for_each(|(name, value)| {
            map.append(name, value);
        });
        proxies.client_of(peer.parse().unwrap(), &map).ip_address().to_string()
    };
    let one = "x-forwarded-for";
    let far = "forwarded";
    for (peer, headers, expected) in [
        ("203.0.113.9", &[(one, "198.51.100.1")][..], "203.0.113.9"),
        ("10.1.2.3", &[(one, "198.51.100.1")], "198.51.100.1"),
        ("::ffff:10.1.2.3", &[(one, "198.51.100.1")], "198.51.100.1"),
        // The client's own entries are to the left of the address that the proxy saw.
        ("10.1.2.3", &[(one, "1.1.1.1, 198.51.100.1")], "198.51.100.1"),
        ("10.1.2.3", &[(one, "1.1.1.1"), (one, "198.51.100.1, 10.9.9.9")], "198.51.100.1"),
        ("10.1.2.3", &[(one, "nonsense, 198.51.100.1")], "198.51.100.1"),
        ("10.1.2.3", &[(one, "10.0.0.7, 127.0.0.1")], "10.0.0.7"),
        ("10.1.2.3", &[(one, "[2001:db8:5:6::7]:443")], "2001:db8:5:6::"),
        ("10.1.2.3", &[(one, "198.51.100.1:4711")], "198.51.100.1"),
        ("10.1.2.3", &[(one, "unknown")], "10.1.2.3"),
        ("10.1.2.3", &[(one, "198.51.100.1, unknown")], "10.1.2.3"),
        ("10.1.2.3", &[(one, "")], "10.1.2.3"),
        ("10.1.2.3", &[(one, "\u{e9}")], "10.1.2.3"),
        ("10.1.2.3", &[], "10.1.2.3"),
        (
            "10.1.2.3",
            &[(far, "for=1.1.1.1, for=\"[2001:db8:5:6::7]:1\";proto=https")],
            "2001:db8:5:6::",
        ),
        ("10.1.2.3", &[(far, "By=10.0.0.1; For=198.51.100.1")], "198.51.100.1"),
        ("10.1.2.3", &[(far, "proto=https")], "10.1.2.3"),
        // A proxy passes on a header that it does not know, so a client can forge it.
        ("10.1.2.3", &[(one, "198.51.100.1"), (far, "for=1.1.1.1")], "10.1.2.3"),
        ("10.1.2.3", &[(one, "198.51.100.1"), (far, "for=198.51.100.1")], "198.51.100.1"),
    ] {
        assert_eq!(told(peer, headers), expected, "{peer} {headers:?}");
    }
    assert!("10.0.0.0/33".parse::<TrustedProxies>().is_err());
    assert_eq!("".parse::<TrustedProxies>().unwrap(), TrustedProxies::default());
}

#[test]
fn a_share_is_one_address_s_alone_and_comes_back_when_it_is_dropped() {
    let share = AddressShare::new(2);
    let one = client("127.0.0.2");
    let other = client("127.0.0.3");
    let held = [share.try_acquire(one).unwrap(), share.try_acquire(one).unwrap()];
    assert!(share.try_acquire(one).is_none() && !share.has_room(one));
    assert!(share.try_acquire(other).is_some(), "another address is untouched");
    assert_eq!(share.address_count(), 1, "what is given back is forgotten");
    drop(held);
    assert!(share.try_acquire(one).is_some());
    assert_eq!(share.address_count(), 0);
    let uploads = AddressShare::part_of(4, 8).at_least(2);
    let held: Vec<_> = (0..4).filter_map(|_| uploads.try_acquire(one)).collect();
    assert_eq!(held.len(), 2);
}

#[test]
fn a_million_addresses_leave_nothing_behind_in_a_share() {
    let share = AddressShare::new(1);
    for n in 0..1_000_000 {
        assert!(share.try_acquire(nth(n)).is_some());
    }
    assert_eq!(share.address_count(), 0);
}

#[test]
fn permits_that_many_threads_take_and_drop_are_all_given_back() {
    let share = AddressShare::new(3);
    std::thread::scope(|threads| {
        for thread in 0..8 {
            let share = &share;
            threads.spawn(move || {
                for n in 0..10_000 {
                    drop(share.try_acquire(nth((thread + n) % 5)));
                }
            });
        }
    });
    assert_eq!(share.address_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_rate_is_a_burst_and_then_one_an_interval() {
    let rate = AddressRate::new("3,2".parse().unwrap());
    let one = client("127.0.0.2");
    let other = client("127.0.0.3");
    assert!((0..3).all(|_| rate.charge_action(one).is_ok()));
    assert_eq!(rate.charge_action(one).unwrap_err(), Duration::from_millis(500));
    assert!(rate.charge_action(other).is_ok());
    tokio::time::advance(Duration::from_millis(500)).await;
    assert!(rate.charge_action(one).is_ok() && rate.charge_action(one).is_err());
    tokio::time::advance(Duration::from_mins(1)).await;
    assert!((0..3).all(|_| rate.charge_action(one).is_ok()) && rate.charge_action(one).is_err());
    for wrong in ["", "3", "0,1", "3,0", "3,-1", "3,NaN", "3,inf", "-1,1"] {
        assert!(wrong.parse::<OptionalRate>().is_err(), "{wrong}");
    }
    assert_eq!("off".parse::<OptionalRate>().unwrap().0, None);
}

#[tokio::test(start_paused = true)]
async fn a_million_addresses_do_not_grow_a_rate_nor_wash_away_who_did_most() {
    let rate = AddressRate::new("40,1".parse().unwrap());
    let greedy = client("127.0.0.2");
    assert!((0..40).all(|_| rate.charge_action(greedy).is_ok()));
    for n in 0..1_000_000 {
        assert!(rate.charge_action(nth(n)).is_ok());
    }
    assert!(rate.address_count() <= 65_536 + 16, "{}", rate.address_count());
    assert!(rate.charge_action(greedy).is_err());
}

/// A process in which one address gets an eighth of 16 requests in flight, and a burst of two
/// orders.
fn door(begun: &Arc<Notify>, go_on: &Arc<Notify>) -> AdmissionLayer {
    let (limits, address) = (
        CapacityLimits { max_in_flight: 16, ..CapacityLimits::default() },
        AddressLimits::default(),
    );
    let address = AddressLimits { trusted_proxy: "10.0.0.1".parse().unwrap(), ..address };
    let begun = begun.clone();
    let go_on = go_on.clone();
    let work = move || async move {
        begun.notify_one();
        go_on.notified().await;
    };
    let read = |body: Bytes| async move { body.len().to_string() };
    let routes = Router::new()
        .route("/work", get(work))
        .route("/", get(|| async {}))
        .route("/orders", post(read))
        .route("/large", serve::allow_large_body(post(read)))
        .route("/closed", post(read));
    let allow: AllowBody = Arc::new(|request| match request.uri().path() {
        "/large" => BodyAllowance::Large,
        "/closed" => BodyAllowance::Unread,
        _ => BodyAllowance::Usual,
    });
    let placing = |request: &Request| request.uri().path() == "/orders";
    let shares = AddressShares::new(&address, &limits).with_rate(placing, "2,1".parse().unwrap());
    let in_flight = InFlight::with_shares(16, 16, allow, shares, WaitingCounts::default);
    AdmissionLayer::new(
        serve::add_layers(routes, in_flight.clone()),
        in_flight,
        ShedPolicy::default(),
    )
}

fn request(from: &str, method: &str, path: &str, body: Body) -> HttpRequest<Body> {
    let mut request = HttpRequest::builder().method(method).uri(path).body(body).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(from.parse().unwrap(), 1)));
    request
}

async fn answer(door: &AdmissionLayer, request: HttpRequest<Body>) -> (u16, String) {
    let answer = door.clone().oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    if status == 429 {
        assert!(answer.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() >= 1);
    }
    let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn requests_in_flight_of_one_address_leave_room_for_all_others() {
    let begun = Arc::new(Notify::new());
    let go_on = Arc::new(Notify::new());
    let door = door(&begun, &go_on);
    let mut held = Vec::new();
    for _ in 0..2 {
        let door = door.clone();
        held.push(tokio::spawn(async move {
            answer(&door, request("127.0.0.2", "GET", "/work", Body::empty())).await.0
        }));
        begun.notified().await;
    }
    let (status, problem) = answer(&door, request("127.0.0.2", "GET", "/", Body::empty())).await;
    assert_eq!(status, 429);
    assert!(problem.contains(r#""code":"address_share""#), "{problem}");
    assert_eq!(answer(&door, request("127.0.0.3", "GET", "/", Body::empty())).await.0, 200);
    assert_eq!(answer(&door, request("127.0.0.2", "GET", "/livez", Body::empty())).await.0, 404);
    let mut proxied = request("10.0.0.1", "GET", "/", Body::empty());
    proxied.headers_mut().insert("x-forwarded-for", HeaderValue::from_static("127.0.0.2"));
    assert_eq!(answer(&door, proxied).await.0, 429, "the same client behind the proxy");
    for held in held {
        go_on.notify_one();
        assert_eq!(held.await.unwrap(), 200);
    }
    assert_eq!(answer(&door, request("127.0.0.2", "GET", "/", Body::empty())).await.0, 200);
}

/// A body that starts and never ends.
fn endless() -> Body {
    let begun = futures::stream::iter([Ok::<_, std::convert::Infallible>("x")]);
    Body::from_stream(futures::StreamExt::chain(begun, futures::stream::pending()))
}

/// Sends `count` endless bodies and returns the statuses of the refused ones.
async fn half_send(
    door: &AdmissionLayer,
    from: &'static str,
    path: &'static str,
    count: usize,
) -> Vec<u16> {
    let mut sent: Vec<_> = (0..count)
        .map(|_| Box::pin(door.clone().oneshot(request(from, "POST", path, endless()))))
        .collect();
    let refused =
        sent.iter_mut().filter_map(|sent| futures::FutureExt::now_or_never(sent.as_mut()));
    let refused: Vec<_> = refused.map(|answer| answer.unwrap().status().as_u16()).collect();
    // Dropping the futures would free their permits; they are leaked so that the caller's test sees
    // them held.
    std::mem::forget(sent);
    refused
}

#[tokio::test(start_paused = true)]
async fn half_sent_bodies_of_one_address_leave_room_for_all_others() {
    let door = door(&Arc::default(), &Arc::default());
    let refused = half_send(&door, "127.0.0.2", "/body", 1_300).await;
    assert_eq!((refused.len(), refused.iter().all(|status| *status == 429)), (1_300 - 128, true));
    let whole = request("127.0.0.3", "POST", "/orders", Body::from("abc"));
    assert_eq!(answer(&door, whole).await, (200, "3".to_owned()));
    let whole = request("127.0.0.2", "POST", "/orders", Body::from("abc"));
    assert_eq!(answer(&door, whole).await.0, 429);
}

#[tokio::test(start_paused = true)]
async fn slow_uploads_of_one_address_do_not_keep_another_from_one() {
    let door = door(&Arc::default(), &Arc::default());
    let refused = half_send(&door, "127.0.0.2", "/large", 4).await;
    assert_eq!(refused, [429, 429]);
    let upload = request("127.0.0.3", "POST", "/large", Body::from(vec![0; 100_000]));
    assert_eq!(answer(&door, upload).await, (200, "100000".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_nobody_wants_is_not_waited_for() {
    let door = door(&Arc::default(), &Arc::default());
    assert_eq!(half_send(&door, "127.0.0.2", "/closed", 200).await.len(), 200);
    assert_eq!(
        answer(&door, request("127.0.0.2", "POST", "/closed", endless())).await,
        (200, "0".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn orders_of_one_address_have_a_rate_and_other_requests_none() {
    let door = door(&Arc::default(), &Arc::default());
    let place = |from| answer(&door, request(from, "POST", "/orders", Body::from("x")));
    assert_eq!([place("127.0.0.2").await.0, place("127.0.0.2").await.0], [200, 200]);
    assert_eq!((place("127.0.0.2").await.0, place("127.0.0.3").await.0), (429, 200));
    assert_eq!(answer(&door, request("127.0.0.2", "GET", "/", Body::empty())).await.0, 200);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!((place("127.0.0.2").await.0, place("127.0.0.2").await.0), (200, 429));
}

#[tokio::test(start_paused = true)]
async fn streams_of_one_address_have_a_share_and_a_rate() {
    let streams = FairStreamLimit::new(40, &AddressLimits::default());
    let one = client("127.0.0.2");
    let other = client("127.0.0.3");
    let held: Vec<_> = (0..40).filter_map(|_| streams.acquire_permit(one).ok()).collect();
    assert_eq!((held.len(), streams.total_limit().open_count()), (5, 5));
    assert!(streams.acquire_permit(other).is_ok());
    drop(held);
    assert_eq!(streams.total_limit().open_count(), 0);
    let opened = (0..1_000).filter(|_| streams.acquire_permit(one).is_ok()).count();
    assert_eq!(opened, 595, "600 at once with the five before");
    assert!(streams.acquire_permit(other).is_ok());
}
