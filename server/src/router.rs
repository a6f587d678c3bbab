//! The router of one surface: its addresses, and the guards in front of them.

use crate::{
    admin::{
        self, day_csv, menu_csv, menu_forms, menu_pages, menu_picture,
        uploads::{self, MENU_TABLE, PICTURE},
    },
    assets,
    client::{self, pwa},
    config::{UrlScheme, WebSurface},
    middleware::{
        access, cross_site, error_pages, headers, identify,
        normal_path::{self, NormalPath},
        normal_text, pin_again, trace,
    },
    pages, pictures,
    state::SurfaceState,
};
use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn, from_fn_with_state},
    response::{Redirect, Response},
    routing::{MethodRouter, get, post},
};
use service_kit::{
    AddressLimits, CapacityLimits,
    address::AddressShares,
    deadline,
    overload::{AdmissionLayer, AllowBody, BodyAllowance, InFlight, ShedPolicy, WaitingCounts},
    serve,
};
use std::{path::Path, sync::Arc};
use tower_http::{compression::CompressionLayer, limit::RequestBodyLimitLayer};

/// The surface's router behind its door. Server functions answer only below their own surface's
/// prefix.
pub fn surface_router(
    site: SurfaceState,
    site_root: &Path,
    limits: &CapacityLimits,
    address: &AddressLimits,
    worker: Option<pwa::ServiceWorker>,
) -> AdmissionLayer {
    let allow = body_policy(&site);
    let shares = address_shares(site.surface, limits, address);
    let installable = match site.surface {
        WebSurface::Client => pwa::pwa_router(worker, &site),
        WebSurface::Admin => Router::new(),
    };
    let scheme = site.url_scheme();
    let home = format!("/{}", site.surface.as_str());
    let ways = site.gateway.clone();
    let to_home = Redirect::temporary(&home);
    let pages = Router::new()
        .route("/", get(|| async { to_home }))
        .route(&home, get(pages::render_page))
        .route(&format!("{home}/{{*page}}"), get(pages::render_page))
        .route(&format!("{home}/api/{{*function}}"), post(pages::call_server_fn));
    let feeds = feed_routes(site.surface)
        .into_iter()
        .fold(Router::new(), |feeds, (way, feed)| feeds.route(way, feed));
    let pages = form_routes(site.surface)
        .into_iter()
        .fold(pages, |pages, (way, form)| pages.route(way, form));
    let (pages, feeds) = match site.surface {
        WebSurface::Client => (pages, feeds),
        WebSurface::Admin => (
            add_menu_pages(pages)
                .layer(from_fn_with_state(site.clone(), pin_again::ask_for_pin))
                .layer(from_fn(access::guard_staff_pages)),
            feeds.layer(from_fn(access::guard_staff_feeds)),
        ),
    };
    let moving = pages
        .merge(feeds)
        .layer(from_fn_with_state(site.clone(), identify::identify_sender))
        .layer(from_fn(normal_text::normalize_texts))
        // Takes a carried form out before the layers inside read it.
        .layer(from_fn_with_state(site.clone(), pin_again::accept_pin))
        .layer(RequestBodyLimitLayer::new(serve::LARGE_BODY_LIMIT))
        .layer(from_fn_with_state(scheme, cross_site::refuse_cross_site))
        .layer(from_fn(trace::propagate_trace))
        .layer(CompressionLayer::new())
        .with_state(site);
    // Files are outside the limits: they cost next to nothing, and a page that was admitted needs
    // its script and style.
    let files = assets::file_router(site_root)
        .merge(installable)
        .layer(from_fn(deadline::enforce_deadline));
    // Orders beyond those that the gateway takes at once are cheaper to refuse here.
    let writes = gateway::ORDERS_AT_ONCE;
    let waiting =
        move || WaitingCounts { calls: ways.in_flight_calls(), queued: ways.queued_pictures() };
    let in_flight = InFlight::with_shares(limits.max_in_flight, writes, allow, shares, waiting);
    let router = serve::add_layers(moving, in_flight.clone())
        .merge(files)
        .layer(from_fn(normal_path::require_normal_path))
        .layer(from_fn(error_pages::render_problem_pages))
        .layer(from_fn(drop_client_deadline))
        .layer(from_fn_with_state(scheme, headers::complete_headers));
    let refusal = match scheme {
        UrlScheme::Http => error_pages::refusal_over_http,
        UrlScheme::Https => error_pages::refusal_over_https,
    };
    // A press is carried out even if its page is left at once.
    let detaches = |request: &Request| !request.method().is_safe();
    AdmissionLayer::new(
        router,
        in_flight,
        ShedPolicy { passes: assets::is_file, refusal, detaches },
    )
}

/// Adds the pages that are rendered with the menu that is being edited.
fn add_menu_pages(pages: Router<SurfaceState>) -> Router<SurfaceState> {
    pages
        .route("/admin/menu/{*page}", get(menu_pages::render_editor_page))
        .route("/admin/preview", get(menu_pages::render_preview))
        .route("/admin/preview/{*page}", get(menu_pages::render_preview))
}

/// Pages of a surface whose forms are sent to the page's own address.
pub fn form_routes(surface: WebSurface) -> Vec<(&'static str, MethodRouter<SurfaceState>)> {
    match surface {
        WebSurface::Client => client::FORM_FUNCTIONS.map(page_form_route).into(),
        WebSurface::Admin => {
            let menu =
                menu_forms::FORMS.into_iter().map(|way| (way, post(menu_forms::submit_menu_form)));
            let files = [
                (MENU_TABLE, serve::allow_large_body(post(menu_csv::upload_menu))),
                (PICTURE, serve::allow_large_body(post(menu_picture::upload_picture))),
            ];
            let menu = menu
                .chain(files)
                .map(|(way, form)| (way, form.get(menu_pages::render_editor_page)));
            menu.chain(admin::FORM_FUNCTIONS.map(page_form_route)).collect()
        }
    }
}

