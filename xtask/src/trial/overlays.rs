//! Trial of the Kubernetes overlays: rendered by kubectl, with secrets made by the commands in
//! docs/kubernetes.md, each pod run by podman as its specification says. The names of Services are
//! aliases on a container network. What only a cluster can show (network policies, probes,
//! rollouts, an operator's databases) is not tried.

use super::{
    ProcessConfinement,
    database::{self, OverlayDatabase},
    orders::{self, RunningCafe},
    pod::{self, ClusterObjects},
};
use crate::{
    build::BuildProfile,
    check::k8s::{self, KubeObject, as_text, of_kind, selector_matches, to_labels},
    command,
    images::{ContainerEngine, ContainerNetwork, TRIAL},
    interrupt, progress,
    test::postgres::ThrowawayCluster,
    tools::{kubectl, python},
    workspace,
};
use anyhow::{Context as _, Result, bail, ensure};
use process_kit::is_ok;
use serde_json::{Value, json};
use std::{
    fs,
    net::{IpAddr, SocketAddr},
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const ENGINE: ContainerEngine = ContainerEngine::Podman;
const LIMIT: Duration = Duration::from_secs(60);
const READY_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);
const PIN: &str = "246810";
const POSTGRES: u16 = 5432;
/// The anchor before, and the line after, the commands in docs/kubernetes.md that make the pods'
/// secrets.
const SECRETS: (&str, &str) = ("<a id=\"secrets\"></a>", "# https:");

/// Starts the pods of each overlay and takes orders.
///
/// # Errors
/// When a pod cannot be run as specified, or the café takes no order; the pods' logs are printed.
pub fn take_orders() -> Result<()> {
    let programs = python::ensure_environment("compose", super::compose::REQUIREMENTS)?;
    let kubectl = kubectl::ensure_kubectl(&programs)?;
    for overlay in k8s::overlay_folders()? {
        progress::print_stage(format_args!("the pods of {}", overlay.display()));
        let (_, objects) = k8s::render_overlay(&overlay, &kubectl, &programs)?;
        let taken = try_overlay(objects, &kubectl);
        taken.with_context(|| format!("a café of {} takes no orders", overlay.display()))?;
    }
    Ok(())
}

fn try_overlay(mut objects: Vec<KubeObject>, kubectl: &Path) -> Result<()> {
    let work = tempfile::tempdir()?;
    // The volumes below belong to other users, who have to reach them.
    fs::set_permissions(work.path(), fs::Permissions::from_mode(0o711))?;
    objects.extend(make_pod_secrets(work.path(), kubectl)?);
    let network = ContainerNetwork::create_network(ENGINE)?;
    let mut cluster = TrialCluster {
        parts: ClusterObjects { objects, volumes: work.path().join("volumes") },
        network: &network,
        hosts: Vec::new(),
        pods: Vec::new(),
        databases: None,
    };
    let taken = cluster.start_all().and_then(|cafe| orders::take_orders(&cafe));
    if taken.is_err() {
        cluster.pods.iter().for_each(RunningPod::show_log);
    }
    taken
}

/// The objects that the commands in docs/kubernetes.md make. A wrapper lets kubectl print the
/// objects instead of sending them; another one runs the built `staff` in place of cargo.
fn make_pod_secrets(work: &Path, kubectl: &Path) -> Result<Vec<KubeObject>> {
    let page = fs::read_to_string(workspace::root_folder().join("docs/kubernetes.md"))?;
    let block = page
        .split_once(SECRETS.0)
        .and_then(|(_, rest)| rest.split_once("```sh")?.1.split_once(SECRETS.1));
    let (block, _) = block.context("docs/kubernetes.md no longer says how secrets are made")?;
    let programs = work.join("programs");
    fs::create_dir_all(&programs)?;
    let staff = BuildProfile::Dev.binaries_folder().join("staff");
    for (name, line) in [
        ("kubectl", format!("exec {} \"$@\" --dry-run=client --output=json", kubectl.display())),
        ("cargo", format!("shift 5; exec {} \"$@\"", staff.display())),
    ] {
        let program = programs.join(name);
        fs::write(&program, format!("#!/bin/sh\n{line}\n"))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    }
    symlink(workspace::root_folder().join("deploy"), work.join("deploy"))?;
    let mut make = command::workspace_command("sh");
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    make.args(["-euc", block]).current_dir(work).env("PATH", path);
    let made = command::run_for_output(&mut make, LIMIT)?;
    let made: Result<Vec<Value>, _> =
        serde_json::Deserializer::from_str(&made).into_iter().collect();
    Ok(made.context("kubectl gave no objects")?.into_iter().map(KubeObject::from).collect())
}

