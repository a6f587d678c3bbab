//! Command-line flags and their environment variables.

use app::shared::ssr::ClientOrigin;
use clap::{Args, Parser, ValueEnum};
use service_kit::{
    AddressLimits, Clock, hosts::HostArgs, overload::CapacityLimits, probe::ProbeArgs,
    telemetry::TelemetryArgs,
};
use staff_token::{
    GuardArgs, PublicKeys,
    surface::{SurfaceKey, SurfaceKind, SurfaceSigner},
};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};

/// Serves one web surface of Jumun.
#[derive(Debug, Parser)]
#[command(version)]
pub struct ServerCli {
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// Which pages this process serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WebSurface {
    /// Pages for customers' phones, /client
    Client,
    /// Pages for the counter's tablets, /admin
    Admin,
}

impl WebSurface {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Admin => "admin",
        }
    }

    /// Name of the process in telemetry.
    pub fn service_name(self) -> &'static str {
        match self {
            Self::Client => "web-client",
            Self::Admin => "web-admin",
        }
    }
}

/// The scheme over which browsers reach the surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlScheme {
    Http,
    Https,
}

impl UrlScheme {
    /// The scheme as it is written in an origin.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl ServerCli {
    /// Checks that the flags which a serving process needs are given.
    ///
    /// # Errors
    /// A sentence about the missing flag.
    pub fn check_required_flags(&self) -> Result<(), &'static str> {
        let args = &self.serve;
        match args.surface {
            _ if args.new_key || args.probe.health => Ok(()),
            None => Err("name a --surface"),
            Some(WebSurface::Admin) if args.guard.staff_key.is_none() => {
                Err("the admin surface needs --staff-key")
            }
            Some(_) if args.surface_key_file.is_none() && !args.open => Err(
                "--surface-key-file is missing: `server --new-key --surface-key-file FILE` makes it and prints what the services \
                 are told; --open goes without, to services that were started with --open",
            ),
            Some(_) => Ok(()),
        }
    }
}

impl ServeArgs {
    /// Whether browsers reach the surface over https.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Keys that verify staff sessions; `None` for the client surface, which has no staff.
    pub fn staff_key(&self, surface: WebSurface) -> Option<PublicKeys> {
        match surface {
            WebSurface::Client => None,
            WebSurface::Admin => self.guard.staff_key.clone(),
        }
    }
}

impl ServeArgs {
    /// The signer that proves to the services which surface calls; `None` without a key file, for
    /// services that run with `--open`.
    ///
    /// # Errors
    /// When the file cannot be read or holds no key.
    pub fn surface_signer(
        &self,
        surface: WebSurface,
        clock: Clock,
    ) -> anyhow::Result<Option<Arc<SurfaceSigner>>> {
        let kind = match surface {
            WebSurface::Client => SurfaceKind::Client,
            WebSurface::Admin => SurfaceKind::Admin,
        };
        let Some(file) = &self.surface_key_file else { return Ok(None) };
        Ok(Some(Arc::new(SurfaceSigner::new(kind, SurfaceKey::read_file(file)?, clock))))
    }
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Which pages to serve
    #[arg(long, env = "JUMUN_SURFACE")]
    pub surface: Option<WebSurface>,
    /// Address to serve the pages on
    #[arg(long, env = "JUMUN_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Address to serve /livez, /readyz, /metrics and /version on
    #[arg(long, env = "JUMUN_OPS_LISTEN", default_value = "127.0.0.1:9100")]
    pub ops_listen: SocketAddr,
    /// File with this surface's key (k4.secret.…), made by --new-key; the services get its public
    /// half
    #[arg(long, env = "JUMUN_SURFACE_KEY_FILE")]
    pub surface_key_file: Option<PathBuf>,
    /// Make the surface's key file if there is none, print its public half (the services take it
    /// as --client-key or --admin-key) and exit
    #[arg(long, requires = "surface_key_file")]
    pub new_key: bool,
    /// Run without a key; only services that were started with --open answer then
    #[arg(long, env = "JUMUN_OPEN")]
    pub open: bool,
    /// Base address of the menu service
    #[arg(long, env = "JUMUN_MENU_URL", default_value = "http://127.0.0.1:7101")]
    pub menu_url: String,
    /// Base address of the order service
    #[arg(long, env = "JUMUN_ORDER_URL", default_value = "http://127.0.0.1:7102")]
    pub order_url: String,
    /// Folder with the built browser half of this surface
    #[arg(long, env = "JUMUN_SITE_ROOT", default_value = "target/site/client")]
    pub site_root: PathBuf,
    /// Folder for state that outlives a restart, such as the last known menu and roster
    #[arg(long, env = "JUMUN_STATE_DIR", default_value = "data/state")]
    pub state_dir: PathBuf,
    /// Address under which browsers reach this surface; https makes its cookies Secure with the
    /// prefix __Host-
    #[arg(long, env = "JUMUN_PUBLIC_URL", default_value = "http://127.0.0.1")]
    pub public_url: String,
    /// Address under which customers reach the client surface, for the poster that the admin
    /// surface prints
    #[arg(long, env = "JUMUN_CLIENT_URL", default_value = "http://127.0.0.1:3000")]
    pub client_url: ClientOrigin,
    /// Remove the service worker from phones that have it, instead of installing it
    #[arg(long, env = "JUMUN_NO_SERVICE_WORKER")]
    pub no_service_worker: bool,
    /// Base address of the staff service; used by the admin surface only
    #[arg(long, env = "JUMUN_STAFF_URL", default_value = "http://127.0.0.1:7103")]
    pub staff_url: String,
    #[command(flatten)]
    pub guard: GuardArgs,
    /// Minutes without a touch after which a tablet is locked: it shows the board, rings and asks
    /// for a PIN; 0 means never
    #[arg(long, env = "JUMUN_IDLE_LOCK_MIN", default_value_t = 15)]
    pub idle_lock_min: u32,
    /// Host names of the ops address; the pages answer under any name
    #[command(flatten)]
    pub hosts: HostArgs,
    #[command(flatten)]
    pub probe: ProbeArgs,
    #[command(flatten)]
    pub limits: CapacityLimits,
    #[command(flatten)]
    pub address: AddressLimits,
    #[command(flatten)]
    pub telemetry: TelemetryArgs,
}