/// A page whose form calls a server function.
fn page_form_route(
    (page, function): (&'static str, &'static str),
) -> (&'static str, MethodRouter<SurfaceState>) {
    (page, pages::form_route(function).get(pages::render_page))
}

/// The share of one address, and at the client surface the rate at which it may place orders.
fn address_shares(
    surface: WebSurface,
    limits: &CapacityLimits,
    address: &AddressLimits,
) -> AddressShares {
    let shares = AddressShares::new(address, limits);
    match surface {
        WebSurface::Client => shares.with_rate(error_pages::is_placing, address.address_orders),
        WebSurface::Admin => shares,
    }
}

/// At the counter a body is read only if [`access`] admits its request; without a session it has to
/// be small, as the form to sign in is.
fn body_policy(site: &SurfaceState) -> AllowBody {
    let site = site.clone();
    Arc::new(move |request| {
        // It runs behind `normal_path::require`, which adds this extension.
        let Some(path) = request.extensions().get::<NormalPath>().cloned() else {
            return BodyAllowance::Unread;
        };
        match site.surface {
            WebSurface::Client => BodyAllowance::Usual,
            WebSurface::Admin => {
                let shown = site.staff.valid_credentials(request, site.clock.now());
                match shown.session {
                    _ if !access::is_admitted(&shown, request.method(), &path) => {
                        BodyAllowance::Unread
                    }
                    None => BodyAllowance::Small,
                    Some(_)
                        if uploads::takes_large(path.as_str())
                            || pin_again::is_pin_answer(request.uri()) =>
                    {
                        BodyAllowance::Large
                    }
                    Some(_) => BodyAllowance::Usual,
                }
            }
        }
    })
}

/// The live feeds and downloads of a surface.
pub fn feed_routes(surface: WebSurface) -> Vec<(&'static str, MethodRouter<SurfaceState>)> {
    match surface {
        WebSurface::Client => vec![
            ("/client/live/ready", get(client::feeds::ready_screen::follow_ready_screen)),
            ("/client/live/orders", get(client::feeds::orders::follow_orders)),
            ("/client/live/orders/{id}", get(client::feeds::order::follow_order)),
            ("/client/live/items/{id}", get(client::feeds::item::follow_item)),
            ("/client/live/menu", get(client::feeds::menu::follow_menu)),
            ("/client/live/store", get(client::feeds::store::follow_store)),
            ("/client/pictures/{id}", get(pictures::serve_picture)),
            ("/client/thumbnails/{id}", get(pictures::serve_thumbnail)),
        ],
        WebSurface::Admin => vec![
            ("/admin/day.csv", get(day_csv::download_day)),
            ("/admin/menu.csv", get(menu_csv::download_menu)),
            ("/admin/pictures/{id}", get(pictures::serve_picture)),
            ("/admin/thumbnails/{id}", get(pictures::serve_thumbnail)),
            ("/admin/live/board", get(admin::feeds::board::follow_board)),
            ("/admin/live/system", get(admin::feeds::system::follow_system)),
        ],
    }
}

/// Middleware: removes a browser's deadline, since only callers of a service may set one, and marks
/// the request as coming from outside.
async fn drop_client_deadline(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(deadline::TIMEOUT_HEADER);
    request.extensions_mut().insert(service_kit::trace::ExternalRequest);
    next.run(request).await
}

#[cfg(test)]
pub mod tests {
    use super::*;
    pub use crate::state::tests::{surface_fixture, write_menu_cache};
    use axum::{body::Body, extract::ConnectInfo};
    use staff_token::SigningKey;
    use std::net::SocketAddr;
    use tower::ServiceExt as _;

    /// A client surface without services that admits `max_in_flight` requests at once, and an
    /// asset's address.
    fn client_without_services(name: &str, max_in_flight: usize) -> (AdmissionLayer, &'static str) {
        let (site, dir) = surface_fixture(
            name,
            WebSurface::Client,
            "http://127.0.0.1:9",
            &SigningKey::generate().unwrap(),
            None,
        );
        let limits = CapacityLimits { max_in_flight, ..CapacityLimits::default() };
        (
            surface_router(site, &dir, &limits, &AddressLimits::default(), None),
            "/pkg/0123/client.css",
        )
    }

    /// The surface's answer to a request from this machine.
    pub async fn send_request(
        router: &AdmissionLayer,
        mut request: http::Request<Body>,
    ) -> Response {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        router.clone().oneshot(request).await.unwrap()
    }

    async fn response_status(router: &AdmissionLayer, path: &str) -> u16 {
        let request =
            Request::get(path).header(deadline::TIMEOUT_HEADER, "0").body(Body::empty()).unwrap();
        send_request(router, request).await.status().as_u16()
    }

    #[tokio::test]
    async fn a_full_surface_turns_pages_away_and_never_their_files() {
        let (router, css) = client_without_services("full", 0);
        assert_eq!(
            (response_status(&router, "/").await, response_status(&router, css).await),
            (503, 200)
        );
    }

    #[tokio::test]
    async fn a_deadline_that_an_outsider_sends_is_not_kept() {
        let (router, css) = client_without_services("deadline", 8);
        assert_eq!(
            (response_status(&router, "/").await, response_status(&router, css).await),
            (307, 200)
        );
    }
}
