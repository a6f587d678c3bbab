//! Reachability between pods, derived from the network policies and compared with the arrows in
//! ARCHITECTURE.md.

use super::objects::{
    KubeObject, Labels, PodSet, as_list, as_text, of_kind, selector_matches, to_labels,
};
use serde_json::Value;

const NAME: &str = "app.kubernetes.io/name";
const COMPONENT: &str = "app.kubernetes.io/component";
const DATABASE: &str = "jumun/database";
const CLUSTER: &str = "cnpg.io/cluster";
/// Labels of other namespaces that a policy may name: the entry, DNS, Prometheus and the collector,
/// and the databases' operator.
const OUTSIDE: [(&str, &str); 4] = [
    ("jumun/entry", "true"),
    ("kubernetes.io/metadata.name", "kube-system"),
    ("kubernetes.io/metadata.name", "monitoring"),
    ("kubernetes.io/metadata.name", "cnpg-system"),
];
/// Services that only one surface may call.
const OF_ONE_SURFACE: [(&str, &str); 1] = [("staff", "web-admin")];
/// Policies that may leave one side open: the addresses of a load balancer's clients and of the
/// Kubernetes API are not known in advance.
const OPEN: [&str; 2] = ["anyone-to-surfaces", "cloudnative-pg"];

/// One sentence for each arrow too many or too few, each peer that the picture does not have, and
/// each selector that matches no pod.
pub fn find_violations(objects: &[KubeObject]) -> Vec<String> {
    let policies: Vec<_> = of_kind(objects, "NetworkPolicy").collect();
    let pods: Vec<_> = objects.iter().filter_map(KubeObject::pod_set).collect();
    [arrow_violations(&policies, &pods), idle_selectors(&policies, &pods), unknown_peers(&policies)]
        .concat()
}

fn arrow_violations(policies: &[&KubeObject], pods: &[PodSet<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for from in pods {
        for to in pods {
            for (name, number) in &to.ports {
                let port = TargetPort { name, number: *number };
                let open = is_traffic_allowed(policies, "Egress", "to", from, to, &port)
                    && is_traffic_allowed(policies, "Ingress", "from", to, from, &port);
                if open != is_drawn(&from.labels, &to.labels, number) {
                    let verb = if open { "can reach" } else { "cannot reach" };
                    found.push(format!("{} {verb} {} at {number}", from.name, to.name));
                }
            }
        }
    }
    found
}

/// Whether the picture has the arrow: surfaces → services (some from one surface only), a service
/// and its migration → its database, a database's instances → each other.
fn is_drawn(from: &Labels, to: &Labels, port: &u64) -> bool {
    let of = |labels: &Labels, key| labels.get(key).cloned().unwrap_or_default();
    let owner = of(to, DATABASE);
    match (of(from, COMPONENT).as_str(), of(to, COMPONENT).as_str()) {
        ("surface", "service") => {
            let mut only = OF_ONE_SURFACE.iter().filter(|(service, _)| *service == of(to, NAME));
            only.all(|(_, surface)| *surface == of(from, NAME))
        }
        _ if from.contains_key(CLUSTER) => from.get(CLUSTER) == to.get(CLUSTER),
        _ if !owner.is_empty() => {
            *port == 5432
                && (of(from, NAME) == owner || of(from, NAME) == format!("{owner}-migrate"))
        }
        _ => false,
    }
}

struct TargetPort<'a> {
    name: &'a str,
    number: u64,
}

/// Whether the policies of `one` allow traffic with `other` in `direction`; the port is the
/// callee's.
fn is_traffic_allowed(
    policies: &[&KubeObject],
    direction: &str,
    side: &str,
    one: &PodSet<'_>,
    other: &PodSet<'_>,
    port: &TargetPort<'_>,
) -> bool {
    let mine = policies
        .iter()
        .filter(|policy| selector_matches(policy.value_at("/spec/podSelector"), &one.labels));
    let mut mine = mine
        .filter(|policy| policy.list_at("/spec/policyTypes").iter().any(|kind| kind == direction))
        .peekable();
    let rules = format!("/spec/{}", direction.to_lowercase());
    mine.peek().is_none()
        || mine.any(|policy| {
            policy.list_at(&rules).iter().any(|rule| rule_allows(rule, side, other, port))
        })
}

