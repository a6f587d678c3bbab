//! What the handlers of one surface share. It names no handler and no middleware, so that these may
//! import it.

use crate::{
    config::{UrlScheme, WebSurface},
    live::{LiveOrderHub, attendance::OpenBoards, sampler::SystemSampler, stream::StreamHost},
    session::{identity::SenderIdentity, staff_sessions::StaffSessions},
};
use app::shared::{
    ssr::{ClientOrigin, languages, time},
    ui::Lang,
};
use gateway::Gateway;
use leptos::config::LeptosOptions;
use service_kit::Clock;
use std::sync::Arc;

/// State that all handlers of this process share.
#[derive(Clone)]
pub struct SurfaceState {
    /// The surface that this process serves.
    pub surface: WebSurface,
    /// Leptos options with the folder of the assets.
    pub options: Arc<LeptosOptions>,
    /// Client of the services, acting for no particular sender.
    pub gateway: Gateway,
    /// Orders as known from the order feed.
    pub live: Arc<LiveOrderHub>,
    pub clock: Clock,
    /// Opens live streams to browsers.
    pub streams: StreamHost,
    /// Boards that are open on this process.
    pub boards: OpenBoards,
    /// Samples for the system page.
    pub sampler: Arc<SystemSampler>,
    /// Staff sessions.
    pub staff: Arc<StaffSessions>,
    /// Minutes without a touch after which a tablet locks itself; 0 means never.
    pub idle_lock_min: u32,
    /// Whether browsers reach the surface over https.
    pub secure: bool,
    /// Address at which customers order, for the poster.
    pub client_address: ClientOrigin,
    /// Whether phones get a service worker, which keeps pages.
    pub keeps_pages: bool,
}

impl SurfaceState {
    /// The gateway acting for this customer or staff session.
    pub fn gateway_for(&self, identity: &SenderIdentity) -> Gateway {
        match (self.surface, &identity.shown.session) {
            (WebSurface::Client, _) => self.gateway.for_customer(&identity.session),
            (WebSurface::Admin, Some((_, session))) => {
                self.gateway.acting_as(session).with_pin_needed(identity.pin_needed.clone())
            }
            (WebSurface::Admin, None) => self.gateway.clone(),
        }
    }

    /// Languages of the pages, the default first; `None` while it is unknown what the store offers.
    pub fn offered_languages(&self) -> Option<Vec<Lang>> {
        match self.surface {
            WebSurface::Client => languages::offered_languages(&self.gateway),
            WebSurface::Admin => Some(Lang::ALL.to_vec()),
        }
    }

    /// The scheme over which browsers reach the surface.
    pub fn url_scheme(&self) -> UrlScheme {
        if self.secure { UrlScheme::Https } else { UrlScheme::Http }
    }

    /// The store's time zone; Asia/Seoul while no menu is known.
    pub fn time_zone(&self) -> String {
        time::store_zone(&self.gateway)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::{
        assets,
        session::{activity::SessionActivity, staff_sessions::roster_reader},
    };
    use service_kit::{AddressLimits, FairStreamLimit, ShutdownSignal};
    use staff_api::SignedRoster;
    use staff_token::{PublicKeys, SigningKey};
    use std::fs;

    fn test_folder(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("jumun-site-{name}-{}", std::process::id()))
    }

    /// Writes the menu that the surface of this name loads as the last known one.
    pub fn write_menu_cache(name: &str, menu: &serde_json::Value) {
        fs::create_dir_all(test_folder(name)).unwrap();
        fs::write(test_folder(name).join("menu.json"), menu.to_string()).unwrap();
    }

    /// A surface without a menu and without a staff service. Its staff are those of `roster` with
    /// tokens that `key` signed; its files are in a folder of its own.
    pub fn surface_fixture(
        name: &str,
        surface: WebSurface,
        order_url: &str,
        key: &SigningKey,
        roster: Option<SignedRoster>,
    ) -> (SurfaceState, std::path::PathBuf) {
        let keys = PublicKeys::from(key.public_key().unwrap());
        let dir = test_folder(name);
        fs::create_dir_all(dir.join("pkg/0123")).unwrap();
        fs::write(dir.join("pkg/current"), "0123").unwrap();
        fs::write(dir.join(format!("pkg/0123/{}.css", surface.as_str())), "p{}").unwrap();
        let clock = Clock::system();
        let gateway = Gateway::start(gateway::GatewayConfig {
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
        let streams = FairStreamLimit::new(64, &AddressLimits::default());
        let live = LiveOrderHub::start(&gateway, clock.clone(), streams.total_limit().clone());
        let site = SurfaceState {
            surface,
            options: Arc::new(assets::leptos_options(surface.as_str(), &dir).unwrap()),
            boards: OpenBoards::start(&gateway),
            sampler: SystemSampler::start(&gateway, &live, &clock),
            live,
            streams: StreamHost::new(streams, ShutdownSignal::default()),
            staff: Arc::new(StaffSessions::new(
                Some(keys),
                gateway.clone(),
                false,
                SessionActivity::new(15, clock.clone()).unwrap(),
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
