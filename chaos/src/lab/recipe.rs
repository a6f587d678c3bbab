//! What each part's containers are made of: image, environment, mounts.

use super::{entry, machine, part::Part};
use crate::world::secrets::Secrets;
use std::path::PathBuf;

/// Where a part's data is while its container is not.
const DATA: &str = "/data";
const SIGNING_KEY: &str = "/run/secrets/member.key";
const SURFACE_KEY: &str = "/run/secrets/surface.key";

/// The project's own images, by name and tag.
#[derive(Debug, Clone, clap::Args)]
pub struct Images {
    #[arg(long, default_value = concat!("localhost/jumun/web:", env!("CARGO_PKG_VERSION")))]
    pub web: String,
    #[arg(long, default_value = concat!("localhost/jumun/menu:", env!("CARGO_PKG_VERSION")))]
    pub menu: String,
    #[arg(long, default_value = concat!("localhost/jumun/order:", env!("CARGO_PKG_VERSION")))]
    pub order: String,
    #[arg(long, default_value = concat!("localhost/jumun/member:", env!("CARGO_PKG_VERSION")))]
    pub member: String,
}

impl Images {
    /// The one that `part` runs on; nothing for a part that is not the project's own.
    pub fn of(&self, part: Part) -> Option<&str> {
        match part {
            Part::Client | Part::Admin => Some(&self.web),
            Part::Menu => Some(&self.menu),
            Part::Order => Some(&self.order),
            Part::Member => Some(&self.member),
            Part::Entry | Part::MenuPostgres | Part::OrderPostgres | Part::MemberPostgres => None,
        }
    }
}

/// What containers are made with.
#[derive(Clone)]
pub struct Kitchen {
    pub images: Images,
    pub secrets: Secrets,
    pub postgres_bin: PathBuf,
    /// Addresses of this machine for customers and staff.
    pub entry: [String; 2],
    /// haproxy's settings, once the networks are known.
    pub entry_settings: PathBuf,
}

/// The words of `podman create` from the image on, and those before it.
pub struct Recipe {
    pub options: Vec<String>,
    pub image: String,
    pub command: Vec<String>,
}

impl Kitchen {
    /// How a container of `part` is made.
    pub fn recipe(&self, part: Part) -> Recipe {
        let (mut options, command) = match part {
            Part::Entry => self.entry(),
            Part::Client => (self.surface("client"), Vec::new()),
            Part::Admin => (self.surface("admin"), Vec::new()),
            Part::Menu | Part::Order => {
                let client = envs(&[("JUMUN_CLIENT_KEY", &self.secrets.client_keys)]);
                ([self.service(part), self.member_key(), client].concat(), Vec::new())
            }
            Part::Member => ([self.service(part), self.signing_key()].concat(), Vec::new()),
            Part::MenuPostgres | Part::OrderPostgres | Part::MemberPostgres => {
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
            // All customers are one host's, behind one entry.
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
            // Programs keep the cookies of their sign-in for as long as they work.
            options.extend(envs(&[("JUMUN_MEMBER_URL", "http://member:7103"), ("JUMUN_IDLE_LOCK_MIN", "0")]));
            options.extend(self.member_key());
        }
        options
    }

    /// What every service is told; its name is what the surfaces find it by.
    fn service(&self, part: Part) -> Vec<String> {
        let database = part.calls().first().map_or("", |database| database.alias());
        envs(&[
            ("JUMUN_DATABASE_URL", &format!("postgres://postgres@{database}:5432/{}", machine::DATABASE)),
            ("JUMUN_ADMIN_KEY", &self.secrets.admin_keys),
            ("JUMUN_HOST_NAMES", part.alias()),
        ])
    }

    fn member_key(&self) -> Vec<String> {
        envs(&[("JUMUN_MEMBER_KEY", &self.secrets.member_key)])
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