fn rule_allows(rule: &Value, side: &str, other: &PodSet<'_>, port: &TargetPort<'_>) -> bool {
    let peers = as_list(&rule[side]);
    let ports = as_list(&rule["ports"]);
    (peers.is_empty() || peers.iter().any(|peer| peer_matches(peer, other)))
        && (ports.is_empty() || ports.iter().any(|allowed| port_matches(&allowed["port"], port)))
}

fn port_matches(allowed: &Value, port: &TargetPort<'_>) -> bool {
    allowed.as_u64() == Some(port.number)
        || (!port.name.is_empty() && as_text(allowed) == port.name)
}

/// Whether a policy's peer selects `pods`; a peer in another namespace never does.
fn peer_matches(peer: &Value, pods: &PodSet<'_>) -> bool {
    peer["namespaceSelector"].is_null()
        && peer["ipBlock"].is_null()
        && selector_matches(&peer["podSelector"], &pods.labels)
}

/// One sentence for each peer in a namespace or at an address that the picture does not have, and
/// for each rule that is open to everyone.
fn unknown_peers(policies: &[&KubeObject]) -> Vec<String> {
    let mut found = Vec::new();
    for policy in policies {
        for (rule, peers) in rules_with_peers(policy) {
            let strangers = peers.iter().filter(|peer| !is_known(peer));
            found.extend(strangers.map(|peer| format!("{} lets {peer} in or out", policy.title())));
            if peers.is_empty() && !OPEN.contains(&policy.name()) {
                found.push(format!("{} is open to everyone with {rule}", policy.title()));
            }
        }
    }
    found
}

fn is_known(peer: &Value) -> bool {
    let namespaces = to_labels(&peer["namespaceSelector"]["matchLabels"]);
    let named =
        namespaces.iter().any(|(key, value)| OUTSIDE.contains(&(key.as_str(), value.as_str())));
    peer["ipBlock"].is_null() && (peer["namespaceSelector"].is_null() || named)
}

/// Each rule of `policy` with its peers.
fn rules_with_peers(policy: &KubeObject) -> impl Iterator<Item = (&Value, &[Value])> {
    let sides = [("/spec/ingress", "from"), ("/spec/egress", "to")].into_iter();
    sides.flat_map(|(rules, side)| {
        policy.list_at(rules).iter().map(move |rule| (rule, as_list(&rule[side])))
    })
}

