//! The router of one surface: its addresses, and the guards in front of them.

use crate::{
    access, assets,
    config::Surface,
    cross_site, day_csv,
    headers::{self, Scheme},
    identity::{self, Identity},
    live::{self, Live},
    menu_csv, menu_forms, menu_picture,
    normal_path::{self, NormalPath},
    one_spelling, overloaded, pages, pictures, pin_again, pwa, staff, trace,
};
use app::{
    ssr::{ClientAddress, languages, time},
    ui::Lang,
};
use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
    response::{Redirect, Response},
    routing::{MethodRouter, get, post},
};
use gateway::Gateway;
use leptos::config::LeptosOptions;
use service_kit::{
    AddressLimits, Clock, FairStreams, Limits, Shutdown,
    address::AddressShares,
    deadline,
    overload::{AllowBody, BodyAllowance, Door, InFlight, Manners, Waiting},
    serve,
};
use std::{path::Path, sync::Arc};
use tower_http::{compression::CompressionLayer, limit::RequestBodyLimitLayer};

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
    /// Live streams that browsers hold open.
    pub streams: FairStreams,
    /// Boards that are open on this process.
    pub boards: live::attendance::Boards,
    /// Samples for the system page.
    pub sampler: Arc<live::system::Sampler>,
    /// Staff sessions.
    pub staff: Arc<staff::Sessions>,
    /// Minutes without a touch after which a tablet locks itself; 0 means never.
    pub idle_lock_min: u32,
    /// Signal that the process ends.
    pub shutdown: Shutdown,
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

/// The surface's router behind its door. Server functions answer only below their own surface's
/// prefix.
pub fn router(
    site: Site,
    site_root: &Path,
    limits: &Limits,
    address: &AddressLimits,
    worker: Option<pwa::Worker>,
) -> Door {
    let (allow, shares) = (allow_body(&site), shares(site.surface, limits, address));
    let installable = match site.surface {
        Surface::Client => pwa::router(worker, &site),
        Surface::Admin => Router::new(),
    };
    let scheme = site.scheme();
    let (home, ways) = (format!("/{}", site.surface.name()), site.gateway.clone());
    let to_home = Redirect::temporary(&home);
    let pages = Router::new()
        .route("/", get(|| async { to_home }))
        .route(&home, get(pages::render))
        .route(&format!("{home}/{{*page}}"), get(pages::render))
        .route(&format!("{home}/api/{{*function}}"), post(pages::call));
    let feeds =
        feeds(site.surface).into_iter().fold(Router::new(), |feeds, (way, feed)| feeds.route(way, feed));
    let pages = forms(site.surface)
        .into_iter()
        .fold(pages, |pages, (way, form)| pages.route(way, form.get(pages::render)));
    let (pages, feeds) = match site.surface {
        Surface::Client => (pages, feeds),
        Surface::Admin => (
            pages
                .layer(middleware::from_fn_with_state(site.clone(), pin_again::ask))
                .layer(middleware::from_fn(access::staff_pages)),
            feeds.layer(middleware::from_fn(access::staff_feeds)),
        ),
    };
    let moving = pages
        .merge(feeds)
        .layer(middleware::from_fn_with_state(site.clone(), identity::identify))
        .layer(middleware::from_fn(one_spelling::normalise))
        // Takes a carried form out before the layers inside read it.
        .layer(middleware::from_fn_with_state(site.clone(), pin_again::take))
        .layer(RequestBodyLimitLayer::new(serve::LARGE_BODY_LIMIT))
        .layer(middleware::from_fn_with_state(scheme, cross_site::refuse))
        .layer(middleware::from_fn(trace::carry))
        .layer(CompressionLayer::new())
        .with_state(site);
    // Files are outside the limits: they cost next to nothing, and a page that was admitted needs
    // its script and style.
    let files =
        assets::router(site_root).merge(installable).layer(middleware::from_fn(deadline::give_up_in_time));
    // Orders beyond those that the gateway takes at once are cheaper to refuse here.
    let writes = gateway::ORDERS_AT_ONCE;
    let waiting = move || Waiting { calls: ways.waiting(), queued: ways.queued_pictures() };
    let in_flight = InFlight::fair(limits.max_in_flight, writes, allow, shares, waiting);
    let router = serve::layers(moving, in_flight.clone())
        .merge(files)
        .layer(middleware::from_fn(normal_path::require))
        .layer(middleware::from_fn(overloaded::in_words))
        .layer(middleware::from_fn(own_deadlines))
        .layer(middleware::from_fn_with_state(scheme, headers::complete));
    let refusal = match scheme {
        Scheme::Http => overloaded::refusal,
        Scheme::Https => overloaded::refusal_by_https,
    };
    // A press is carried out even if its page is left at once.
    let detaches = |request: &Request| !request.method().is_safe();
    Door::new(router, in_flight, Manners { passes: assets::is_file, refusal, detaches })
}

