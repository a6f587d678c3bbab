//! The member service's binary: flags, then [`member::router`] until SIGTERM, or one of the other things it can do.

use anyhow::Context as _;
use clap::Parser;
use member::{
    App, router,
    store::{self, SCHEMA},
};
use member_api::{NewPerson, Role};
use member_token::SigningKey;
use service_kit::{Clock, Shutdown, runtime, serve, telemetry};
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
    /// Make the file with the signing key if there is none, print its public half, for --member-key of the others, and end
    #[arg(long)]
    new_key: bool,
    /// Read a PIN from standard input, add a manager with it, and end: the first one, or whoever forgot theirs
    #[arg(long)]
    add_manager: bool,
    /// What that manager is called
    #[arg(long, default_value = "관리자", requires = "add_manager")]
    name: String,
    #[command(flatten)]
    service: ServiceArgs,
}

fn main() -> ExitCode {
    let args = Args::parse();
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
        name: "member",
        version: env!("CARGO_PKG_VERSION"),
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
        println!("{}", ensure_key(&args.signing_key_file)?.public()?);
    }
    if args.add_manager {
        runtime::block_on(add_manager(args))??;
    }
    Ok(())
}

async fn run(args: &Args) -> anyhow::Result<()> {
    let shutdown = Shutdown::on_signals()?;
    let key = read_key(&args.signing_key_file)?;
    // Waiting for a database or its schema may take minutes, and nobody shall be left hanging on an address meanwhile.
    let opening = store::open_with(&args.database_url, &args.service.database);
    let Some(store) = shutdown.cut_short(opening).await else { return Ok(()) };
    let store = store?;
    let pool = store.clone();
    telemetry::watch_pool(move || pool.connections());
    let listener = serve::listen(args.listen).await?;
    let app = App::new(store.clone(), &args.store, Clock::system(), key)?;
    tracing::info!(address = %listener.local_addr()?, "the member service is ready");
    serve::serve(listener, router(app, &args.service.limits), shutdown).await?;
    close(store.close()).await;
    Ok(())
}

async fn add_manager(args: &Args) -> anyhow::Result<()> {
    let mut pin = String::new();
    io::stdin().take(PIN_BYTES).read_to_string(&mut pin).context("cannot read the PIN")?;
    let store = store::open_with(&args.database_url, &args.service.database).await?;
    let app = App::new(store.clone(), &args.store, Clock::system(), SigningKey::generate()?)?;
    let new = NewPerson { name: args.name.clone(), role: Role::Manager, pin: pin.trim().to_owned() };
    let added = app.person_add(&new).await;
    close(store.close()).await;
    Ok(added.map(drop)?)
}

fn read_key(file: &Path) -> anyhow::Result<SigningKey> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read {}; `member --new-key` makes it", file.display()))?;
    text.parse().with_context(|| format!("{} holds no signing key", file.display()))
}

/// The key in the file; a new one if there is no file. Written whole or not at all, and for its owner only.
fn ensure_key(file: &Path) -> anyhow::Result<SigningKey> {
    if file.exists() {
        return read_key(file);
    }
    let key = SigningKey::generate()?;
    let write = || -> io::Result<()> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(beside, "{}", key.to_secret_text())?;
        beside.as_file().sync_all()?;
        beside.persist_noclobber(file)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", file.display()))?;
    Ok(key)
}
