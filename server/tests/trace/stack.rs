//! The real `menu`, `order` and client surface, on free ports and in an empty folder.

use jiff::SignedDuration;
use member_token::{
    fixtures::StoreKeys,
    surface::{SURFACE_TOKEN, ServiceName, SurfaceKey, SurfaceKind, SurfaceSigner},
};
use rustix::process::{Pid, Signal, kill_process};
use service_kit::Clock;
use std::{
    ffi::OsStr,
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

const READY: Duration = Duration::from_secs(30);
/// Time limit of a shutdown: what every binary promises, and some more for a busy machine.
const ENDED: Duration = Duration::from_secs(15);

pub struct Stack {
    folder: TempDir,
    processes: Vec<Process>,
    signer: SurfaceSigner,
    surface: String,
    ops: String,
    menu: String,
    order: String,
}

struct Process(Child);

impl Stack {
    /// Starts the processes with `flags` and waits until they are ready.
    pub async fn start(flags: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let [menu, order, surface, ops] = free_addresses();
        let (menu_url, order_url) = (format!("http://{menu}"), format!("http://{order}"));
        let (menu_db, order_db) = (database(&folder, "menu"), database(&folder, "order"));
        let (site, state) = (site(&folder), folder.path().join("state"));
        let web = [
            "--surface=client",
            &format!("--listen={surface}"),
            &format!("--ops-listen={ops}"),
            &format!("--menu-url={menu_url}"),
            &format!("--order-url={order_url}"),
            &format!("--site-root={}", site.display()),
            &format!("--state-dir={}", state.display()),
        ];
        let (clock, key_file) = (Clock::system(), folder.path().join("client.key"));
        let key = SurfaceKey::ensure(&key_file).unwrap();
        let (client, others) = (key.public().unwrap(), StoreKeys::generate(clock.clone()));
        let [admin, member] =
            [others.trust().callers.admin_key[0].to_string(), others.staff.public().unwrap().to_string()];
        let (key_file, client) =
            (format!("--surface-key-file={}", key_file.display()), format!("--client-key={client}"));
        let trust = [client, format!("--admin-key={admin}"), format!("--member-key={member}")];
        let web = [&web[..], &[&key_file]].concat();
        let service = |listen: &str, database: &str| {
            let own = [format!("--listen={listen}"), format!("--database-url={database}")];
            own.into_iter().chain(trust.clone()).collect::<Vec<_>>()
        };
        let (menu_flags, order_flags) = (service(&menu, &menu_db), service(&order, &order_db));
        let processes = vec![
            spawn(folder.path(), "menu", &menu_flags, flags),
            spawn(folder.path(), "order", &order_flags, flags),
            spawn(folder.path(), "server", &web, flags),
        ];
        let stack = Self {
            folder,
            processes,
            signer: SurfaceSigner::new(SurfaceKind::Client, key, clock),
            surface: format!("http://{surface}"),
            ops: format!("http://{ops}"),
            menu: menu_url,
            order: order_url,
        };
        for base in [&stack.menu, &stack.order, &stack.ops] {
            until(READY, || answers(format!("{base}/readyz"))).await;
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
        let token = self.signer.token(ServiceName::Menu, None, SignedDuration::ZERO).unwrap();
        let asked =
            reqwest::Client::new().get(format!("{}/api/v1/menu", self.menu)).header(SURFACE_TOKEN, token);
        let menu = asked.send().await.unwrap().text().await.unwrap();
        let menu: serde_json::Value = serde_json::from_str(&menu).unwrap();
        let items = menu["items"].as_array().unwrap();
        let plain = items.iter().find(|item| item["option_groups"].as_array().is_some_and(Vec::is_empty));
        plain.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Metrics of the menu, the order service and the surface.
    pub async fn metrics(&self) -> [String; 3] {
        let text =
            async |base: &str| reqwest::get(format!("{base}/metrics")).await.unwrap().text().await.unwrap();
        [text(&self.menu).await, text(&self.order).await, text(&self.ops).await]
    }

    /// Waits until the surface's metrics contain `series`.
    pub async fn counts(&self, series: &str) {
        until(READY, || shows(format!("{}/metrics", self.ops), series)).await;
    }

    /// Kills the order service, as a crash does.
    pub fn kill_order(&mut self) {
        let Process(order) = &mut self.processes[1];
        order.kill().unwrap();
        order.wait().unwrap();
    }

    /// Asks all processes to end, waits for that and returns their logs.
    pub async fn end(mut self) -> String {
        for Process(child) in &mut self.processes {
            if child.try_wait().unwrap().is_some() {
                continue;
            }
            let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
            kill_process(pid, Signal::TERM).unwrap();
        }
        for Process(child) in &mut self.processes {
            until(ENDED, async || child.try_wait().unwrap().is_some()).await;
        }
        let logs = ["menu", "order", "server"].map(|name| fs::read_to_string(log(self.folder.path(), name)));
        logs.map(Result::unwrap).concat()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _ended_already = self.0.wait();
    }
}

fn spawn(folder: &Path, name: &str, own: &[impl AsRef<OsStr>], flags: &[&str]) -> Process {
    let binary = Path::new(env!("CARGO_BIN_EXE_server")).with_file_name(name);
    assert!(binary.is_file(), "{} is not built; run `cargo build`", binary.display());
    let child = Command::new(binary)
        .args(["--log=debug", "--log-json=true"])
        .args(own)
        .args(flags)
        .stdin(Stdio::null())
        .stderr(File::create(log(folder, name)).unwrap())
        .spawn();
    Process(child.unwrap())
}

fn log(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("log")
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

fn free_addresses<const N: usize>() -> [String; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().to_string())
}

async fn answers(url: String) -> bool {
    reqwest::get(url).await.is_ok_and(|answer| answer.status().is_success())
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