/// Pages whose form calls a server function, which scripts call under its own address.
pub const FUNCTIONS: [(&str, &str); 3] = [
    ("/admin/printers", "/admin/api/printers"),
    ("/admin/store", "/admin/api/store"),
    ("/admin/walk-in", "/admin/api/orders/walk-in"),
];

/// Pages of a surface whose forms are sent to the page's own address.
pub fn forms(surface: Surface) -> Vec<(&'static str, MethodRouter<Site>)> {
    match surface {
        Surface::Client => vec![],
        Surface::Admin => {
            let menu = menu_forms::FORMS.into_iter().map(|way| (way, post(menu_forms::submit)));
            let files = [
                (menu_csv::PAGE, serve::large(post(menu_csv::upload))),
                (menu_picture::WAY, serve::large(post(menu_picture::upload))),
            ];
            let functions = FUNCTIONS.map(|(page, function)| (page, pages::submit(function)));
            menu.chain(files).chain(functions).collect()
        }
    }
}

/// The share of one address, and at the client surface the rate at which it may place orders.
fn shares(surface: Surface, limits: &Limits, address: &AddressLimits) -> AddressShares {
    let shares = AddressShares::new(address, limits);
    match surface {
        Surface::Client => shares.with_rate(overloaded::is_placing, address.address_orders),
        Surface::Admin => shares,
    }
}

/// At the counter a body is read only if [`access`] admits its request; without a session it has to
/// be small, as the form to sign in is.
fn allow_body(site: &Site) -> AllowBody {
    let site = site.clone();
    Arc::new(move |request| {
        // It runs behind `normal_path::require`, which adds this extension.
        let Some(path) = request.extensions().get::<NormalPath>().cloned() else {
            return BodyAllowance::Unread;
        };
        match site.surface {
            Surface::Client => BodyAllowance::Usual,
            Surface::Admin => {
                let shown = site.staff.shown(request, site.clock.now());
                match shown.session {
                    _ if !access::lets_in(&shown, request.method(), &path) => BodyAllowance::Unread,
                    None => BodyAllowance::Small,
                    Some(_) if takes_large(path.as_str()) || pin_again::is_answer(request.uri()) => {
                        BodyAllowance::Large
                    }
                    Some(_) => BodyAllowance::Usual,
                }
            }
        }
    })
}

/// The page whose form with a file is sent to `path`; it says that the file was too large.
pub fn upload_page(path: &str) -> Option<&str> {
    takes_large(path).then(|| path.strip_suffix("/picture").unwrap_or(path))
}

/// Whether a body that is sent there may be larger than a form.
fn takes_large(path: &str) -> bool {
    path == menu_csv::PAGE || menu_picture::is_way(path)
}

/// The live feeds and downloads of a surface.
pub fn feeds(surface: Surface) -> Vec<(&'static str, MethodRouter<Site>)> {
    match surface {
        Surface::Client => vec![
            ("/client/live/board", get(live::calls::follow)),
            ("/client/live/orders", get(live::own::follow)),
            ("/client/live/orders/{id}", get(live::phone::follow)),
            ("/client/live/items/{id}", get(live::item::follow)),
            ("/client/live/menu", get(live::menu::follow)),
            ("/client/live/store", get(live::store::follow)),
            ("/client/pictures/{id}", get(pictures::large)),
            ("/client/thumbnails/{id}", get(pictures::small)),
        ],
        Surface::Admin => vec![
            ("/admin/day.csv", get(day_csv::download)),
            ("/admin/menu.csv", get(menu_csv::download)),
            ("/admin/pictures/{id}", get(pictures::large)),
            ("/admin/thumbnails/{id}", get(pictures::small)),
            ("/admin/live/board", get(live::board::follow)),
            ("/admin/live/system", get(live::system::follow)),
        ],
    }
}

