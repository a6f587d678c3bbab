//! The databases that an overlay describes, and the objects that CloudNativePG makes for its
//! clusters.

use super::pod::ClusterObjects;
use crate::check::k8s::{KubeObject, as_list, as_text};
use anyhow::{Context as _, Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

/// Fixed password in place of the operator's random one; the network is private to this machine.
const PASSWORD: &str = "trial";

/// One service's database.
#[derive(Debug)]
pub struct OverlayDatabase {
    pub user: String,
    pub name: String,
    pub password: String,
    /// Host names of the database.
    pub hosts: Vec<String>,
}

impl OverlayDatabase {
    /// The database that the Postgres image makes on the first start of `owner`'s pod.
    ///
    /// # Errors
    /// When the pod names no user or no password.
    pub fn from_stateful_set(
        owner: &KubeObject,
        cluster: &ClusterObjects,
        hosts: Vec<String>,
    ) -> Result<Self> {
        let [container] = owner.pod_containers() else {
            bail!("{} has not one container", owner.title())
        };
        let mut variables = as_list(&container["env"]).iter();
        let user = variables.find(|variable| as_text(&variable["name"]) == "POSTGRES_USER");
        let user = user
            .map(|variable| as_text(&variable["value"]).to_owned())
            .context("no POSTGRES_USER")?;
        let mut volumes = owner.list_at("/spec/template/spec/volumes").iter();
        let password = volumes.find_map(|volume| {
            cluster.secret_value(&volume["secret"]["secretName"], &json!("password"))
        });
        let password = password.with_context(|| format!("{} has no password", owner.title()))?;
        Ok(Self { name: user.clone(), user, password, hosts })
    }

    /// The database that CloudNativePG makes for the `Cluster` object `owner`.
    pub fn from_operator_cluster(owner: &KubeObject) -> Self {
        Self {
            user: owner.text_at("/spec/bootstrap/initdb/owner").to_owned(),
            name: owner.text_at("/spec/bootstrap/initdb/database").to_owned(),
            password: PASSWORD.to_owned(),
            hosts: vec![format!("{}-rw", owner.name())],
        }
    }
}

/// The Secrets that CloudNativePG makes for its `Cluster`: the service's database URL, and the
/// certificate of the cluster's authority.
pub fn operator_secrets(owner: &KubeObject, authority: &str) -> [KubeObject; 2] {
    let OverlayDatabase { user, name, password, hosts } =
        OverlayDatabase::from_operator_cluster(owner);
    let url = format!("postgresql://{user}:{password}@{}:5432/{name}", hosts.join(","));
    let secret = |suffix: &str, key: &str, value: &str| {
        KubeObject::from(json!({
            "kind": "Secret",
            "metadata": {"name": format!("{}-{suffix}", owner.name())},
            "data": {key: STANDARD.encode(value)},
        }))
    };
    [secret("app", "uri", &url), secret("ca", "ca.crt", authority)]
}
