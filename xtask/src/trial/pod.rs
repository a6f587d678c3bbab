//! Translation of a pod's specification into a podman command, field by field. An unknown field is
//! an error, so that no part of a manifest is silently left out.

use crate::check::k8s::{KubeObject, as_list, as_text};
use anyhow::{Context as _, Result, bail, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
};

/// Fields for the scheduler, the kubelet's probes or the API, without an effect on the process.
const OF_THE_CLUSTER: [&str; 14] = [
    "automountServiceAccountToken",
    "enableServiceLinks",
    "fsGroupChangePolicy",
    "imagePullPolicy",
    "lifecycle",
    "livenessProbe",
    "name",
    "ports",
    "readinessProbe",
    "restartPolicy",
    "serviceAccountName",
    "startupProbe",
    "terminationGracePeriodSeconds",
    "topologySpreadConstraints",
];

/// The objects that a cluster looks up for a pod.
pub struct ClusterObjects {
    pub objects: Vec<KubeObject>,
    /// Folder in which volumes are laid out.
    pub volumes: PathBuf,
}

/// The `podman run` command for a pod's only container.
#[derive(Debug, Default)]
pub struct PodCommand {
    /// Options of `podman run`.
    pub options: Vec<String>,
    pub image: String,
    pub arguments: Vec<String>,
    /// Folders that the container may write to.
    pub writable: Vec<String>,
    pub user: u32,
}

/// The port called `name` of a container.
pub fn port_number(container: &Value, name: &str) -> Result<u16> {
    let mut ports =
        as_list(&container["ports"]).iter().filter(|port| as_text(&port["name"]) == name);
    let number = ports.next().and_then(|port| port["containerPort"].as_u64());
    Ok(u16::try_from(number.with_context(|| format!("no port is called {name}"))?)?)
}

impl ClusterObjects {
    /// Copies of all objects of a kind.
    pub fn of_kind(&self, kind: &str) -> Vec<KubeObject> {
        self.objects.iter().filter(|object| object.kind() == kind).cloned().collect()
    }

    /// The command for a pod of `owner` (a Deployment or a Job).
    ///
    /// # Errors
    /// When the specification has an unknown field, or names an object that does not exist.
    pub fn pod_command(&self, owner: &KubeObject) -> Result<PodCommand> {
        let [container] = owner.pod_containers() else {
            bail!("{} has not one container", owner.title())
        };
        let spec = owner.value_at("/spec/template/spec");
        let mut command =
            PodCommand { image: as_text(&container["image"]).to_owned(), ..PodCommand::default() };
        let mut volumes = BTreeMap::new();
        let folder = self.volumes.join(owner.title().replace('/', "-"));
        for (word, value) in process_fields(spec) {
            match word {
                "containers" => {}
                "securityContext" => apply_pod_security(value, &mut command)?,
                "volumes" => {
                    volumes = self.lay_out(as_list(value), volume_group(spec)?, &folder)?;
                }
                _ => bail!("{}: {word} is not known here", owner.title()),
            }
        }
        for (word, value) in process_fields(container) {
            match word {
                "image" => {}
                "args" => {
                    command.arguments =
                        as_list(value).iter().map(|word| as_text(word).to_owned()).collect();
                }
                "env" => command.options.extend(self.environment_options(as_list(value))?),
                "envFrom" => command.options.extend(self.config_map_options(as_list(value))?),
                "resources" => command.options.push(format!("--memory={}", memory_limit(value)?)),
                "securityContext" => apply_container_security(value, &mut command)?,
                "volumeMounts" => mount_volumes(as_list(value), &volumes, &mut command)?,
                _ => bail!("{}: {word} is not known here", owner.title()),
            }
        }
        Ok(command)
    }

    fn find_object(&self, kind: &str, name: &Value) -> Option<&KubeObject> {
        self.objects.iter().find(|object| object.kind() == kind && object.name() == as_text(name))
    }

