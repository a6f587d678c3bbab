//! One surface's router: what is served, and which guard stands before it.

use crate::{
    access, assets,
    config::Surface,
    cross_site, day_csv, finish,
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

/// Everything a handler of this process shares.
#[derive(Clone)]
pub struct Site {
    /// Which pages.
    pub surface: Surface,
    /// Where their assets are.
    pub options: LeptosOptions,
    /// The way to the services.
    pub gateway: Gateway,
    /// What the order feed told.
    pub live: Arc<Live>,
    /// The time.
    pub clock: Clock,
    /// Live streams that browsers hold open.
    pub streams: FairStreams,
    /// Boards that are open.
    pub boards: live::attendance::Boards,
    /// What the system page's watchers see.
    pub sampler: Arc<live::system::Sampler>,
    /// Staff sessions.
    pub staff: Arc<staff::Sessions>,
    /// After so many minutes without a touch a tablet locks itself; 0 is never.
    pub idle_lock_min: u32,
    /// The process's end.
    pub shutdown: Shutdown,
    /// Browsers come by https.
    pub secure: bool,
    /// Where customers order.
    pub client_address: ClientAddress,
    /// Phones get a service worker, which keeps pages.
    pub keeps_pages: bool,
}

impl Site {
    /// The way to the services for whoever asks.
    pub fn acting(&self, identity: &Identity) -> Gateway {
        match (self.surface, &identity.shown.session) {
            (Surface::Client, _) => self.gateway.for_customer(&identity.session),
            (Surface::Admin, Some((_, session))) => {
                self.gateway.acting_as(session).noting(identity.pin_needed.clone())
            }
            (Surface::Admin, None) => self.gateway.clone(),
        }
    }

    /// What pages are read in, the usual one first; `None` while it is not known what the store offers.
    pub fn offered(&self) -> Option<Vec<Lang>> {
        match self.surface {
            Surface::Client => languages::offered(&self.gateway),
            Surface::Admin => Some(Lang::ALL.to_vec()),
        }
    }

    /// How browsers come.
    pub fn scheme(&self) -> Scheme {
        if self.secure { Scheme::Https } else { Scheme::Http }
    }

    /// The store's time zone, as far as known.
    pub fn zone(&self) -> String {
        time::store_zone(&self.gateway)
    }
}

/// The surface's router. Server functions are reached under their own surface's prefix only.
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
        // A form that came inside another one is read after it was taken out.
        .layer(middleware::from_fn_with_state(site.clone(), pin_again::take))
        .layer(RequestBodyLimitLayer::new(serve::LARGE_BODY_LIMIT))
        .layer(middleware::from_fn_with_state(scheme, cross_site::refuse))
        .layer(middleware::from_fn(trace::carry))
        .layer(CompressionLayer::new())
        .with_state(site);
    // A page that got through gets its script and style: these are files and cost next to nothing, and turning them away
    // would leave it without both.
    let files =
        assets::router(site_root).merge(installable).layer(middleware::from_fn(deadline::give_up_in_time));
    // More orders under way than the gateway takes are cheaper to refuse here.
    let writes = gateway::ORDERS_AT_ONCE;
    let waiting = move || Waiting { calls: ways.waiting(), queued: ways.queued_pictures() };
    let in_flight = InFlight::fair(limits.max_in_flight, writes, allow, shares, waiting);
    let router = serve::layers(moving, in_flight.clone())
        .layer(middleware::from_fn(finish::what_was_sent))
        .merge(files)
        .layer(middleware::from_fn(normal_path::require))
        .layer(middleware::from_fn(overloaded::in_words))
        .layer(middleware::from_fn(own_deadlines))
        .layer(middleware::from_fn_with_state(scheme, headers::complete));
    let refusal = match scheme {
        Scheme::Http => overloaded::refusal,
        Scheme::Https => overloaded::refusal_by_https,
    };
    Door::new(router, in_flight, Manners { passes: assets::is_file, refusal })
}

/// Pages whose form is a server function's, which scripts call under its own address.
pub const FUNCTIONS: [(&str, &str); 3] = [
    ("/admin/printers", "/admin/api/printers"),
    ("/admin/store", "/admin/api/store"),
    ("/admin/walk-in", "/admin/api/orders/walk-in"),
];

/// Pages of a surface that are sent to their own address.
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

/// What an address may take, and how many orders it may place.
fn shares(surface: Surface, limits: &Limits, address: &AddressLimits) -> AddressShares {
    let shares = AddressShares::new(address, limits);
    match surface {
        Surface::Client => shares.with_rate(overloaded::is_placing, address.address_orders),
        Surface::Admin => shares,
    }
}

/// At the counter, a body is read of those alone whom [`access`] lets in, and of a stranger the form to sign in.
fn allow_body(site: &Site) -> AllowBody {
    let site = site.clone();
    Arc::new(move |request| {
        // It runs behind `normal_path::require`.
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

/// The page whose form is sent there, which says what was too large of it.
pub fn upload_page(path: &str) -> Option<&str> {
    takes_large(path).then(|| path.strip_suffix("/picture").unwrap_or(path))
}

/// Whether what is sent there may be larger than a form.
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

/// Middleware, outermost: only who calls a service says how long a call may take; a browser is no such caller.
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

    /// What the surface of that name finds as the last known menu.
    pub fn keep_menu(name: &str, menu: &serde_json::Value) {
        fs::create_dir_all(folder(name)).unwrap();
        fs::write(folder(name).join("menu.json"), menu.to_string()).unwrap();
    }

    /// A surface without a menu and a member service, whose staff have what `key` signed and this roster names, its files in a folder of its own.
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
            options: assets::options(surface.name(), &dir).unwrap(),
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

    /// A client surface without services that takes on so many requests at once, and an asset's address.
    fn surface(name: &str, max_in_flight: usize) -> (Door, &'static str) {
        let (site, dir) =
            site(name, Surface::Client, "http://127.0.0.1:9", &SigningKey::generate().unwrap(), None);
        let limits = Limits { max_in_flight, ..Limits::default() };
        (router(site, &dir, &limits, &AddressLimits::default(), None), "/pkg/0123/client.css")
    }

    /// What the surface answers to somebody on this machine.
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