/// An overlay's pods, on their own network.
struct TrialCluster<'a> {
    parts: ClusterObjects,
    network: &'a ContainerNetwork,
    /// The engine's options that map the databases' host names to an address.
    hosts: Vec<String>,
    pods: Vec<RunningPod>,
    databases: Option<ThrowawayCluster>,
}

impl TrialCluster<'_> {
    /// Starts everything, surfaces first: they wait for no other pod, and once they are attached
    /// this machine has an address on the network, for the databases.
    fn start_all(&mut self) -> Result<RunningCafe> {
        let component = "/spec/template/metadata/labels/app.kubernetes.io~1component";
        let (surfaces, services): (Vec<_>, Vec<_>) = self
            .parts
            .of_kind("Deployment")
            .into_iter()
            .partition(|owner| owner.text_at(component) == "surface");
        for owner in &surfaces {
            self.start_pod(owner)?;
        }
        self.start_databases()?;
        for job in self.parts.of_kind("Job") {
            let mut run = self.engine_command(&job, &["run", "--rm"])?;
            command::run_checked(&mut run, LIMIT).with_context(|| job.title())?;
        }
        for owner in &services {
            self.start_pod(owner)?;
        }
        for pod in &self.pods {
            pod.wait_ready()?;
        }
        add_manager(self.find_pod("staff")?)?;
        let surface = |name: &str| self.find_pod(name).map(|pod| pod.pages);
        Ok(RunningCafe {
            client: surface("web-client")?,
            admin: surface("web-admin")?,
            pin: PIN.to_owned(),
        })
    }

    fn find_pod(&self, name: &str) -> Result<&RunningPod> {
        self.pods
            .iter()
            .find(|pod| pod.name == name)
            .with_context(|| format!("there is no pod {name}"))
    }

    /// Starts one pod of a Deployment, confined as specified.
    fn start_pod(&mut self, owner: &KubeObject) -> Result<()> {
        let id =
            command::run_for_output(&mut self.engine_command(owner, &["run", "--detach"])?, LIMIT)?
                .trim()
                .to_owned();
        let address = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
        let address: IpAddr =
            ENGINE.inspect_field(&id, address)?.parse().context("the pod has no address")?;
        let [container] = owner.pod_containers() else {
            bail!("{} has not one container", owner.title())
        };
        let at = |name: &str| {
            pod::port_number(container, name).map(|port| SocketAddr::from((address, port)))
        };
        let probe = &container["readinessProbe"]["httpGet"];
        let pod = self.parts.pod_command(owner)?;
        self.pods.push(RunningPod {
            name: owner.name().to_owned(),
            id,
            confinement: ProcessConfinement { user: Some(pod.user), writable: pod.writable },
            readiness: (at(as_text(&probe["port"]))?, as_text(&probe["path"]).to_owned()),
            pages: at("http")?,
        });
        Ok(())
    }

    /// The engine's command for a pod of `owner`, with an alias for each Service that leads to it.
    fn engine_command(&self, owner: &KubeObject, run: &[&str]) -> Result<Command> {
        let pod = self.parts.pod_command(owner)?;
        let image = pod.image.rsplit_once(':').map_or(pod.image.as_str(), |(name, _)| name);
        ensure!(
            image.starts_with("jumun/"),
            "{} runs {image}, which is not built here",
            owner.title()
        );
        let mut command = ENGINE.engine_command();
        command.args(run).arg(self.network.attach_option()).args(&self.hosts).args(&pod.options);
        command.args(
            self.services_of(owner).map(|service| format!("--network-alias={}", service.name())),
        );
        command
            .arg(format!("localhost/{image}:{TRIAL}"))
            .args(&pod.arguments)
            .stdout(Stdio::piped());
        Ok(command)
    }

    fn services_of<'o>(
        &'o self,
        owner: &KubeObject,
    ) -> impl Iterator<Item = &'o KubeObject> + use<'o> {
        let pods = to_labels(owner.value_at("/spec/template/metadata/labels"));
        of_kind(&self.parts.objects, "Service").filter(move |service| {
            selector_matches(&json!({"matchLabels": service.value_at("/spec/selector")}), &pods)
        })
    }

    /// Starts a real Postgres with the databases that the overlay describes. The image and the
    /// operator that would run them come from elsewhere.
    fn start_databases(&mut self) -> Result<()> {
        let mut databases = Vec::new();
        for owner in self.parts.of_kind("StatefulSet") {
            let hosts = self.services_of(&owner).map(|service| service.name().to_owned()).collect();
            databases.push(OverlayDatabase::from_stateful_set(&owner, &self.parts, hosts)?);
        }
        let operated = self.parts.of_kind("Cluster");
        databases.extend(operated.iter().map(OverlayDatabase::from_operator_cluster));
        if databases.is_empty() {
            return Ok(());
        }
        let gateway = self.network.gateway_address()?;
        let names = databases.iter().flat_map(|database| database.hosts.clone()).collect();
        let cluster = ThrowawayCluster::start_at(gateway, POSTGRES, names)?;
        let [authority, _] = cluster.authorities();
        let authority = fs::read_to_string(authority)?;
        self.parts.objects.extend(
            operated.iter().flat_map(|owner| database::operator_secrets(owner, &authority)),
        );
        for OverlayDatabase { user, name, password, hosts } in databases {
            cluster.execute(&format!("CREATE ROLE \"{user}\" LOGIN PASSWORD '{password}'"))?;
            cluster.database(&name)?;
            cluster.execute(&format!("ALTER DATABASE \"{name}\" OWNER TO \"{user}\""))?;
            self.hosts.extend(hosts.iter().map(|host| format!("--add-host={host}:{gateway}")));
        }
        self.databases = Some(cluster);
        Ok(())
    }
}

