//! The real `menu`, `order` and client surface, on free ports and in an empty folder.

use jiff::SignedDuration;
use process_kit::{
    ProcessSpec, ReadinessProbe, RestartBackoff, SupervisedProcess, SupervisionPolicy, free_port,
};
use rustix::process::Signal;
use service_kit::Clock;
use staff_token::{
    fixtures::StoreKeys,
    surface::{SURFACE_TOKEN, ServiceName, SurfaceKey, SurfaceKind, SurfaceSigner},
};
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const READY: Duration = Duration::from_secs(30);
/// Time limit of a shutdown: what every binary promises, and some more for a busy machine.
const ENDED: Duration = Duration::from_secs(15);

pub struct Stack {
    processes: Vec<SupervisedProcess>,
    _folder: TempDir,
    signer: SurfaceSigner,
    surface: String,
    ops: String,
    menu: String,
    order: String,
}

impl Stack {
    /// Starts the processes with `flags` and waits until they are ready.
    pub async fn start(flags: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let [menu, order, surface, ops] = [(); 4].map(|()| free_address());
        let menu_url = format!("http://{menu}");
        let order_url = format!("http://{order}");
        let menu_db = database(&folder, "menu");
        let order_db = database(&folder, "order");
        let site = site(&folder);
        let state = folder.path().join("state");
        let web = [
            "--surface=client",
            &format!("--listen={surface}"),
            &format!("--ops-listen={ops}"),
            &format!("--menu-url={menu_url}"),
            &format!("--order-url={order_url}"),
            &format!("--site-root={}", site.display()),
            &format!("--state-dir={}", state.display()),
        ];
        let clock = Clock::system();
        let key_file = folder.path().join("client.key");
        let key = SurfaceKey::read_or_create(&key_file).unwrap();
        let client = key.public_key().unwrap();
        let others = StoreKeys::generate(clock.clone());
        let [admin, staff] = [
            others.trust_args().callers.admin_key[0].to_string(),
            others.staff.public_key().unwrap().to_string(),
        ];
        let (key_file, client) = (
            format!("--surface-key-file={}", key_file.display()),
            format!("--client-key={client}"),
        );
        let trust = [client, format!("--admin-key={admin}"), format!("--staff-key={staff}")];
        let web = [&web[..], &[&key_file], flags].concat();
        let service = |name: &str, listen: SocketAddr, database: &str| {
            let own = [&*format!("--listen={listen}"), &format!("--database-url={database}")];
            let trust: Vec<_> = trust.iter().map(String::as_str).collect();
            start(folder.path(), name, listen, &[&own[..], &trust, flags].concat())
        };
        let processes = vec![
            service("menu", menu, &menu_db),
            service("order", order, &order_db),
            start(folder.path(), "server", ops, &web),
        ];
        let stack = Self {
            _folder: folder,
            processes,
            signer: SurfaceSigner::new(SurfaceKind::Client, key, clock),
            surface: format!("http://{surface}"),
            ops: format!("http://{ops}"),
            menu: menu_url,
            order: order_url,
        };
        for process in &stack.processes {
            process.wait_ready(READY).unwrap();
        }
        // The surface has the menu once its page shows an item.
        until(READY, || shows(format!("{}/client", stack.surface), "/client/items/")).await;
        stack
    }

    pub fn surface(&self) -> &str {
        &self.surface
    }

    /// Id of an item that is ordered without options.
    pub async fn menu_item(&self) -> String {
        let token = self.signer.token_for(ServiceName::Menu, None, SignedDuration::ZERO).unwrap();
        let asked = reqwest::Client::new()
            .get(format!("{}/api/v1/menu", self.menu))
            .header(SURFACE_TOKEN, token);
        let menu = asked.send().await.unwrap().text().await.unwrap();
        let menu: serde_json::Value = serde_json::from_str(&menu).unwrap();
        let items = menu["items"].as_array().unwrap();
        let plain =
            items.iter().find(|item| item["option_groups"].as_array().is_some_and(Vec::is_empty));
        plain.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Metrics of the menu, the order service and the surface.
    pub async fn metrics(&self) -> [String; 3] {
        let text = async |base: &str| {
            reqwest::get(format!("{base}/metrics")).await.unwrap().text().await.unwrap()
        };
        [text(&self.menu).await, text(&self.order).await, text(&self.ops).await]
    }

    /// Waits until the surface's metrics contain `series`.
    pub async fn counts(&self, series: &str) {
        until(READY, || shows(format!("{}/metrics", self.ops), series)).await;
    }

    /// Kills the order service, as a crash does.
    pub fn kill_order(&self) {
        self.processes[1].stop(Signal::KILL, ENDED).unwrap();
    }

    /// Asks all processes to end, waits for that and returns their logs.
    pub async fn end(self) -> String {
        // Not on this thread, whose collector takes the spans that they hand over before.
        tokio::task::spawn_blocking(move || self.end_and_read()).await.unwrap()
    }

    fn end_and_read(self) -> String {
        let began = Instant::now();
        for process in &self.processes {
            process.set_wanted(false);
            process.send_signal(Signal::TERM);
        }
        self.processes.iter().for_each(|process| process.stop(Signal::TERM, ENDED).unwrap());
        assert!(began.elapsed() < ENDED, "{:?}", began.elapsed());
        self.processes
            .iter()
            .map(|process| fs::read_to_string(&process.spec().log).unwrap())
            .collect()
    }
}

fn start(folder: &Path, name: &str, health: SocketAddr, flags: &[&str]) -> SupervisedProcess {
    let binary = Path::new(env!("CARGO_BIN_EXE_server")).with_file_name(name);
    assert!(binary.is_file(), "{} is not built; run `cargo build`", binary.display());
    let log = folder.join(name).with_extension("log");
    let mut spec = ProcessSpec::new(name, binary, log, ReadinessProbe::Http(health));
    spec.args = ["--log=debug", "--log-json=true"].iter().chain(flags).map(Into::into).collect();
    let backoff = RestartBackoff { first: READY, longest: READY, healthy: READY };
    SupervisedProcess::start(spec, SupervisionPolicy { backoff, report: |_| {} })
}

fn database(folder: &TempDir, name: &str) -> String {
    format!("sqlite:{}", folder.path().join(name).with_extension("db").display())
}

/// An empty browser half.
fn site(folder: &TempDir) -> PathBuf {
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("pkg")).unwrap();
    site
}

fn free_address() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, free_port().unwrap()).into()
}

async fn shows(url: String, text: &str) -> bool {
    let Ok(answer) = reqwest::get(url).await else { return false };
    answer.text().await.is_ok_and(|body| body.contains(text))
}

async fn until(limit: Duration, mut is: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(limit, waiting).await.expect("in time");
}
