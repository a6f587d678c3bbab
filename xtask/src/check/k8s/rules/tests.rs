//! Tests on a small cluster that breaks no rule, with one fault planted at a time.

use super::*;
use serde_json::json;

const ORDER: usize = 1;
const SERVICE: usize = 3;
const INGRESS: usize = 4;

fn sound() -> Vec<Value> {
    vec![
        json!({
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": {"name": "jumun", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}},
        }),
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "order", "namespace": "jumun"},
            "spec": {
                "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0}},
                "template": {"metadata": {"labels": {"name": "order"}}, "spec": {
                    "serviceAccountName": "order",
                    "automountServiceAccountToken": false,
                    "terminationGracePeriodSeconds": 20,
                    "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
                    "containers": [{
                        "name": "app",
                        "imagePullPolicy": "IfNotPresent",
                        "lifecycle": {"preStop": {"sleep": {"seconds": 10}}},
                        "ports": [{"name": "http", "containerPort": 7102}],
                        "startupProbe": {"httpGet": {"path": "/livez", "port": "http"}},
                        "livenessProbe": {"httpGet": {"path": "/livez", "port": "http"}},
                        "readinessProbe": {"httpGet": {"path": "/readyz", "port": "http"}},
                        "resources": {"limits": {"memory": "64Mi"}},
                        "securityContext": {
                            "allowPrivilegeEscalation": false,
                            "readOnlyRootFilesystem": true,
                            "capabilities": {"drop": ["ALL"]},
                        },
                    }],
                }},
            },
        }),
        json!({
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
            "metadata": {"name": "order", "namespace": "jumun"},
            "spec": {"selector": {"matchLabels": {"name": "order"}}},
        }),
        json!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "order", "namespace": "jumun"},
            "spec": {"selector": {"name": "order"}, "ports": [{"port": 7102, "targetPort": "http"}]},
        }),
        json!({
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "order", "namespace": "jumun"},
            "spec": {"rules": [{
                "host": "order.cafe.example",
                "http": {"paths": [{"backend": {"service": {"name": "order"}}}]},
            }]},
        }),
    ]
}

fn judged(values: Vec<Value>) -> Vec<String> {
    find_violations(&values.into_iter().map(KubeObject::from).collect::<Vec<_>>())
}

/// The violations after the value at `pointer` of object `index` is replaced.
fn with(index: usize, pointer: &str, value: Value) -> Vec<String> {
    let mut values = sound();
    *values[index].pointer_mut(pointer).expect(pointer) = value;
    judged(values)
}

#[test]
fn a_sound_cluster_passes() {
    assert_eq!(judged(sound()), Vec::<String>::new());
}

#[test]
fn each_planted_fault_is_found_once() {
    let container = "/spec/template/spec/containers/0";
    let faults = [
        (0, "/metadata/labels".to_owned(), json!({})),
        (ORDER, "/metadata/namespace".to_owned(), json!("default")),
        (ORDER, "/spec/strategy/rollingUpdate/maxUnavailable".to_owned(), json!("25%")),
        (ORDER, "/spec/template/spec/terminationGracePeriodSeconds".to_owned(), json!(12)),
        (ORDER, format!("{container}/lifecycle"), json!({})),
        (ORDER, format!("{container}/startupProbe"), json!(null)),
        (ORDER, format!("{container}/livenessProbe/httpGet/path"), json!("/")),
        (ORDER, format!("{container}/readinessProbe/httpGet/path"), json!("/livez")),
        (ORDER, format!("{container}/readinessProbe/httpGet/port"), json!("ops")),
        (ORDER, format!("{container}/imagePullPolicy"), json!("Always")),
        (ORDER, format!("{container}/securityContext/readOnlyRootFilesystem"), json!(false)),
        (ORDER, format!("{container}/securityContext/capabilities/drop"), json!([])),
        (ORDER, format!("{container}/resources/limits"), json!({})),
        (ORDER, "/spec/template/spec/securityContext/runAsNonRoot".to_owned(), json!(false)),
        (ORDER, "/spec/template/spec/serviceAccountName".to_owned(), json!("")),
        (2, "/spec/selector/matchLabels/name".to_owned(), json!("menu")),
        (SERVICE, "/spec/selector/name".to_owned(), json!("menu")),
        (SERVICE, "/spec/ports/0/targetPort".to_owned(), json!("ops")),
        (INGRESS, "/spec/rules/0/host".to_owned(), json!("set-by-kustomize")),
        (INGRESS, "/spec/rules/0/http/paths/0/backend/service/name".to_owned(), json!("payment")),
    ];
    for (index, pointer, value) in faults {
        let found = with(index, &pointer, value);
        assert_eq!(found.len(), 1, "{pointer}: {found:?}");
    }
}