/// One sentence for each selector of this namespace that matches no pod: a typo leaves a policy in
/// place without effect.
fn idle_selectors(policies: &[&KubeObject], pods: &[PodSet<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for policy in policies {
        let peers = rules_with_peers(policy).flat_map(|(_, peers)| peers);
        let own =
            peers.filter(|peer| peer["namespaceSelector"].is_null() && peer["ipBlock"].is_null());
        let selectors =
            own.map(|peer| &peer["podSelector"]).chain([policy.value_at("/spec/podSelector")]);
        for selector in selectors
            .filter(|selector| !pods.iter().any(|pods| selector_matches(selector, &pods.labels)))
        {
            found.push(format!("{} selects nobody with {selector}", policy.title()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn deployment(name: &str, component: &str, port: u64) -> KubeObject {
        KubeObject::from(json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name},
            "spec": {"template": {
                "metadata": {"labels": {NAME: name, COMPONENT: component}},
                "spec": {"containers": [{"ports": [{"name": "http", "containerPort": port}]}]},
            }},
        }))
    }

    fn policy(name: &str, spec: Value) -> KubeObject {
        KubeObject::from(json!({"kind": "NetworkPolicy", "metadata": {"name": name}, "spec": spec}))
    }

    fn denied() -> Vec<KubeObject> {
        let service = json!({"podSelector": {"matchLabels": {COMPONENT: "service"}}});
        let surface = json!({"podSelector": {"matchLabels": {COMPONENT: "surface"}}});
        vec![
            deployment("web-client", "surface", 3000),
            deployment("menu", "service", 7101),
            deployment("order", "service", 7102),
            policy(
                "default-deny",
                json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}),
            ),
            policy(
                "out",
                json!({
                    "podSelector": surface["podSelector"], "policyTypes": ["Egress"],
                    "egress": [{"to": [service], "ports": [{"port": "http"}]}],
                }),
            ),
            policy(
                "in",
                json!({
                    "podSelector": service["podSelector"], "policyTypes": ["Ingress"],
                    "ingress": [{"from": [surface], "ports": [{"port": "http"}]}],
                }),
            ),
        ]
    }

    #[test]
    fn the_arrows_of_the_picture_pass() {
        assert_eq!(find_violations(&denied()), Vec::<String>::new());
    }

    #[test]
    fn without_the_denial_services_reach_each_other() {
        let mut objects = denied();
        objects.retain(|object| object.name() != "default-deny" && object.name() != "in");
        let found = find_violations(&objects);
        assert!(found.contains(&"menu can reach order at 7102".to_owned()), "{found:?}");
    }

    #[test]
    fn a_policy_too_many_and_one_too_few_are_found() {
        let service = json!({"podSelector": {"matchLabels": {COMPONENT: "service"}}});
        let mut more = denied();
        more.push(policy(
            "slip",
            json!({
                "podSelector": service["podSelector"], "policyTypes": ["Ingress", "Egress"],
                "egress": [{"to": [{"podSelector": {"matchLabels": {NAME: "order"}}}]}],
                "ingress": [{"from": [{"podSelector": {"matchLabels": {NAME: "menu"}}}]}],
            }),
        ));
        assert!(find_violations(&more).contains(&"menu can reach order at 7102".to_owned()));
        let mut fewer = denied();
        fewer.retain(|object| object.name() != "out");
        assert!(
            find_violations(&fewer).contains(&"web-client cannot reach order at 7102".to_owned())
        );
    }

    #[test]
    fn customers_pages_that_can_reach_the_people_are_found() {
        let mut objects = denied();
        objects.extend([
            deployment("web-admin", "surface", 3000),
            deployment("staff", "service", 7103),
        ]);
        let found = find_violations(&objects);
        assert_eq!(found, ["web-client can reach staff at 7103"]);
    }

    #[test]
    fn a_selector_that_takes_nobody_is_found() {
        let mut objects = denied();
        objects.push(policy(
            "idle",
            json!({
                "podSelector": {"matchLabels": {NAME: "payment"}}, "policyTypes": ["Ingress"],
            }),
        ));
        assert_eq!(find_violations(&objects).len(), 1);
    }

    #[test]
    fn an_arrow_to_a_stranger_is_found() {
        let to = |peers| {
            json!({
                "podSelector": {"matchLabels": {COMPONENT: "surface"}}, "policyTypes": ["Egress"],
                "egress": [{"to": peers, "ports": [{"port": 443}]}],
            })
        };
        let known = json!([{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}]);
        let strangers = [
            json!([]),
            json!([{"namespaceSelector": {}}]),
            json!([{"ipBlock": {"cidr": "0.0.0.0/0"}}]),
            json!([{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "default"}}}]),
        ];
        let found = |peers| {
            let mut objects = denied();
            objects.push(policy("more", to(peers)));
            find_violations(&objects).len()
        };
        assert_eq!(found(known), 0);
        for stranger in strangers {
            assert_eq!(found(stranger.clone()), 1, "{stranger}");
        }
    }

    #[test]
    fn a_migration_reaches_its_own_database_only() {
        let of = |name: &str| to_labels(&json!({NAME: name}));
        let database = to_labels(&json!({DATABASE: "order"}));
        assert!(is_drawn(&of("order"), &database, &5432));
        assert!(is_drawn(&of("order-migrate"), &database, &5432));
        assert!(
            !is_drawn(&of("menu"), &database, &5432) && !is_drawn(&of("order"), &database, &8000)
        );
    }
}