/// Middleware: removes a browser's deadline, since only callers of a service may set one, and marks
/// the request as coming from outside.
async fn own_deadlines(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(deadline::TIMEOUT_HEADER);
    request.extensions_mut().insert(service_kit::trace::Outside);
    next.run(request).await
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use axum::{body::Body, extract::ConnectInfo};
    use member_api::SignedRoster;
    use member_token::{PublicKeys, SigningKey};
    use std::{fs, net::SocketAddr};
    use tower::ServiceExt as _;

    fn folder(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("jumun-site-{name}-{}", std::process::id()))
    }

    /// Writes the menu that the surface of this name loads as the last known one.
    pub fn keep_menu(name: &str, menu: &serde_json::Value) {
        fs::create_dir_all(folder(name)).unwrap();
        fs::write(folder(name).join("menu.json"), menu.to_string()).unwrap();
    }

    /// A surface without a menu and without a member service. Its staff are those of `roster` with
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
            member: roster.map(|signed| {
                let roster_cache = dir.join("roster.json");
                fs::write(&roster_cache, serde_json::to_vec(&signed).unwrap()).unwrap();
                let reader = staff::roster_reader(keys.clone());
                gateway::MemberConfig { url: "http://127.0.0.1:9".to_owned(), roster_cache, reader }
            }),
            menu_cache: dir.join("menu.json"),
        })
        .unwrap();
        let streams = FairStreams::new(64, &AddressLimits::default());
        let live = Live::start(&gateway, clock.clone(), streams.all().clone());
        let site = Site {
            surface,
            options: Arc::new(assets::options(surface.name(), &dir).unwrap()),
            boards: live::attendance::Boards::start(&gateway),
            sampler: live::system::Sampler::start(&gateway, &live, &clock),
            live,
            streams,
            staff: Arc::new(staff::Sessions::new(
                Some(keys),
                gateway.clone(),
                false,
                crate::activity::Activity::new(15, clock.clone()).unwrap(),
            )),
            gateway,
            idle_lock_min: 15,
            clock,
            shutdown: Shutdown::default(),
            secure: false,
            client_address: "https://order.example.com".parse().unwrap(),
            keeps_pages: false,
        };
        (site, dir)
    }

    /// A client surface without services that admits `max_in_flight` requests at once, and an
    /// asset's address.
    fn surface(name: &str, max_in_flight: usize) -> (Door, &'static str) {
        let (site, dir) =
            site(name, Surface::Client, "http://127.0.0.1:9", &SigningKey::generate().unwrap(), None);
        let limits = Limits { max_in_flight, ..Limits::default() };
        (router(site, &dir, &limits, &AddressLimits::default(), None), "/pkg/0123/client.css")
    }

    /// The surface's answer to a request from this machine.
    pub async fn answer(router: &Door, mut request: http::Request<Body>) -> Response {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        router.clone().oneshot(request).await.unwrap()
    }

    async fn status(router: &Door, path: &str) -> u16 {
        let request = Request::get(path).header(deadline::TIMEOUT_HEADER, "0").body(Body::empty()).unwrap();
        answer(router, request).await.status().as_u16()
    }

    #[tokio::test]
    async fn a_full_surface_turns_pages_away_and_never_their_files() {
        let (router, css) = surface("full", 0);
        assert_eq!((status(&router, "/").await, status(&router, css).await), (503, 200));
    }

    #[tokio::test]
    async fn a_deadline_that_an_outsider_sends_is_not_kept() {
        let (router, css) = surface("deadline", 8);
        assert_eq!((status(&router, "/").await, status(&router, css).await), (307, 200));
    }
}
