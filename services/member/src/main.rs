//! The member service's binary: flags, then [`member::router`] until SIGTERM, or one of the other things it can do.

use anyhow::Context as _;
use clap::Parser;
use member::{
    App, Secrets,
    domain::Pepper,
    router,
    store::{self, SCHEMA},
};
use member_token::{
    PublicKeys, SigningKey,
    surface::{CallerArgs, MissingKeys, ServiceName},
};
use service_kit::{Clock, Shutdown, cli, hosts::HostArgs, runtime, serve, telemetry};
use std::{
    io::{self, Read as _, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};
use store_kit::process::{Process, ServiceArgs, close};

/// More than the longest PIN takes.
const PIN_BYTES: u64 = 256;

/// Signs people in who work in the store, and says who they are
#[derive(Debug, Parser)]
#[command(name = "member", version)]
struct Args {
    /// Where to listen
    #[arg(long, env = "JUMUN_LISTEN", default_value = "127.0.0.1:7103")]
    listen: SocketAddr,
    /// The database: sqlite:<file> or postgres://user:password@host/name; without ?sslmode= TLS is used where the server
    /// offers it, and ?sslmode=verify-full&sslrootcert=FILE insists on it and on who the server is
    #[arg(
        long,
        global = true,
        env = "JUMUN_DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite:data/member.db"
    )]
    database_url: String,
    /// Whose people
    #[arg(long, env = "JUMUN_STORE", default_value = "main")]
    store: String,
    /// File with the key that signs sessions, k4.secret.…, as --new-key makes it
    #[arg(long, env = "JUMUN_SIGNING_KEY_FILE", default_value = "data/member.key")]
    signing_key_file: PathBuf,
    /// Public keys whose sessions and device passes count, k4.public.…, joined by commas: the ones that signed before this one
    #[arg(long, env = "JUMUN_MEMBER_KEY")]
    member_key: Option<PublicKeys>,
    /// File with a secret that goes into the hashes of PINs; by default `<signing key file>.pepper`, if it is there
    #[arg(long, env = "JUMUN_PEPPER_FILE")]
    pepper_file: Option<PathBuf>,
    /// Make the files with the signing key and the pepper if there are none, print its public half, for --member-key of the others, and end
    #[arg(long)]
    new_key: bool,
    /// Read a PIN from standard input, add a manager with it, and end: the first one, or whoever forgot theirs
    #[arg(long)]
    add_manager: bool,
    /// That PIN was made by a machine: it is good for setting another one and for nothing else
    #[arg(long, requires = "add_manager")]
    generated_pin: bool,
    /// What that manager is called
    #[arg(long, default_value = "관리자", requires = "add_manager")]
    name: String,
    #[command(flatten)]
    callers: CallerArgs,
    #[command(flatten)]
    hosts: HostArgs,
    #[command(flatten)]
    service: ServiceArgs,
}

impl Args {
    /// Whom to trust is asked of a process that serves.
    fn check(&self) -> Result<(), MissingKeys> {
        let serves = self.service.serves() && !self.new_key && !self.add_manager;
        if serves { self.callers.require(ServiceName::Member) } else { Ok(()) }
    }
}

fn main() -> ExitCode {
    let args: Args = cli::parse(Args::check);
    if args.new_key || args.add_manager {
        return match instead(&args) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                // One line for the person who started it; nothing can be done if standard error is gone.
                let _unread = writeln!(io::stderr(), "member: {error:#}");
                ExitCode::FAILURE
            }
        };
    }
    let process = Process {
        build: service_kit::build_info!("member"),
        listen: args.listen,
        database_url: &args.database_url,
        schema: &SCHEMA,
        args: &args.service,
    };
    process.run(run(&args))
}

#[expect(clippy::print_stdout, reason = "the public key is this command's answer")]
fn instead(args: &Args) -> anyhow::Result<()> {
    if args.new_key {
        let key = ensure_key(&args.signing_key_file)?;
        ensure_pepper(&args.pepper_file())?;
        println!("{}", key.public()?);
    }
    if args.add_manager {
        runtime::block_on(add_manager(args))??;
    }
    Ok(())
}

async fn run(args: &Args) -> anyhow::Result<()> {
    let shutdown = Shutdown::on_signals()?;
    let key = read_key(&args.signing_key_file)?;
    let secrets = Secrets { key, earlier: args.member_key.clone(), pepper: args.pepper()? };
    // Waiting for a database or its schema may take minutes, and nobody shall be left hanging on an address meanwhile.
    let opening = store::open_with(&args.database_url, &args.service.database);
    let Some(store) = shutdown.cut_short(opening).await else { return Ok(()) };
    let store = store?;
    let pool = store.clone();
    telemetry::watch_pool(move || pool.connections());
    let listener = serve::listen(args.listen).await?;
    let app = App::new(store.clone(), &args.store, Clock::system(), secrets)?;
    if let Err(error) = app.renew_roster().await {
        tracing::warn!(%error, "the roster is as old as it was");
    }
    tracing::info!(address = %listener.local_addr()?, "the member service is ready");
    serve::serve(listener, router(app, &args.service.limits, &args.callers, &args.hosts), shutdown).await?;
    close(store.close()).await;
    Ok(())
}

async fn add_manager(args: &Args) -> anyhow::Result<()> {
    let mut pin = String::new();
    io::stdin().take(PIN_BYTES).read_to_string(&mut pin).context("cannot read the PIN")?;
    let store = store::open_with(&args.database_url, &args.service.database).await?;
    let app = App::new(store.clone(), &args.store, Clock::system(), SigningKey::generate()?)?;
    let added = app.manager_add(&args.name, pin.trim(), args.generated_pin).await;
    close(store.close()).await;
    Ok(added.map(drop)?)
}

fn read_key(file: &Path) -> anyhow::Result<SigningKey> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read {}; `member --new-key` makes it", file.display()))?;
    text.parse().with_context(|| format!("{} holds no signing key", file.display()))
}

impl Args {
    fn pepper_file(&self) -> PathBuf {
        let beside = || {
            let mut name = self.signing_key_file.clone().into_os_string();
            name.push(".pepper");
            PathBuf::from(name)
        };
        self.pepper_file.clone().unwrap_or_else(beside)
    }

    /// None where there is no file, unless one was named.
    fn pepper(&self) -> anyhow::Result<Option<Pepper>> {
        let file = self.pepper_file();
        if self.pepper_file.is_none() && !file.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("cannot read {}; `member --new-key` makes it", file.display()))?;
        text.parse().map(Some).with_context(|| format!("{} holds no pepper", file.display()))
    }
}

/// The key in the file; a new one if there is no file.
fn ensure_key(file: &Path) -> anyhow::Result<SigningKey> {
    if file.exists() {
        return read_key(file);
    }
    let key = SigningKey::generate()?;
    write_secret(file, &key.to_secret_text())?;
    Ok(key)
}

fn ensure_pepper(file: &Path) -> anyhow::Result<()> {
    if file.exists() { Ok(()) } else { write_secret(file, &Pepper::new(rand::random()).to_secret_text()) }
}

/// Whole or not at all, and for its owner only.
fn write_secret(file: &Path, secret: &str) -> anyhow::Result<()> {
    let write = || -> io::Result<()> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(beside, "{secret}")?;
        beside.as_file().sync_all()?;
        beside.persist_noclobber(file)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", file.display()))
}
