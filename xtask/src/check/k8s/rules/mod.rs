//! Rules that no schema expresses: objects that belong together exist, and the settings that
//! updates and restarts need are there.

use super::objects::{Object, labels, list, of_kind, selects, text};
use serde_json::Value;

const NAMESPACE: &str = "jumun";
/// Seconds within which the binaries end after SIGTERM.
const DRAIN_S: u64 = 5;
/// Postgres' default `max_connections` (100), less the 3 reserved for superusers.
const MOST_CONNECTIONS: u64 = 97;
/// Connections that a process opens besides those of its pool.
const BESIDE_THE_POOL: u64 = 2;
/// Extra pods during a rollout: one that starts (`maxSurge`), and two that terminate, since each
/// takes up to 15 s to end and the next may follow after 10 s (`minReadySeconds`).
const MORE_IN_AN_UPDATE: u64 = 3;
/// Kinds that belong to no namespace.
const CLUSTER_WIDE: [&str; 1] = ["Namespace"];

/// One sentence for each broken rule.
pub fn violations(objects: &[Object]) -> Vec<String> {
    let mut found = namespaces(objects);
    found.extend(secrets(objects));
    for object in objects {
        found.extend(match object.kind() {
            "Deployment" => {
                [disruption(object, objects), updates(object), probes(object), sqlite(object, objects)]
                    .concat()
            }
            "Service" => [service(object, objects), sealed(object, objects)].concat(),
            "HorizontalPodAutoscaler" => scaled(object, objects),
            "ServiceMonitor" => watched(object, objects),
            "Ingress" => hosts(object, "/spec/rules", objects),
            "HTTPRoute" => routes(object, objects),
            _ => Vec::new(),
        });
        if object.pods().is_some() {
            found.extend(hardened(object));
        }
    }
    found
}

fn when(broken: bool, object: &Object, sentence: &str) -> Option<String> {
    broken.then(|| format!("{} {sentence}", object.title()))
}

fn namespaces(objects: &[Object]) -> Vec<String> {
    let restricted = of_kind(objects, "Namespace").any(|namespace| {
        namespace.name() == NAMESPACE
            && namespace.at("/metadata/labels")["pod-security.kubernetes.io/enforce"] == "restricted"
    });
    let missing =
        (!restricted).then(|| format!("namespace {NAMESPACE} does not enforce Pod Security restricted"));
    let inside = objects.iter().filter(|object| !CLUSTER_WIDE.contains(&object.kind()));
    let astray = inside.filter_map(|object| {
        let elsewhere = object.text("/metadata/namespace") != NAMESPACE;
        when(elsewhere, object, "is not in the namespace jumun")
    });
    astray.chain(missing).collect()
}

fn secrets(objects: &[Object]) -> Vec<String> {
    of_kind(objects, "Secret").map(|secret| format!("{} is in the repository", secret.title())).collect()
}

fn disruption(deployment: &Object, objects: &[Object]) -> Vec<String> {
    let pods = labels(deployment.at("/spec/template/metadata/labels"));
    let budgets = of_kind(objects, "PodDisruptionBudget")
        .filter(|budget| selects(budget.at("/spec/selector"), &pods))
        .count();
    when(budgets != 1, deployment, "needs exactly one PodDisruptionBudget").into_iter().collect()
}

