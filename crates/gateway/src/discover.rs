//! Discovery of a service's endpoints. Replicas come and go while this process runs, so their
//! addresses are a stream and not a setting.
//!
//! A missing or empty answer removes no endpoint: a name server that is down must not take a
//! working service with it, and an endpoint that is gone is left to the breaker.

use futures::{Stream, StreamExt, stream, stream::BoxStream};
use std::{collections::BTreeSet, io, net::SocketAddr, time::Duration};
use tokio::time::{sleep, timeout};

const LOOKUP_DEADLINE: Duration = Duration::from_secs(2);
const SHORTEST_PERIOD: Duration = Duration::from_secs(1);
const LONGEST_PERIOD: Duration = Duration::from_secs(2);

/// Address of one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EndpointAddress {
    pub socket: SocketAddr,
    /// Host name and port from the settings, for the `Host` header.
    pub host: String,
}

/// A source of endpoint addresses.
pub(crate) trait EndpointDiscovery: Send {
    /// All addresses, at once if they are known and then on every change.
    fn stream_addresses(self: Box<Self>) -> BoxStream<'static, BTreeSet<EndpointAddress>>;
}

/// Fixed addresses.
pub(crate) struct StaticDiscovery(pub BTreeSet<EndpointAddress>);

impl EndpointDiscovery for StaticDiscovery {
    fn stream_addresses(self: Box<Self>) -> BoxStream<'static, BTreeSet<EndpointAddress>> {
        stream::iter([self.0]).chain(stream::pending()).boxed()
    }
}

/// The addresses of a host name, resolved again every 1–2 s, such as a cluster's headless service.
pub(crate) struct DnsDiscovery<R = SystemResolver> {
    pub host: String,
    pub port: u16,
    pub resolver: R,
}

/// Resolves a host name.
pub(crate) trait HostResolver: Send + Sync + 'static {
    fn resolve_host(
        &self,
        host: &str,
        port: u16,
    ) -> impl Future<Output = io::Result<Vec<SocketAddr>>> + Send;
}

/// The machine's own resolver, which knows its hosts file and the cluster's search domains.
pub(crate) struct SystemResolver;

impl HostResolver for SystemResolver {
    async fn resolve_host(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host((host, port)).await?.collect())
    }
}

impl<R: HostResolver> EndpointDiscovery for DnsDiscovery<R> {
    fn stream_addresses(self: Box<Self>) -> BoxStream<'static, BTreeSet<EndpointAddress>> {
        let start = (self, BTreeSet::new(), Duration::ZERO);
        stream::unfold(start, |(dns, known, mut pause)| async move {
            loop {
                sleep(pause).await;
                pause = rand::random_range(SHORTEST_PERIOD..LONGEST_PERIOD);
                if let Some(found) = dns.look_up().await.filter(|found| *found != known) {
                    return Some((found.clone(), (dns, found, pause)));
                }
            }
        })
        .boxed()
    }
}

impl<R: HostResolver> DnsDiscovery<R> {
    async fn look_up(&self) -> Option<BTreeSet<EndpointAddress>> {
        let late = |_| Err(io::ErrorKind::TimedOut.into());
        let answer = timeout(LOOKUP_DEADLINE, self.resolver.resolve_host(&self.host, self.port));
        match answer.await.unwrap_or_else(late) {
            Ok(sockets) if sockets.is_empty() => None,
            Ok(mut sockets) => {
                // A replica's address in the other family would be one more endpoint, and a dead
                // one if the replica listens on one family only.
                let has_v4 = sockets.iter().any(SocketAddr::is_ipv4);
                sockets.retain(|socket| socket.is_ipv4() || !has_v4);
                let host = format!("{}:{}", self.host, self.port);
                Some(
                    sockets
                        .into_iter()
                        .map(|socket| EndpointAddress { socket, host: host.clone() })
                        .collect(),
                )
            }
            Err(error) => {
                tracing::debug!(host = self.host, %error, "a name was not resolved");
                None
            }
        }
    }
}