#[test]
fn a_secret_is_found() {
    let mut values = sound();
    values.push(json!({"kind": "Secret", "metadata": {"name": "key", "namespace": "jumun"}}));
    assert_eq!(judged(values).len(), 1);
}

#[test]
fn a_sqlite_file_has_one_process() {
    let mut values = sound();
    values[ORDER]["spec"]["template"]["spec"]["containers"][0]["env"] =
        json!([{"name": "JUMUN_DATABASE_URL", "value": "sqlite:/data/order.db"}]);
    assert_eq!(judged(values.clone()).len(), 2);
    values[ORDER]["spec"]["replicas"] = json!(1);
    values[ORDER]["spec"]["strategy"] = json!({"type": "Recreate"});
    assert_eq!(judged(values), Vec::<String>::new());
}

#[test]
fn an_autoscaler_has_something_to_scale_and_nobody_works_against_it() {
    let scaler = |name| {
        json!({
            "kind": "HorizontalPodAutoscaler", "metadata": {"name": name, "namespace": "jumun"},
            "spec": {"maxReplicas": 4, "scaleTargetRef": {"name": name}},
        })
    };
    let mut values = sound();
    values.push(scaler("order"));
    assert_eq!(judged(values.clone()), Vec::<String>::new());
    let mut crowd = values.clone();
    crowd[ORDER]["spec"]["template"]["spec"]["containers"][0]["env"] =
        json!([{"name": "JUMUN_DATABASE_CONNECTIONS", "value": "20"}]);
    assert_eq!(judged(crowd).len(), 1);
    values[ORDER]["spec"]["replicas"] = json!(3);
    assert_eq!(judged(values).len(), 1);
    let mut nothing = sound();
    nothing.push(scaler("payment"));
    assert_eq!(judged(nothing).len(), 1);
}

#[test]
fn connections_count_what_is_open_during_an_update() {
    let most = |connections: &str| {
        let mut values = sound();
        values[ORDER]["spec"]["template"]["spec"]["containers"][0]["env"] =
            json!([{"name": "JUMUN_DATABASE_CONNECTIONS", "value": connections}]);
        values.push(json!({
            "kind": "HorizontalPodAutoscaler", "metadata": {"name": "order", "namespace": "jumun"},
            "spec": {"maxReplicas": 6, "scaleTargetRef": {"name": "order"}},
        }));
        judged(values).len()
    };
    assert_eq!((most("8"), most("9")), (0, 1));
}

#[test]
fn a_load_balancer_alone_has_no_https() {
    let found = |url: &str, with_ingress: bool| {
        let mut values = sound();
        values[SERVICE]["spec"]["type"] = json!("LoadBalancer");
        values.push(json!({
            "kind": "ConfigMap", "metadata": {"name": "web-client", "namespace": "jumun"},
            "data": {"JUMUN_PUBLIC_URL": url},
        }));
        if !with_ingress {
            values.remove(INGRESS);
        }
        judged(values).len()
    };
    assert_eq!(found("https://order.cafe.example", false), 1);
    assert_eq!(found("http://192.0.2.1", false), 0);
    assert_eq!(found("https://order.cafe.example", true), 0);
}

#[test]
fn a_monitor_finds_what_it_watches() {
    let monitor = |name, port| {
        json!({
            "kind": "ServiceMonitor", "metadata": {"name": name, "namespace": "jumun"},
            "spec": {"selector": {"matchLabels": {"tier": name}}, "endpoints": [{"port": port}]},
        })
    };
    let mut values = sound();
    values[SERVICE]["metadata"]["labels"] = json!({"tier": "service"});
    values[SERVICE]["spec"]["ports"][0]["name"] = json!("http");
    for (monitor, faults) in
        [(monitor("service", "http"), 0), (monitor("service", "ops"), 1), (monitor("x", "http"), 1)]
    {
        let mut values = values.clone();
        values.push(monitor);
        assert_eq!(judged(values).len(), faults);
    }
}
