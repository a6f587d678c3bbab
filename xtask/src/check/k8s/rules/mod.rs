//! Rules that no schema expresses: objects that belong together exist, and the settings that
//! updates and restarts need are there.

use super::objects::{KubeObject, as_list, as_text, of_kind, selector_matches, to_labels};
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
pub fn find_violations(objects: &[KubeObject]) -> Vec<String> {
    let mut found = namespace_violations(objects);
    found.extend(secret_violations(objects));
    for object in objects {
        found.extend(match object.kind() {
            "Deployment" => [
                disruption_violations(object, objects),
                update_violations(object),
                probe_violations(object),
                sqlite_violations(object, objects),
            ]
            .concat(),
            "Service" => {
                [service_violations(object, objects), https_violations(object, objects)].concat()
            }
            "HorizontalPodAutoscaler" => scaling_violations(object, objects),
            "ServiceMonitor" => monitor_violations(object, objects),
            "Ingress" => ingress_violations(object, "/spec/rules", objects),
            "HTTPRoute" => route_violations(object, objects),
            _ => Vec::new(),
        });
        if object.pod_set().is_some() {
            found.extend(hardening_violations(object));
        }
    }
    found
}

fn violation_if(broken: bool, object: &KubeObject, sentence: &str) -> Option<String> {
    broken.then(|| format!("{} {sentence}", object.title()))
}

fn namespace_violations(objects: &[KubeObject]) -> Vec<String> {
    let restricted = of_kind(objects, "Namespace").any(|namespace| {
        namespace.name() == NAMESPACE
            && namespace.value_at("/metadata/labels")["pod-security.kubernetes.io/enforce"]
                == "restricted"
    });
    let missing = (!restricted)
        .then(|| format!("namespace {NAMESPACE} does not enforce Pod Security restricted"));
    let inside = objects.iter().filter(|object| !CLUSTER_WIDE.contains(&object.kind()));
    let astray = inside.filter_map(|object| {
        let elsewhere = object.text_at("/metadata/namespace") != NAMESPACE;
        violation_if(elsewhere, object, "is not in the namespace jumun")
    });
    astray.chain(missing).collect()
}

fn secret_violations(objects: &[KubeObject]) -> Vec<String> {
    of_kind(objects, "Secret")
        .map(|secret| format!("{} is in the repository", secret.title()))
        .collect()
}

fn disruption_violations(deployment: &KubeObject, objects: &[KubeObject]) -> Vec<String> {
    let pods = to_labels(deployment.value_at("/spec/template/metadata/labels"));
    let budgets = of_kind(objects, "PodDisruptionBudget")
        .filter(|budget| selector_matches(budget.value_at("/spec/selector"), &pods))
        .count();
    violation_if(budgets != 1, deployment, "needs exactly one PodDisruptionBudget")
        .into_iter()
        .collect()
}

