//! Kubernetes objects, as far as the rules read them.

use anyhow::{Context as _, Result};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// One rendered object, as JSON.
#[derive(Debug, Clone)]
pub struct KubeObject(Value);

pub type Labels = BTreeMap<String, String>;

/// The pods that one object makes.
pub struct PodSet<'a> {
    pub name: &'a str,
    pub labels: Labels,
    /// Name (empty if there is none) and number of each container port.
    pub ports: Vec<(String, u64)>,
}

impl KubeObject {
    pub fn parse_list(json: &str) -> Result<Vec<Self>> {
        let values: Vec<Value> =
            serde_json::from_str(json).context("what kustomize rendered is no list")?;
        Ok(values.into_iter().map(Self).collect())
    }

    pub fn kind(&self) -> &str {
        self.text_at("/kind")
    }

    pub fn name(&self) -> &str {
        self.text_at("/metadata/name")
    }

    /// `Kind/name`, for messages.
    pub fn title(&self) -> String {
        format!("{}/{}", self.kind(), self.name())
    }

    /// The API group; empty for the core.
    pub fn api_group(&self) -> &str {
        self.text_at("/apiVersion").split_once('/').map_or("", |(group, _)| group)
    }

    pub fn value_at(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or(&Value::Null)
    }

    pub fn text_at(&self, pointer: &str) -> &str {
        self.value_at(pointer).as_str().unwrap_or_default()
    }

    pub fn list_at(&self, pointer: &str) -> &[Value] {
        as_list(self.value_at(pointer))
    }

    /// The containers of the pods that this object makes.
    pub fn pod_containers(&self) -> &[Value] {
        self.list_at("/spec/template/spec/containers")
    }

    /// The pods that this object makes, if any. A CloudNativePG `Cluster` makes pods too, with the
    /// operator's labels.
    pub fn pod_set(&self) -> Option<PodSet<'_>> {
        if self.api_group() == "postgresql.cnpg.io" {
            let mut labels = to_labels(self.value_at("/spec/inheritedMetadata/labels"));
            labels.insert("cnpg.io/cluster".to_owned(), self.name().to_owned());
            let ports = vec![("postgres".to_owned(), 5432), ("status".to_owned(), 8000)];
            return Some(PodSet { name: self.name(), labels, ports });
        }
        let template = self.value_at("/spec/template/metadata/labels");
        let ports = self.pod_containers().iter().flat_map(|container| as_list(&container["ports"]));
        let port = |port: &Value| {
            Some((as_text(&port["name"]).to_owned(), port["containerPort"].as_u64()?))
        };
        template.is_object().then(|| PodSet {
            name: self.name(),
            labels: to_labels(template),
            ports: ports.filter_map(port).collect(),
        })
    }
}

impl fmt::Display for KubeObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Value> for KubeObject {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

pub fn of_kind<'a>(
    objects: &'a [KubeObject],
    kind: &'a str,
) -> impl Iterator<Item = &'a KubeObject> {
    objects.iter().filter(move |object| object.kind() == kind)
}

pub fn as_list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn as_text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub fn to_labels(value: &Value) -> Labels {
    let pairs = value.as_object().into_iter().flatten();
    pairs.map(|(key, value)| (key.clone(), as_text(value).to_owned())).collect()
}

/// Whether a label selector matches `labels`. Of `matchExpressions` only `In` is supported. An
/// empty selector matches all.
pub fn selector_matches(selector: &Value, labels: &Labels) -> bool {
    let pairs = to_labels(&selector["matchLabels"]);
    let expressions = as_list(&selector["matchExpressions"]);
    pairs.iter().all(|(key, value)| labels.get(key) == Some(value))
        && expressions.iter().all(|expression| {
            let value = labels.get(as_text(&expression["key"]));
            as_text(&expression["operator"]) == "In"
                && value.is_some_and(|value| {
                    as_list(&expression["values"]).iter().any(|one| as_text(one) == value)
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_selector_takes_what_all_of_it_takes() {
        let pod = to_labels(&json!({"name": "order", "tier": "service"}));
        assert!(selector_matches(&json!({}), &pod));
        assert!(selector_matches(&json!({"matchLabels": {"name": "order"}}), &pod));
        assert!(!selector_matches(
            &json!({"matchLabels": {"name": "order", "tier": "surface"}}),
            &pod
        ));
        let among = |values| json!({"matchExpressions": [{"key": "name", "operator": "In", "values": values}]});
        assert!(selector_matches(&among(json!(["order", "order-migrate"])), &pod));
        assert!(!selector_matches(&among(json!(["menu"])), &pod));
    }
}
