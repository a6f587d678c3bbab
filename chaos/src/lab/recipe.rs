//! Recipes for the containers of each part: image, environment, mounts.

use super::{entry, machine, part::LabPart};
use crate::world::secrets::RunSecrets;
use std::path::PathBuf;

/// Mount point for a part's data.
const DATA: &str = "/data";
const SIGNING_KEY: &str = "/run/secrets/staff.key";
const SURFACE_KEY: &str = "/run/secrets/surface.key";

/// The project's own images, by name and tag
#[derive(Debug, Clone, clap::Args)]
pub struct ProjectImages {
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

impl ProjectImages {
    /// The image that `part` runs on; `None` for a part that is not the project's own.
    pub fn image_for(&self, part: LabPart) -> Option<&str> {
        match part {
            LabPart::Client | LabPart::Admin => Some(&self.web),
            LabPart::Menu => Some(&self.menu),
            LabPart::Order => Some(&self.order),
            LabPart::Staff => Some(&self.staff),
            LabPart::Entry
            | LabPart::MenuPostgres
            | LabPart::OrderPostgres
            | LabPart::StaffPostgres => None,
        }
    }
}

/// Images, keys and files that containers are made with.
#[derive(Clone)]
pub struct ContainerRecipes {
    pub images: ProjectImages,
    pub secrets: RunSecrets,
    pub postgres_bin: PathBuf,
    /// Addresses on this machine for customers and staff.
    pub entry: [String; 2],
    /// haproxy's settings file, written once the networks exist.
    pub entry_settings: PathBuf,
}

/// Arguments of `podman create`: options, image and command.
pub struct ContainerRecipe {
    pub options: Vec<String>,
    pub image: String,
    pub command: Vec<String>,
}

impl ContainerRecipes {
    /// Recipe for a container of `part`.
    pub fn recipe_for(&self, part: LabPart) -> ContainerRecipe {
        let (mut options, command) = match part {
            LabPart::Entry => self.entry_options(),
            LabPart::Client => (self.surface_options("client"), Vec::new()),
            LabPart::Admin => (self.surface_options("admin"), Vec::new()),
            LabPart::Menu | LabPart::Order => {
                let client = env_options(&[("JUMUN_CLIENT_KEY", &self.secrets.client_keys)]);
                (
                    [self.service_options(part), self.staff_key_options(), client].concat(),
                    Vec::new(),
                )
            }
            LabPart::Staff => {
                ([self.service_options(part), self.signing_key_options()].concat(), Vec::new())
            }
            LabPart::MenuPostgres | LabPart::OrderPostgres | LabPart::StaffPostgres => {
                let disk =
                    format!("type=bind,src={},dst={DATA}", machine::data_folder(part).display());
                (vec!["--mount".to_owned(), disk], machine::postgres_command(&self.postgres_bin))
            }
        };
        let image = match self.images.image_for(part) {
            Some(image) => image.to_owned(),
            None => {
                options.extend(machine::program_mounts());
                machine::IMAGE.to_owned()
            }
        };
        ContainerRecipe { options, image, command }
    }

    fn entry_options(&self) -> (Vec<String>, Vec<String>) {
        let mut options = vec![];
        for (outside, inside) in self.entry.iter().zip(super::part::ENTRY_PORTS) {
            options.extend(["--publish".to_owned(), format!("{outside}:{inside}")]);
        }
        options.extend(mount_options(&self.entry_settings, entry::SETTINGS));
        (options, entry::haproxy_command())
    }

    fn surface_options(&self, surface: &str) -> Vec<String> {
        let mut options = env_options(&[
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
        options.extend(env_options(&[("JUMUN_SURFACE_KEY_FILE", SURFACE_KEY)]));
        let key = if surface == "admin" {
            &self.secrets.admin_key_file
        } else {
            &self.secrets.client_key_file
        };
        options.extend(mount_options(key, SURFACE_KEY));
        options
            .extend(["--mount".to_owned(), format!("type=tmpfs,dst={DATA},tmpfs-size=16m,U=true")]);
        if surface == "admin" {
            // Programs keep the cookies of one sign-in, so nothing may lock the counter when it is
            // idle.
            options.extend(env_options(&[
                ("JUMUN_STAFF_URL", "http://staff:7103"),
                ("JUMUN_IDLE_LOCK_MIN", "0"),
            ]));
            options.extend(self.staff_key_options());
        }
        options
    }

    /// Environment of every service. `JUMUN_HOST_NAMES` is the name by which the surfaces find it.
    fn service_options(&self, part: LabPart) -> Vec<String> {
        let database = part.called_parts().first().map_or("", |database| database.dns_alias());
        env_options(&[
            (
                "JUMUN_DATABASE_URL",
                &format!("postgres://postgres@{database}:5432/{}", machine::DATABASE),
            ),
            ("JUMUN_ADMIN_KEY", &self.secrets.admin_keys),
            ("JUMUN_HOST_NAMES", part.dns_alias()),
        ])
    }

    fn staff_key_options(&self) -> Vec<String> {
        env_options(&[("JUMUN_STAFF_KEY", &self.secrets.staff_key)])
    }

    fn signing_key_options(&self) -> Vec<String> {
        let mut options = env_options(&[("JUMUN_SIGNING_KEY_FILE", SIGNING_KEY)]);
        options.extend(mount_options(&self.secrets.signing_key, SIGNING_KEY));
        options
    }
}

fn env_options(pairs: &[(&str, &str)]) -> Vec<String> {
    pairs.iter().flat_map(|(name, value)| ["--env".to_owned(), format!("{name}={value}")]).collect()
}

fn mount_options(from: &std::path::Path, to: &str) -> [String; 2] {
    ["--mount".to_owned(), format!("type=bind,src={},dst={to},ro", from.display())]
}