/// An update must not remove a pod before its successor is ready, and a terminating pod must serve
/// on until it is out of all load balancing (`preStop.sleep`).
fn updates(deployment: &Object) -> Vec<String> {
    let strategy = deployment.at("/spec/strategy");
    let recreated = strategy["type"] == "Recreate";
    let hasty = !recreated && strategy.pointer("/rollingUpdate/maxUnavailable") != Some(&Value::from(0));
    let grace_s = deployment.at("/spec/template/spec/terminationGracePeriodSeconds").as_u64().unwrap_or(0);
    let sleeps = deployment.containers().iter().map(|container| {
        container.pointer("/lifecycle/preStop/sleep/seconds").and_then(Value::as_u64).unwrap_or(0)
    });
    let (least_s, most_s) = (sleeps.clone().min().unwrap_or(0), sleeps.max().unwrap_or(0));
    [
        when(
            hasty,
            deployment,
            "takes pods away before their successors are ready (maxUnavailable is not 0)",
        ),
        when(least_s == 0, deployment, "ends at once: preStop.sleep is missing"),
        when(
            grace_s < most_s + DRAIN_S,
            deployment,
            "is killed while it drains: terminationGracePeriodSeconds",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn probes(deployment: &Object) -> Vec<String> {
    let wanted = [("startupProbe", "/livez"), ("livenessProbe", "/livez"), ("readinessProbe", "/readyz")];
    let mut found = Vec::new();
    for container in deployment.containers() {
        for (probe, path) in wanted {
            let asked = &container[probe]["httpGet"];
            let broken = asked["path"] != path || !has_port(container, &asked["port"]);
            found.extend(when(broken, deployment, &format!("needs a {probe} of {path} at a port it has")));
        }
    }
    found
}

/// Two processes must never share a SQLite file, not even during an update.
fn sqlite(deployment: &Object, objects: &[Object]) -> Vec<String> {
    let urls = deployment.containers().iter().flat_map(|container| list(&container["env"]));
    let uses_it = urls
        .filter(|variable| variable["name"] == "JUMUN_DATABASE_URL")
        .any(|variable| variable["valueFrom"].is_null() && text(&variable["value"]).starts_with("sqlite:"));
    if !uses_it {
        return Vec::new();
    }
    let scaled = of_kind(objects, "HorizontalPodAutoscaler")
        .any(|scaler| scaler.text("/spec/scaleTargetRef/name") == deployment.name());
    let several = scaled || deployment.at("/spec/replicas").as_u64() != Some(1);
    [
        when(several, deployment, "has a SQLite file and may have more than one replica"),
        when(
            deployment.at("/spec/strategy/type") != "Recreate",
            deployment,
            "has a SQLite file and is not recreated",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn has_port(container: &Value, port: &Value) -> bool {
    list(&container["ports"]).iter().any(|own| own["name"] == *port || own["containerPort"] == *port)
}

fn service(service: &Object, objects: &[Object]) -> Vec<String> {
    let selector = serde_json::json!({"matchLabels": service.at("/spec/selector")});
    let makers: Vec<_> = objects
        .iter()
        .filter(|object| object.pods().is_some_and(|pods| selects(&selector, &pods.labels)))
        .collect();
    let [maker] = makers.as_slice() else {
        return vec![format!("{} leads to {} workloads and not to one", service.title(), makers.len())];
    };
    let closed = service
        .list_at("/spec/ports")
        .iter()
        .filter(|port| !maker.containers().iter().any(|container| has_port(container, &port["targetPort"])));
    closed
        .map(|port| format!("{} leads to a port that {} has not: {port}", service.title(), maker.title()))
        .collect()
}

/// A load balancer forwards plain http, over which browsers do not send Secure cookies.
fn sealed(service: &Object, objects: &[Object]) -> Vec<String> {
    let balancer = service.text("/spec/type") == "LoadBalancer";
    let opened = objects.iter().any(|object| ["Ingress", "Gateway"].contains(&object.kind()));
    let https =
        of_kind(objects, "ConfigMap").any(|map| map.text("/data/JUMUN_PUBLIC_URL").starts_with("https:"));
    when(balancer && https && !opened, service, "speaks http, and JUMUN_PUBLIC_URL says https")
        .into_iter()
        .collect()
}

fn scaled(scaler: &Object, objects: &[Object]) -> Vec<String> {
    let target = scaler.text("/spec/scaleTargetRef/name");
    let Some(deployment) = of_kind(objects, "Deployment").find(|deployment| deployment.name() == target)
    else {
        return vec![format!("{} scales {target}, which is not there", scaler.title())];
    };
    let fixed = !deployment.at("/spec/replicas").is_null();
    let replicas = scaler.at("/spec/maxReplicas").as_u64().unwrap_or(1) + MORE_IN_AN_UPDATE;
    let crowded = replicas * connections(deployment) > MOST_CONNECTIONS;
    [
        when(fixed, deployment, "has a number of replicas: each apply would undo its autoscaler"),
        when(crowded, deployment, "may open more connections than its database takes"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A monitor that selects nothing is silent, as if all were well.
fn watched(monitor: &Object, objects: &[Object]) -> Vec<String> {
    let selector = monitor.at("/spec/selector");
    let mut services = of_kind(objects, "Service")
        .filter(|service| selects(selector, &labels(service.at("/metadata/labels"))))
        .peekable();
    let lost = services.peek().is_none();
    let endpoints = monitor.list_at("/spec/endpoints");
    let closed = services.any(|service| {
        let has = |name: &Value| service.list_at("/spec/ports").iter().any(|port| port["name"] == *name);
        !endpoints.iter().all(|endpoint| has(&endpoint["port"]))
    });
    when(lost || closed, monitor, "watches no Service, or a port that one has not").into_iter().collect()
}

/// Postgres connections of one replica: its pool, and those on which `order` listens for changes
/// and announces them.
fn connections(deployment: &Object) -> u64 {
    let variables = deployment.containers().iter().flat_map(|container| list(&container["env"]));
    let mut most = variables.filter(|variable| variable["name"] == "JUMUN_DATABASE_CONNECTIONS");
    let pool = most.next().and_then(|variable| text(&variable["value"]).parse::<u64>().ok());
    pool.map_or(0, |pool| pool + BESIDE_THE_POOL)
}

/// Finds a host that no overlay has filled in, and a backend that does not exist.
fn hosts(ingress: &Object, rules: &str, objects: &[Object]) -> Vec<String> {
    let hosts = ingress.list_at(rules).iter().map(|rule| text(&rule["host"]));
    let backends = ingress.list_at(rules).iter().flat_map(|rule| list(&rule["http"]["paths"]));
    let names = backends.map(|path| text(&path["backend"]["service"]["name"]));
    door(ingress, hosts.collect(), names.collect(), objects)
}

fn routes(route: &Object, objects: &[Object]) -> Vec<String> {
    let hosts = route.list_at("/spec/hostnames").iter().map(text);
    let backends = route.list_at("/spec/rules").iter().flat_map(|rule| list(&rule["backendRefs"]));
    door(route, hosts.collect(), backends.map(|backend| text(&backend["name"])).collect(), objects)
}

fn door(object: &Object, hosts: Vec<&str>, backends: Vec<&str>, objects: &[Object]) -> Vec<String> {
    let unnamed = hosts.is_empty() || hosts.iter().any(|host| !host.contains('.'));
    let nowhere = backends.is_empty()
        || backends.iter().any(|name| !of_kind(objects, "Service").any(|service| service.name() == *name));
    [
        when(unnamed, object, "has no host: the overlay sets JUMUN_PUBLIC_URL"),
        when(nowhere, object, "leads to no Service"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Requires what Pod Security `restricted` demands, a read-only root file system, a memory limit
/// and a service account.
fn hardened(object: &Object) -> Vec<String> {
    if object.containers().is_empty() {
        return Vec::new(); // made by an operator, which hardens its pods itself
    }
    let pod = object.at("/spec/template/spec");
    let whole = pod["securityContext"]["runAsNonRoot"] == true
        && pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
        && pod["automountServiceAccountToken"] == false;
    let each = object.containers().iter().all(|container| {
        let context = &container["securityContext"];
        context["allowPrivilegeEscalation"] == false
            && context["readOnlyRootFilesystem"] == true
            && context["capabilities"]["drop"] == serde_json::json!(["ALL"])
            && container["resources"]["limits"]["memory"].is_string()
            && container["imagePullPolicy"] == "IfNotPresent"
    });
    let own = !text(&pod["serviceAccountName"]).is_empty();
    when(!(whole && each && own), object, "is not hardened: see k8s/components/hardened")
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests;
