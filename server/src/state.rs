//! What the handlers of one surface share. It names no handler and no middleware, so that these may
//! import it.

use crate::{
    config::{Scheme, Surface},
    live::{Live, attendance::Boards, sampler::Sampler, stream::StreamHost},
    session::{identity::Identity, staff_sessions::Sessions},
};
use app::shared::{
    ssr::{ClientAddress, languages, time},
    ui::Lang,
};
use gateway::Gateway;
use leptos::config::LeptosOptions;
use service_kit::Clock;
use std::sync::Arc;

/// State that all handlers of this process share.
#[derive(Clone)]
pub struct Site {
    /// The surface that this process serves.
    pub surface: Surface,
    /// Leptos options with the folder of the assets.
    pub options: Arc<LeptosOptions>,
    /// Client of the services, acting for no particular sender.
    pub gateway: Gateway,
    /// Orders as known from the order feed.
    pub live: Arc<Live>,
    pub clock: Clock,
    /// Opens live streams to browsers.
    pub streams: StreamHost,
    /// Boards that are open on this process.
    pub boards: Boards,
    /// Samples for the system page.
    pub sampler: Arc<Sampler>,
    /// Staff sessions.
    pub staff: Arc<Sessions>,
    /// Minutes without a touch after which a tablet locks itself; 0 means never.
    pub idle_lock_min: u32,
    /// Whether browsers reach the surface over https.
    pub secure: bool,
    /// Address at which customers order, for the poster.
    pub client_address: ClientAddress,
    /// Whether phones get a service worker, which keeps pages.
    pub keeps_pages: bool,
}

impl Site {
    /// The gateway acting for this customer or staff session.
    pub fn acting(&self, identity: &Identity) -> Gateway {
        match (self.surface, &identity.shown.session) {
            (Surface::Client, _) => self.gateway.for_customer(&identity.session),
            (Surface::Admin, Some((_, session))) => {
                self.gateway.acting_as(session).noting(identity.pin_needed.clone())
            }
            (Surface::Admin, None) => self.gateway.clone(),
        }
    }

    /// Languages of the pages, the default first; `None` while it is unknown what the store offers.
    pub fn offered(&self) -> Option<Vec<Lang>> {
        match self.surface {
            Surface::Client => languages::offered(&self.gateway),
            Surface::Admin => Some(Lang::ALL.to_vec()),
        }
    }

    /// The scheme over which browsers reach the surface.
    pub fn scheme(&self) -> Scheme {
        if self.secure { Scheme::Https } else { Scheme::Http }
    }

    /// The store's time zone; Asia/Seoul while no menu is known.
    pub fn zone(&self) -> String {
        time::store_zone(&self.gateway)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::{
        assets,
        session::{activity::Activity, staff_sessions::roster_reader},
    };
    use service_kit::{AddressLimits, FairStreams, Shutdown};
    use staff_api::SignedRoster;
    use staff_token::{PublicKeys, SigningKey};
    use std::fs;

    fn folder(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("jumun-site-{name}-{}", std::process::id()))
    }

    /// Writes the menu that the surface of this name loads as the last known one.
    pub fn keep_menu(name: &str, menu: &serde_json::Value) {
        fs::create_dir_all(folder(name)).unwrap();
        fs::write(folder(name).join("menu.json"), menu.to_string()).unwrap();
    }

    /// A surface without a menu and without a staff service. Its staff are those of `roster` with
    /// tokens that `key` signed; its files are in a folder of its own.
    pub fn site(
        name: &str,
        surface: Surface,
        order_url: &str,
        key: &SigningKey,
        roster: Option<SignedRoster>,
    ) -> (Site, std::path::PathBuf) {
        let keys = PublicKeys::from(key.public().unwrap());
        let dir = folder(name);
        fs::create_dir_all(dir.join("pkg/0123")).unwrap();
        fs::write(dir.join("pkg/current"), "0123").unwrap();
        fs::write(dir.join(format!("pkg/0123/{}.css", surface.name())), "p{}").unwrap();
        let clock = Clock::system();
        let gateway = Gateway::start(gateway::Config {
            signer: None,
            menu_url: "http://127.0.0.1:9".to_owned(),
            order_url: order_url.to_owned(),
            staff: roster.map(|signed| {
                let roster_cache = dir.join("roster.json");
                fs::write(&roster_cache, serde_json::to_vec(&signed).unwrap()).unwrap();
                let reader = roster_reader(keys.clone());
                gateway::StaffConfig { url: "http://127.0.0.1:9".to_owned(), roster_cache, reader }
            }),
            menu_cache: dir.join("menu.json"),
        })
        .unwrap();
        let streams = FairStreams::new(64, &AddressLimits::default());
        let live = Live::start(&gateway, clock.clone(), streams.all().clone());
        let site = Site {
            surface,
            options: Arc::new(assets::options(surface.name(), &dir).unwrap()),
            boards: Boards::start(&gateway),
            sampler: Sampler::start(&gateway, &live, &clock),
            live,
            streams: StreamHost::new(streams, Shutdown::default()),
            staff: Arc::new(Sessions::new(
                Some(keys),
                gateway.clone(),
                false,
                Activity::new(15, clock.clone()).unwrap(),
            )),
            gateway,
            idle_lock_min: 15,
            clock,
            secure: false,
            client_address: "https://order.example.com".parse().unwrap(),
            keeps_pages: false,
        };
        (site, dir)
    }
}