    fn environment_options(&self, variables: &[Value]) -> Result<Vec<String>> {
        let option = |variable: &Value| {
            let name = as_text(&variable["name"]);
            let reference = &variable["valueFrom"]["secretKeyRef"];
            let value = match variable["value"].as_str() {
                Some(value) => value.to_owned(),
                None => self
                    .secret_value(&reference["name"], &reference["key"])
                    .with_context(|| format!("{name} has no value"))?,
            };
            Ok(format!("--env={name}={value}"))
        };
        variables.iter().map(option).collect()
    }

    fn config_map_options(&self, sources: &[Value]) -> Result<Vec<String>> {
        let mut options = Vec::new();
        for source in sources {
            let name = &source["configMapRef"]["name"];
            let map = self
                .find_object("ConfigMap", name)
                .with_context(|| format!("no ConfigMap {name}"))?;
            let pairs = map.value_at("/data").as_object().into_iter().flatten();
            options.extend(pairs.map(|(name, value)| format!("--env={name}={}", as_text(value))));
        }
        Ok(options)
    }

    /// The decoded value of a secret's key.
    pub fn secret_value(&self, name: &Value, key: &Value) -> Option<String> {
        text_of_secret(self.find_object("Secret", name)?, as_text(key))
    }

    /// Lays out each volume as a folder below `folder`, as the kubelet does: owned by root and by
    /// the group in `fsGroup`.
    fn lay_out(
        &self,
        volumes: &[Value],
        group: u32,
        folder: &Path,
    ) -> Result<BTreeMap<String, PathBuf>> {
        let mut laid_out = BTreeMap::new();
        for volume in volumes {
            let path = folder.join(as_text(&volume["name"]));
            fs::create_dir_all(&path)?;
            let mode = if volume["emptyDir"].is_object() {
                0o2777
            } else if volume["secret"].is_object() {
                self.write_secret(&volume["secret"], group, &path)?;
                0o2755
            } else {
                bail!("{volume} is not known here")
            };
            chown(&path, Some(0), Some(group))?;
            fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
            laid_out.insert(as_text(&volume["name"]).to_owned(), path);
        }
        Ok(laid_out)
    }

    fn write_secret(&self, volume: &Value, group: u32, path: &Path) -> Result<()> {
        let mode = u32::try_from(volume["defaultMode"].as_u64().unwrap_or(0o644))?;
        for item in as_list(&volume["items"]) {
            let Some(value) = self.secret_value(&volume["secretName"], &item["key"]) else {
                ensure!(volume["optional"] == true, "there is no secret {volume}");
                continue;
            };
            let file = path.join(as_text(&item["path"]));
            fs::write(&file, value)?;
            chown(&file, Some(0), Some(group))?;
            fs::set_permissions(&file, fs::Permissions::from_mode(mode))?;
        }
        Ok(())
    }
}

/// The fields of a specification that affect the process.
fn process_fields(specification: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let words = specification.as_object().into_iter().flatten();
    words
        .map(|(word, value)| (word.as_str(), value))
        .filter(|(word, _)| !OF_THE_CLUSTER.contains(word))
}

fn volume_group(spec: &Value) -> Result<u32> {
    parse_number(&spec["securityContext"]["fsGroup"])
}

fn parse_number(value: &Value) -> Result<u32> {
    Ok(u32::try_from(value.as_u64().with_context(|| format!("{value} is no number"))?)?)
}

fn apply_pod_security(context: &Value, command: &mut PodCommand) -> Result<()> {
    for (word, value) in process_fields(context) {
        match word {
            "runAsUser" => command.user = parse_number(value)?,
            // podman's default seccomp profile is that of the container runtimes.
            "runAsGroup" | "seccompProfile" => {}
            "fsGroup" => command.options.push(format!("--group-add={value}")),
            "runAsNonRoot" => ensure!(*value == true, "it may run as root"),
            _ => bail!("securityContext: {word} is not known here"),
        }
    }
    command.options.push(format!(
        "--user={}:{}",
        command.user,
        parse_number(&context["runAsGroup"])?
    ));
    Ok(())
}

