//! Recipes for the containers of each part: image, environment, mounts.

use super::{entry, machine, part::Part};
use crate::world::secrets::Secrets;
use std::path::PathBuf;

/// Mount point for a part's data.
const DATA: &str = "/data";
const SIGNING_KEY: &str = "/run/secrets/staff.key";
const SURFACE_KEY: &str = "/run/secrets/surface.key";

/// The project's own images, by name and tag
#[derive(Debug, Clone, clap::Args)]
pub struct Images {
    /// Image of the web server, for both surfaces
    #[arg(long, default_value = concat!("localhost/jumun/web:", env!("CARGO_PKG_VERSION")))]
    pub web: String,
    /// Image of the menu service
    #[arg(long, default_value = concat!("localhost/jumun/menu:", env!("CARGO_PKG_VERSION")))]
    pub menu: String,
    /// Image of the order service
    #[arg(long, default_value = concat!("localhost/jumun/order:", env!("CARGO_PKG_VERSION")))]
    pub order: String,
    /// Image of the staff service
    #[arg(long, default_value = concat!("localhost/jumun/staff:", env!("CARGO_PKG_VERSION")))]
    pub staff: String,
}

impl Images {
    /// The image that `part` runs on; `None` for a part that is not the project's own.
    pub fn of(&self, part: Part) -> Option<&str> {
        match part {
            Part::Client | Part::Admin => Some(&self.web),
            Part::Menu => Some(&self.menu),
            Part::Order => Some(&self.order),
            Part::Staff => Some(&self.staff),
            Part::Entry | Part::MenuPostgres | Part::OrderPostgres | Part::StaffPostgres => None,
        }
    }
}

/// Images, keys and files that containers are made with.
#[derive(Clone)]
pub struct Kitchen {
    pub images: Images,
    pub secrets: Secrets,
    pub postgres_bin: PathBuf,
    /// Addresses on this machine for customers and staff.
    pub entry: [String; 2],
    /// haproxy's settings file, written once the networks exist.
    pub entry_settings: PathBuf,
}

/// Arguments of `podman create`: options, image and command.
pub struct Recipe {
    pub options: Vec<String>,
    pub image: String,
    pub command: Vec<String>,
}

impl Kitchen {
    /// Recipe for a container of `part`.
    pub fn recipe(&self, part: Part) -> Recipe {
        let (mut options, command) = match part {
            Part::Entry => self.entry(),
            Part::Client => (self.surface("client"), Vec::new()),
            Part::Admin => (self.surface("admin"), Vec::new()),
            Part::Menu | Part::Order => {
                let client = envs(&[("JUMUN_CLIENT_KEY", &self.secrets.client_keys)]);
                ([self.service(part), self.staff_key(), client].concat(), Vec::new())
            }
            Part::Staff => ([self.service(part), self.signing_key()].concat(), Vec::new()),
            Part::MenuPostgres | Part::OrderPostgres | Part::StaffPostgres => {
                let disk = format!("type=bind,src={},dst={DATA}", machine::disk(part).display());
                (vec!["--mount".to_owned(), disk], machine::postgres(&self.postgres_bin))
            }
        };
        let image = match self.images.of(part) {
            Some(image) => image.to_owned(),
            None => {
                options.extend(machine::mounts());
                machine::IMAGE.to_owned()
            }
        };
        Recipe { options, image, command }
    }

    fn entry(&self) -> (Vec<String>, Vec<String>) {
        let mut options = vec![];
        for (outside, inside) in self.entry.iter().zip(super::part::ENTRY_PORTS) {
            options.extend(["--publish".to_owned(), format!("{outside}:{inside}")]);
        }
        options.extend(mount(&self.entry_settings, entry::SETTINGS));
        (options, entry::command())
    }

    fn surface(&self, surface: &str) -> Vec<String> {
        let mut options = envs(&[
            ("JUMUN_SURFACE", surface),
            ("JUMUN_MENU_URL", "http://menu:7101"),
            ("JUMUN_ORDER_URL", "http://order:7102"),
            ("JUMUN_SITE_ROOT", &format!("/site/{surface}")),
            ("JUMUN_STATE_DIR", &format!("{DATA}/state")),
            // No limits per address: all customers come from one host, behind one entry.
            ("JUMUN_ADDRESS_SHARE", "1"),
            ("JUMUN_ADDRESS_ORDERS", "off"),
            ("JUMUN_ADDRESS_STREAMS", "off"),
        ]);
        options.extend(envs(&[("JUMUN_SURFACE_KEY_FILE", SURFACE_KEY)]));
        let key =
            if surface == "admin" { &self.secrets.admin_key_file } else { &self.secrets.client_key_file };
        options.extend(mount(key, SURFACE_KEY));
        options.extend(["--mount".to_owned(), format!("type=tmpfs,dst={DATA},tmpfs-size=16m,U=true")]);
        if surface == "admin" {
            // Programs keep the cookies of one sign-in, so nothing may lock the counter when it is
            // idle.
            options.extend(envs(&[("JUMUN_STAFF_URL", "http://staff:7103"), ("JUMUN_IDLE_LOCK_MIN", "0")]));
            options.extend(self.staff_key());
        }
        options
    }

    /// Environment of every service. `JUMUN_HOST_NAMES` is the name by which the surfaces find it.
    fn service(&self, part: Part) -> Vec<String> {
        let database = part.calls().first().map_or("", |database| database.alias());
        envs(&[
            ("JUMUN_DATABASE_URL", &format!("postgres://postgres@{database}:5432/{}", machine::DATABASE)),
            ("JUMUN_ADMIN_KEY", &self.secrets.admin_keys),
            ("JUMUN_HOST_NAMES", part.alias()),
        ])
    }

    fn staff_key(&self) -> Vec<String> {
        envs(&[("JUMUN_STAFF_KEY", &self.secrets.staff_key)])
    }

    fn signing_key(&self) -> Vec<String> {
        let mut options = envs(&[("JUMUN_SIGNING_KEY_FILE", SIGNING_KEY)]);
        options.extend(mount(&self.secrets.signing_key, SIGNING_KEY));
        options
    }
}

fn envs(pairs: &[(&str, &str)]) -> Vec<String> {
    pairs.iter().flat_map(|(name, value)| ["--env".to_owned(), format!("{name}={value}")]).collect()
}

fn mount(from: &std::path::Path, to: &str) -> [String; 2] {
    ["--mount".to_owned(), format!("type=bind,src={},dst={to},ro", from.display())]
}
