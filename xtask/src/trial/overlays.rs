//! Trial of the Kubernetes overlays: rendered by kubectl, with secrets made by the commands in
//! docs/kubernetes.md, each pod run by podman as its specification says. The names of Services are
//! aliases on a container network. What only a cluster can show (network policies, probes,
//! rollouts, an operator's databases) is not tried.

use super::{
    Confinement,
    database::{self, Database},
    orders::{self, RunningCafe},
    pod::{self, ClusterObjects},
};
use crate::{
    build::Profile,
    check::k8s::{self, Object, labels, of_kind, selects, text},
    command,
    images::{ContainerNetwork, Engine, TRIAL},
    interrupt, progress,
    test::postgres::Cluster,
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

const ENGINE: Engine = Engine::Podman;
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
    let programs = python::ensure("compose", super::compose::REQUIREMENTS)?;
    let kubectl = kubectl::ensure(&programs)?;
    for overlay in k8s::overlays()? {
        progress::stage(format_args!("the pods of {}", overlay.display()));
        let (_, objects) = k8s::render(&overlay, &kubectl, &programs)?;
        let taken = try_objects(objects, &kubectl);
        taken.with_context(|| format!("a café of {} takes no orders", overlay.display()))?;
    }
    Ok(())
}

fn try_objects(mut objects: Vec<Object>, kubectl: &Path) -> Result<()> {
    let work = tempfile::tempdir()?;
    // The volumes below belong to other users, who have to reach them.
    fs::set_permissions(work.path(), fs::Permissions::from_mode(0o711))?;
    objects.extend(secrets(work.path(), kubectl)?);
    let network = ContainerNetwork::make(ENGINE)?;
    let mut cluster = TrialCluster {
        parts: ClusterObjects { objects, volumes: work.path().join("volumes") },
        network: &network,
        hosts: Vec::new(),
        pods: Vec::new(),
        databases: None,
    };
    let taken = cluster.open().and_then(|cafe| orders::take_orders(&cafe));
    if taken.is_err() {
        cluster.pods.iter().for_each(RunningPod::show_log);
    }
    taken
}

/// The objects that the commands in docs/kubernetes.md make. A wrapper lets kubectl print the
/// objects instead of sending them; another one runs the built `staff` in place of cargo.
fn secrets(work: &Path, kubectl: &Path) -> Result<Vec<Object>> {
    let page = fs::read_to_string(workspace::root().join("docs/kubernetes.md"))?;
    let block =
        page.split_once(SECRETS.0).and_then(|(_, rest)| rest.split_once("```sh")?.1.split_once(SECRETS.1));
    let (block, _) = block.context("docs/kubernetes.md no longer says how secrets are made")?;
    let programs = work.join("programs");
    fs::create_dir_all(&programs)?;
    let staff = Profile::Dev.folder().join("staff");
    for (name, line) in [
        ("kubectl", format!("exec {} \"$@\" --dry-run=client --output=json", kubectl.display())),
        ("cargo", format!("shift 5; exec {} \"$@\"", staff.display())),
    ] {
        let program = programs.join(name);
        fs::write(&program, format!("#!/bin/sh\n{line}\n"))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    }
    symlink(workspace::root().join("deploy"), work.join("deploy"))?;
    let mut make = command::program("sh");
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    make.args(["-euc", block]).current_dir(work).env("PATH", path);
    let made = command::output(&mut make, LIMIT)?;
    let made: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(&made).into_iter().collect();
    Ok(made.context("kubectl gave no objects")?.into_iter().map(Object::from).collect())
}

/// An overlay's pods, on their own network.
struct TrialCluster<'a> {
    parts: ClusterObjects,
    network: &'a ContainerNetwork,
    /// The engine's options that map the databases' host names to an address.
    hosts: Vec<String>,
    pods: Vec<RunningPod>,
    databases: Option<Cluster>,
}