fn apply_container_security(context: &Value, command: &mut PodCommand) -> Result<()> {
    for (word, value) in process_fields(context) {
        match (word, value) {
            ("allowPrivilegeEscalation", Value::Bool(false)) => {
                command.options.push("--security-opt=no-new-privileges".to_owned());
            }
            ("capabilities", capabilities) => {
                let drop = as_list(&capabilities["drop"]).iter();
                command
                    .options
                    .extend(drop.map(|capability| format!("--cap-drop={}", as_text(capability))));
            }
            ("readOnlyRootFilesystem", Value::Bool(true)) => {
                command
                    .options
                    .extend(["--read-only".to_owned(), "--read-only-tmpfs=false".to_owned()]);
            }
            ("privileged", Value::Bool(false)) => {}
            _ => bail!("securityContext: {word}: {value} is not known here"),
        }
    }
    Ok(())
}

/// The memory limit in bytes.
fn memory_limit(resources: &Value) -> Result<u64> {
    let limit = as_text(&resources["limits"]["memory"]);
    let mebibytes: u64 = limit.strip_suffix("Mi").context("no limit of memory in Mi")?.parse()?;
    Ok(mebibytes << 20)
}

fn mount_volumes(
    mounts: &[Value],
    volumes: &BTreeMap<String, PathBuf>,
    command: &mut PodCommand,
) -> Result<()> {
    for mount in mounts {
        let name = as_text(&mount["name"]);
        let path = as_text(&mount["mountPath"]);
        let volume = volumes.get(name).with_context(|| format!("no volume is called {name}"))?;
        let mode = if mount["readOnly"] == true { "ro" } else { "rw" };
        command.options.push(format!("--volume={}:{path}:{mode}", volume.display()));
        if mode == "rw" {
            command.writable.push(path.to_owned());
        }
    }
    Ok(())
}

/// The value of a secret's key, which the API keeps in base64.
fn text_of_secret(secret: &KubeObject, key: &str) -> Option<String> {
    let encoded = secret.value_at("/data").get(key)?.as_str()?;
    String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pod(spec: &Value) -> Result<PodCommand> {
        let owner = KubeObject::from(json!({
            "kind": "Deployment", "metadata": {"name": "order"}, "spec": {"template": {"spec": spec}},
        }));
        ClusterObjects { objects: Vec::new(), volumes: PathBuf::from("/nowhere") }
            .pod_command(&owner)
    }

    fn spec(container: &Value) -> Value {
        json!({"containers": [container], "securityContext": {"runAsUser": 7, "runAsGroup": 8, "fsGroup": 9}})
    }

    #[test]
    fn a_pods_words_become_the_engines_options() {
        let container = json!({
            "image": "jumun/order:1", "args": ["migrate"], "resources": {"limits": {"memory": "2Mi"}},
            "env": [{"name": "A", "value": "b"}], "readinessProbe": {},
            "securityContext": {"capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": true},
        });
        let command = pod(&spec(&container)).unwrap();
        for option in [
            "--env=A=b",
            "--memory=2097152",
            "--cap-drop=ALL",
            "--read-only",
            "--group-add=9",
            "--user=7:8",
        ] {
            assert!(
                command.options.iter().any(|given| given == option),
                "{option}: {:?}",
                command.options
            );
        }
        assert_eq!(
            (command.image.as_str(), command.arguments.join(" ")),
            ("jumun/order:1", "migrate".to_owned())
        );
    }

    #[test]
    fn an_unknown_word_a_missing_object_and_a_loosened_one_are_errors() {
        for container in [
            json!({"image": "a", "workingDir": "/tmp"}),
            json!({"image": "a", "envFrom": [{"configMapRef": {"name": "missing"}}]}),
            json!({"image": "a", "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "b", "key": "c"}}}]}),
            json!({"image": "a", "volumeMounts": [{"name": "missing", "mountPath": "/data"}]}),
            json!({"image": "a", "securityContext": {"readOnlyRootFilesystem": false}}),
        ] {
            assert!(pod(&spec(&container)).is_err(), "{container}");
        }
    }
}