/// Adds a manager by the command in docs/kubernetes.md, with the engine in place of kubectl.
fn add_manager(staff: &RunningPod) -> Result<()> {
    let engine = ENGINE.engine_command();
    let mut add = command::workspace_command("sh");
    add.arg("deploy/add-manager.sh").arg(engine.get_program()).args([
        "exec",
        "--interactive",
        &staff.id,
        "/staff",
    ]);
    for (name, value) in engine.get_envs() {
        add.env(name, value.unwrap_or_default());
    }
    command::run_checked(add.env("JUMUN_PIN", PIN).stdout(Stdio::null()), LIMIT)
}

/// A running pod, removed on drop.
struct RunningPod {
    name: String,
    id: String,
    confinement: ProcessConfinement,
    readiness: (SocketAddr, String),
    /// Address of the port `http`.
    pages: SocketAddr,
}

impl RunningPod {
    fn wait_ready(&self) -> Result<()> {
        let deadline = Instant::now() + READY_LIMIT;
        while !is_ok(self.readiness.0, &self.readiness.1) {
            interrupt::fail_if_interrupted()?;
            ensure!(
                Instant::now() < deadline,
                "{} is not ready after {} s",
                self.name,
                READY_LIMIT.as_secs()
            );
            thread::sleep(POLL);
        }
        let process = ENGINE.inspect_field(&self.id, "{{.State.Pid}}")?;
        self.confinement.check_process(process.parse()?).with_context(|| self.name.clone())
    }

    fn show_log(&self) {
        let _shown = command::run_checked(
            ENGINE.engine_command().args(["logs", "--tail=20", &self.id]),
            LIMIT,
        );
    }
}

impl Drop for RunningPod {
    fn drop(&mut self) {
        let mut remove = ENGINE.engine_command();
        remove.args(["rm", "--force", "--time=0", "--volumes", &self.id]).stdout(Stdio::null());
        if let Err(error) = command::run_checked(&mut remove, LIMIT) {
            progress::print_stage(format_args!("container {} stays: {error:#}", self.id));
        }
    }
}