/// The addresses of several sources together, on every change of one of them.
pub(crate) fn merge_addresses(
    parts: Vec<Box<dyn EndpointDiscovery>>,
) -> impl Stream<Item = BTreeSet<EndpointAddress>> + Send + Unpin + 'static {
    let mut known = vec![BTreeSet::new(); parts.len()];
    let parts = parts
        .into_iter()
        .enumerate()
        .map(|(n, part)| part.stream_addresses().map(move |found| (n, found)));
    stream::select_all(parts.map(StreamExt::boxed)).map(move |(n, found)| {
        known[n] = found;
        known.iter().flatten().cloned().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::VecDeque, sync::Mutex};
    use tokio::time::Instant;

    /// Gives these answers, and after them never answers.
    struct Script(Mutex<VecDeque<io::Result<Vec<SocketAddr>>>>);

    impl HostResolver for Script {
        async fn resolve_host(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
            let next = self.0.lock().unwrap().pop_front();
            match next {
                Some(answer) => answer,
                None => std::future::pending().await,
            }
        }
    }

    fn sockets(last: &[u8]) -> Vec<SocketAddr> {
        last.iter().map(|last| SocketAddr::from(([10, 0, 0, *last], 7102))).collect()
    }

    fn dns(answers: Vec<io::Result<Vec<SocketAddr>>>) -> Box<DnsDiscovery<Script>> {
        Box::new(DnsDiscovery {
            host: "order".to_owned(),
            port: 7102,
            resolver: Script(Mutex::new(answers.into())),
        })
    }

    fn last(found: BTreeSet<EndpointAddress>) -> Vec<SocketAddr> {
        assert!(
            found
                .iter()
                .all(|address| address.host.starts_with("order:") || address.host == "fixed")
        );
        found.into_iter().map(|address| address.socket).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn endpoints_join_and_leave_within_two_seconds_and_the_order_of_the_records_is_no_change()
    {
        let answers = vec![
            Ok(sockets(&[2, 1])),
            Ok(sockets(&[1, 2])),
            Ok(sockets(&[1, 2, 3])),
            Ok(sockets(&[3])),
        ];
        let mut changes = dns(answers).stream_addresses();
        let started = Instant::now();
        assert_eq!(last(changes.next().await.unwrap()), sockets(&[1, 2]));
        assert_eq!(started.elapsed(), Duration::ZERO);
        assert_eq!(last(changes.next().await.unwrap()), sockets(&[1, 2, 3]));
        assert!(started.elapsed() <= Duration::from_secs(4), "{:?}", started.elapsed());
        assert_eq!(last(changes.next().await.unwrap()), sockets(&[3]));
        assert!(started.elapsed() <= Duration::from_secs(6), "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_fails_or_is_empty_removes_nobody() {
        let fails = || Err(io::ErrorKind::NotFound.into());
        let answers = vec![fails(), Ok(sockets(&[1])), fails(), Ok(vec![]), Ok(sockets(&[2]))];
        let mut changes = dns(answers).stream_addresses();
        assert_eq!(last(changes.next().await.unwrap()), sockets(&[1]));
        assert_eq!(last(changes.next().await.unwrap()), sockets(&[2]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_replica_with_an_address_of_each_family_is_one_endpoint() {
        let six: SocketAddr = "[fd00::1]:7102".parse().unwrap();
        let both = [sockets(&[1]), vec![six]].concat();
        let mut changes = dns(vec![Ok(vec![six]), Ok(both)]).stream_addresses();
        assert_eq!(last(changes.next().await.unwrap()), [six]);
        assert_eq!(last(changes.next().await.unwrap()), sockets(&[1]));
    }

    #[tokio::test]
    async fn the_machine_knows_itself_by_name() {
        let found = SystemResolver.resolve_host("localhost", 7102).await.unwrap();
        assert!(found.iter().any(|socket| socket.ip().is_loopback() && socket.port() == 7102));
    }

    #[tokio::test(start_paused = true)]
    async fn fixed_endpoints_and_named_ones_are_known_together() {
        let fixed = EndpointAddress { socket: sockets(&[9])[0], host: "fixed".to_owned() };
        let parts: Vec<Box<dyn EndpointDiscovery>> =
            vec![Box::new(StaticDiscovery([fixed].into())), dns(vec![Ok(sockets(&[1]))])];
        let mut changes = merge_addresses(parts);
        assert_eq!(last(changes.next().await.unwrap()), sockets(&[9]));
        assert_eq!(last(changes.next().await.unwrap()), sockets(&[1, 9]));
    }
}
