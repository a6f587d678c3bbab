//! The router of one surface: its addresses, and the guards in front of them.

use crate::{
    admin::{
        self, day_csv, menu_csv, menu_forms, menu_pages, menu_picture,
        uploads::{self, MENU_TABLE, PICTURE},
    },
    assets,
    client::{self, pwa},
    config::{Scheme, Surface},
    middleware::{
        access, cross_site, error_pages, headers, identify,
        normal_path::{self, NormalPath},
        normal_text, pin_again, trace,
    },
    pages, pictures,
    state::Site,
};
use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn, from_fn_with_state},
    response::{Redirect, Response},
    routing::{MethodRouter, get, post},
};
use service_kit::{
    AddressLimits, Limits,
    address::AddressShares,
    deadline,
    overload::{AllowBody, BodyAllowance, Door, InFlight, Manners, Waiting},
    serve,
};
use std::{path::Path, sync::Arc};
use tower_http::{compression::CompressionLayer, limit::RequestBodyLimitLayer};

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
    let pages = forms(site.surface).into_iter().fold(pages, |pages, (way, form)| pages.route(way, form));
    let (pages, feeds) = match site.surface {
        Surface::Client => (pages, feeds),
        Surface::Admin => (
            menu_pages_of(pages)
                .layer(from_fn_with_state(site.clone(), pin_again::ask))
                .layer(from_fn(access::staff_pages)),
            feeds.layer(from_fn(access::staff_feeds)),
        ),
    };
    let moving = pages
        .merge(feeds)
        .layer(from_fn_with_state(site.clone(), identify::identify))
        .layer(from_fn(normal_text::normalise))
        // Takes a carried form out before the layers inside read it.
        .layer(from_fn_with_state(site.clone(), pin_again::take))
        .layer(RequestBodyLimitLayer::new(serve::LARGE_BODY_LIMIT))
        .layer(from_fn_with_state(scheme, cross_site::refuse))
        .layer(from_fn(trace::carry))
        .layer(CompressionLayer::new())
        .with_state(site);
    // Files are outside the limits: they cost next to nothing, and a page that was admitted needs
    // its script and style.
    let files = assets::router(site_root).merge(installable).layer(from_fn(deadline::give_up_in_time));
    // Orders beyond those that the gateway takes at once are cheaper to refuse here.
    let writes = gateway::ORDERS_AT_ONCE;
    let waiting = move || Waiting { calls: ways.waiting(), queued: ways.queued_pictures() };
    let in_flight = InFlight::fair(limits.max_in_flight, writes, allow, shares, waiting);
    let router = serve::layers(moving, in_flight.clone())
        .merge(files)
        .layer(from_fn(normal_path::require))
        .layer(from_fn(error_pages::in_words))
        .layer(from_fn(own_deadlines))
        .layer(from_fn_with_state(scheme, headers::complete));
    let refusal = match scheme {
        Scheme::Http => error_pages::refusal,
        Scheme::Https => error_pages::refusal_by_https,
    };
    // A press is carried out even if its page is left at once.
    let detaches = |request: &Request| !request.method().is_safe();
    Door::new(router, in_flight, Manners { passes: assets::is_file, refusal, detaches })
}

/// Adds the pages that are rendered with the menu that is being edited.
fn menu_pages_of(pages: Router<Site>) -> Router<Site> {
    pages
        .route("/admin/menu/{*page}", get(menu_pages::render))
        .route("/admin/preview", get(menu_pages::preview))
        .route("/admin/preview/{*page}", get(menu_pages::preview))
}

/// Pages of a surface whose forms are sent to the page's own address.
pub fn forms(surface: Surface) -> Vec<(&'static str, MethodRouter<Site>)> {
    match surface {
        Surface::Client => client::FORM_FUNCTIONS.map(form_of_page).into(),
        Surface::Admin => {
            let menu = menu_forms::FORMS.into_iter().map(|way| (way, post(menu_forms::submit)));
            let files = [
                (MENU_TABLE, serve::large(post(menu_csv::upload))),
                (PICTURE, serve::large(post(menu_picture::upload))),
            ];
            let menu = menu.chain(files).map(|(way, form)| (way, form.get(menu_pages::render)));
            menu.chain(admin::FORM_FUNCTIONS.map(form_of_page)).collect()
        }
    }
}

/// A page whose form calls a server function.
fn form_of_page((page, function): (&'static str, &'static str)) -> (&'static str, MethodRouter<Site>) {
    (page, pages::submit(function).get(pages::render))
}

/// The share of one address, and at the client surface the rate at which it may place orders.
fn shares(surface: Surface, limits: &Limits, address: &AddressLimits) -> AddressShares {
    let shares = AddressShares::new(address, limits);
    match surface {
        Surface::Client => shares.with_rate(error_pages::is_placing, address.address_orders),
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
                    Some(_) if uploads::takes_large(path.as_str()) || pin_again::is_answer(request.uri()) => {
                        BodyAllowance::Large
                    }
                    Some(_) => BodyAllowance::Usual,
                }
            }
        }
    })
}

/// The live feeds and downloads of a surface.
pub fn feeds(surface: Surface) -> Vec<(&'static str, MethodRouter<Site>)> {
    match surface {
        Surface::Client => vec![
            ("/client/live/ready", get(client::feeds::ready_screen::follow)),
            ("/client/live/orders", get(client::feeds::orders::follow)),
            ("/client/live/orders/{id}", get(client::feeds::order::follow)),
            ("/client/live/items/{id}", get(client::feeds::item::follow)),
            ("/client/live/menu", get(client::feeds::menu::follow)),
            ("/client/live/store", get(client::feeds::store::follow)),
            ("/client/pictures/{id}", get(pictures::large)),
            ("/client/thumbnails/{id}", get(pictures::small)),
        ],
        Surface::Admin => vec![
            ("/admin/day.csv", get(day_csv::download)),
            ("/admin/menu.csv", get(menu_csv::download)),
            ("/admin/pictures/{id}", get(pictures::large)),
            ("/admin/thumbnails/{id}", get(pictures::small)),
            ("/admin/live/board", get(admin::feeds::board::follow)),
            ("/admin/live/system", get(admin::feeds::system::follow)),
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
    pub use crate::state::tests::{keep_menu, site};
    use axum::{body::Body, extract::ConnectInfo};
    use staff_token::SigningKey;
    use std::net::SocketAddr;
    use tower::ServiceExt as _;

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