impl TrialCluster<'_> {
    /// Starts everything, surfaces first: they wait for no other pod, and once they are attached
    /// this machine has an address on the network, for the databases.
    fn open(&mut self) -> Result<RunningCafe> {
        let component = "/spec/template/metadata/labels/app.kubernetes.io~1component";
        let (surfaces, services): (Vec<_>, Vec<_>) = self
            .parts
            .of_kind("Deployment")
            .into_iter()
            .partition(|owner| owner.text(component) == "surface");
        for owner in &surfaces {
            self.run(owner)?;
        }
        self.start_databases()?;
        for job in self.parts.of_kind("Job") {
            let mut run = self.command(&job, &["run", "--rm"])?;
            command::run(&mut run, LIMIT).with_context(|| job.title())?;
        }
        for owner in &services {
            self.run(owner)?;
        }
        for pod in &self.pods {
            pod.wait_ready()?;
        }
        add_manager(self.pod("staff")?)?;
        let surface = |name: &str| self.pod(name).map(|pod| pod.pages);
        Ok(RunningCafe { client: surface("web-client")?, admin: surface("web-admin")?, pin: PIN.to_owned() })
    }

    fn pod(&self, name: &str) -> Result<&RunningPod> {
        self.pods.iter().find(|pod| pod.name == name).with_context(|| format!("there is no pod {name}"))
    }

    /// Starts one pod of a Deployment, confined as specified.
    fn run(&mut self, owner: &Object) -> Result<()> {
        let id = command::output(&mut self.command(owner, &["run", "--detach"])?, LIMIT)?.trim().to_owned();
        let address = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
        let address: IpAddr = ENGINE.inspect(&id, address)?.parse().context("the pod has no address")?;
        let [container] = owner.containers() else { bail!("{} has not one container", owner.title()) };
        let at = |name: &str| pod::port(container, name).map(|port| SocketAddr::from((address, port)));
        let probe = &container["readinessProbe"]["httpGet"];
        let pod = self.parts.pod_command(owner)?;
        self.pods.push(RunningPod {
            name: owner.name().to_owned(),
            id,
            confinement: Confinement { user: Some(pod.user), writable: pod.writable },
            readiness: (at(text(&probe["port"]))?, text(&probe["path"]).to_owned()),
            pages: at("http")?,
        });
        Ok(())
    }

    /// The engine's command for a pod of `owner`, with an alias for each Service that leads to it.
    fn command(&self, owner: &Object, run: &[&str]) -> Result<Command> {
        let pod = self.parts.pod_command(owner)?;
        let image = pod.image.rsplit_once(':').map_or(pod.image.as_str(), |(name, _)| name);
        ensure!(image.starts_with("jumun/"), "{} runs {image}, which is not built here", owner.title());
        let mut command = ENGINE.command();
        command.args(run).arg(self.network.option()).args(&self.hosts).args(&pod.options);
        command.args(self.services_of(owner).map(|service| format!("--network-alias={}", service.name())));
        command.arg(format!("localhost/{image}:{TRIAL}")).args(&pod.arguments).stdout(Stdio::piped());
        Ok(command)
    }

    fn services_of<'o>(&'o self, owner: &Object) -> impl Iterator<Item = &'o Object> + use<'o> {
        let pods = labels(owner.at("/spec/template/metadata/labels"));
        of_kind(&self.parts.objects, "Service")
            .filter(move |service| selects(&json!({"matchLabels": service.at("/spec/selector")}), &pods))
    }

    /// Starts a real Postgres with the databases that the overlay describes. The image and the
    /// operator that would run them come from elsewhere.
    fn start_databases(&mut self) -> Result<()> {
        let mut databases = Vec::new();
        for owner in self.parts.of_kind("StatefulSet") {
            let hosts = self.services_of(&owner).map(|service| service.name().to_owned()).collect();
            databases.push(Database::of_a_stateful_set(&owner, &self.parts, hosts)?);
        }
        let operated = self.parts.of_kind("Cluster");
        databases.extend(operated.iter().map(Database::of_the_operator));
        if databases.is_empty() {
            return Ok(());
        }
        let gateway = self.network.gateway()?;
        let names = databases.iter().flat_map(|database| database.hosts.clone()).collect();
        let cluster = Cluster::start_at(gateway, POSTGRES, names)?;
        let [authority, _] = cluster.authorities();
        let authority = fs::read_to_string(authority)?;
        self.parts.objects.extend(operated.iter().flat_map(|owner| database::secrets(owner, &authority)));
        for Database { user, name, password, hosts } in databases {
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
    let engine = ENGINE.command();
    let mut add = command::program("sh");
    add.arg("deploy/add-manager.sh").arg(engine.get_program()).args([
        "exec",
        "--interactive",
        &staff.id,
        "/staff",
    ]);
    for (name, value) in engine.get_envs() {
        add.env(name, value.unwrap_or_default());
    }
    command::run(add.env("JUMUN_PIN", PIN).stdout(Stdio::null()), LIMIT)
}

/// A running pod, removed on drop.
struct RunningPod {
    name: String,
    id: String,
    confinement: Confinement,
    readiness: (SocketAddr, String),
    /// Address of the port `http`.
    pages: SocketAddr,
}

impl RunningPod {
    fn wait_ready(&self) -> Result<()> {
        let deadline = Instant::now() + READY_LIMIT;
        while !is_ok(self.readiness.0, &self.readiness.1) {
            interrupt::check()?;
            ensure!(
                Instant::now() < deadline,
                "{} is not ready after {} s",
                self.name,
                READY_LIMIT.as_secs()
            );
            thread::sleep(POLL);
        }
        let process = ENGINE.inspect(&self.id, "{{.State.Pid}}")?;
        self.confinement.check(process.parse()?).with_context(|| self.name.clone())
    }

    fn show_log(&self) {
        let _shown = command::run(ENGINE.command().args(["logs", "--tail=20", &self.id]), LIMIT);
    }
}

impl Drop for RunningPod {
    fn drop(&mut self) {
        let mut remove = ENGINE.command();
        remove.args(["rm", "--force", "--time=0", "--volumes", &self.id]).stdout(Stdio::null());
        if let Err(error) = command::run(&mut remove, LIMIT) {
            progress::stage(format_args!("container {} stays: {error:#}", self.id));
        }
    }
}