/// An update must not remove a pod before its successor is ready, and a terminating pod must serve
/// on until it is out of all load balancing (`preStop.sleep`).
fn update_violations(deployment: &KubeObject) -> Vec<String> {
    let strategy = deployment.value_at("/spec/strategy");
    let recreated = strategy["type"] == "Recreate";
    let hasty =
        !recreated && strategy.pointer("/rollingUpdate/maxUnavailable") != Some(&Value::from(0));
    let grace_s = deployment
        .value_at("/spec/template/spec/terminationGracePeriodSeconds")
        .as_u64()
        .unwrap_or(0);
    let sleeps = deployment.pod_containers().iter().map(|container| {
        container.pointer("/lifecycle/preStop/sleep/seconds").and_then(Value::as_u64).unwrap_or(0)
    });
    let least_s = sleeps.clone().min().unwrap_or(0);
    let most_s = sleeps.max().unwrap_or(0);
    [
        violation_if(
            hasty,
            deployment,
            "takes pods away before their successors are ready (maxUnavailable is not 0)",
        ),
        violation_if(least_s == 0, deployment, "ends at once: preStop.sleep is missing"),
        violation_if(
            grace_s < most_s + DRAIN_S,
            deployment,
            "is killed while it drains: terminationGracePeriodSeconds",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn probe_violations(deployment: &KubeObject) -> Vec<String> {
    let wanted =
        [("startupProbe", "/livez"), ("livenessProbe", "/livez"), ("readinessProbe", "/readyz")];
    let mut found = Vec::new();
    for container in deployment.pod_containers() {
        for (probe, path) in wanted {
            let asked = &container[probe]["httpGet"];
            let broken = asked["path"] != path || !has_port(container, &asked["port"]);
            found.extend(violation_if(
                broken,
                deployment,
                &format!("needs a {probe} of {path} at a port it has"),
            ));
        }
    }
    found
}

/// Two processes must never share a SQLite file, not even during an update.
fn sqlite_violations(deployment: &KubeObject, objects: &[KubeObject]) -> Vec<String> {
    let urls = deployment.pod_containers().iter().flat_map(|container| as_list(&container["env"]));
    let uses_it =
        urls.filter(|variable| variable["name"] == "JUMUN_DATABASE_URL").any(|variable| {
            variable["valueFrom"].is_null() && as_text(&variable["value"]).starts_with("sqlite:")
        });
    if !uses_it {
        return Vec::new();
    }
    let scaled = of_kind(objects, "HorizontalPodAutoscaler")
        .any(|scaler| scaler.text_at("/spec/scaleTargetRef/name") == deployment.name());
    let several = scaled || deployment.value_at("/spec/replicas").as_u64() != Some(1);
    [
        violation_if(several, deployment, "has a SQLite file and may have more than one replica"),
        violation_if(
            deployment.value_at("/spec/strategy/type") != "Recreate",
            deployment,
            "has a SQLite file and is not recreated",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn has_port(container: &Value, port: &Value) -> bool {
    as_list(&container["ports"])
        .iter()
        .any(|own| own["name"] == *port || own["containerPort"] == *port)
}

fn service_violations(service: &KubeObject, objects: &[KubeObject]) -> Vec<String> {
    let selector = serde_json::json!({"matchLabels": service.value_at("/spec/selector")});
    let makers: Vec<_> = objects
        .iter()
        .filter(|object| {
            object.pod_set().is_some_and(|pods| selector_matches(&selector, &pods.labels))
        })
        .collect();
    let [maker] = makers.as_slice() else {
        return vec![format!(
            "{} leads to {} workloads and not to one",
            service.title(),
            makers.len()
        )];
    };
    let closed = service.list_at("/spec/ports").iter().filter(|port| {
        !maker.pod_containers().iter().any(|container| has_port(container, &port["targetPort"]))
    });
    closed
        .map(|port| {
            format!("{} leads to a port that {} has not: {port}", service.title(), maker.title())
        })
        .collect()
}

/// A load balancer forwards plain http, over which browsers do not send Secure cookies.
fn https_violations(service: &KubeObject, objects: &[KubeObject]) -> Vec<String> {
    let balancer = service.text_at("/spec/type") == "LoadBalancer";
    let opened = objects.iter().any(|object| ["Ingress", "Gateway"].contains(&object.kind()));
    let https = of_kind(objects, "ConfigMap")
        .any(|map| map.text_at("/data/JUMUN_PUBLIC_URL").starts_with("https:"));
    violation_if(
        balancer && https && !opened,
        service,
        "speaks http, and JUMUN_PUBLIC_URL says https",
    )
    .into_iter()
    .collect()
}

fn scaling_violations(scaler: &KubeObject, objects: &[KubeObject]) -> Vec<String> {
    let target = scaler.text_at("/spec/scaleTargetRef/name");
    let Some(deployment) =
        of_kind(objects, "Deployment").find(|deployment| deployment.name() == target)
    else {
        return vec![format!("{} scales {target}, which is not there", scaler.title())];
    };
    let fixed = !deployment.value_at("/spec/replicas").is_null();
    let replicas = scaler.value_at("/spec/maxReplicas").as_u64().unwrap_or(1) + MORE_IN_AN_UPDATE;
    let crowded = replicas * replica_connections(deployment) > MOST_CONNECTIONS;
    [
        violation_if(
            fixed,
            deployment,
            "has a number of replicas: each apply would undo its autoscaler",
        ),
        violation_if(crowded, deployment, "may open more connections than its database takes"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A monitor that selects nothing is silent, as if all were well.
fn monitor_violations(monitor: &KubeObject, objects: &[KubeObject]) -> Vec<String> {
    let selector = monitor.value_at("/spec/selector");
    let mut services = of_kind(objects, "Service")
        .filter(|service| {
            selector_matches(selector, &to_labels(service.value_at("/metadata/labels")))
        })
        .peekable();
    let lost = services.peek().is_none();
    let endpoints = monitor.list_at("/spec/endpoints");
    let closed = services.any(|service| {
        let has =
            |name: &Value| service.list_at("/spec/ports").iter().any(|port| port["name"] == *name);
        !endpoints.iter().all(|endpoint| has(&endpoint["port"]))
    });
    violation_if(lost || closed, monitor, "watches no Service, or a port that one has not")
        .into_iter()
        .collect()
}

/// Postgres connections of one replica: its pool, and those on which `order` listens for changes
/// and announces them.
fn replica_connections(deployment: &KubeObject) -> u64 {
    let variables =
        deployment.pod_containers().iter().flat_map(|container| as_list(&container["env"]));
    let mut most = variables.filter(|variable| variable["name"] == "JUMUN_DATABASE_CONNECTIONS");
    let pool = most.next().and_then(|variable| as_text(&variable["value"]).parse::<u64>().ok());
    pool.map_or(0, |pool| pool + BESIDE_THE_POOL)
}

/// Finds a host that no overlay has filled in, and a backend that does not exist.
fn ingress_violations(ingress: &KubeObject, rules: &str, objects: &[KubeObject]) -> Vec<String> {
    let hosts = ingress.list_at(rules).iter().map(|rule| as_text(&rule["host"]));
    let backends = ingress.list_at(rules).iter().flat_map(|rule| as_list(&rule["http"]["paths"]));
    let names = backends.map(|path| as_text(&path["backend"]["service"]["name"]));
    entry_violations(ingress, hosts.collect(), names.collect(), objects)
}

fn route_violations(route: &KubeObject, objects: &[KubeObject]) -> Vec<String> {
    let hosts = route.list_at("/spec/hostnames").iter().map(as_text);
    let backends =
        route.list_at("/spec/rules").iter().flat_map(|rule| as_list(&rule["backendRefs"]));
    entry_violations(
        route,
        hosts.collect(),
        backends.map(|backend| as_text(&backend["name"])).collect(),
        objects,
    )
}

fn entry_violations(
    object: &KubeObject,
    hosts: Vec<&str>,
    backends: Vec<&str>,
    objects: &[KubeObject],
) -> Vec<String> {
    let unnamed = hosts.is_empty() || hosts.iter().any(|host| !host.contains('.'));
    let nowhere = backends.is_empty()
        || backends
            .iter()
            .any(|name| !of_kind(objects, "Service").any(|service| service.name() == *name));
    [
        violation_if(unnamed, object, "has no host: the overlay sets JUMUN_PUBLIC_URL"),
        violation_if(nowhere, object, "leads to no Service"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Requires what Pod Security `restricted` demands, a read-only root file system, a memory limit
/// and a service account.
fn hardening_violations(object: &KubeObject) -> Vec<String> {
    if object.pod_containers().is_empty() {
        return Vec::new(); // made by an operator, which hardens its pods itself
    }
    let pod = object.value_at("/spec/template/spec");
    let whole = pod["securityContext"]["runAsNonRoot"] == true
        && pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
        && pod["automountServiceAccountToken"] == false;
    let each = object.pod_containers().iter().all(|container| {
        let context = &container["securityContext"];
        context["allowPrivilegeEscalation"] == false
            && context["readOnlyRootFilesystem"] == true
            && context["capabilities"]["drop"] == serde_json::json!(["ALL"])
            && container["resources"]["limits"]["memory"].is_string()
            && container["imagePullPolicy"] == "IfNotPresent"
    });
    let own = !as_text(&pod["serviceAccountName"]).is_empty();
    violation_if(!(whole && each && own), object, "is not hardened: see k8s/components/hardened")
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests;
