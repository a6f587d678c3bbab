//! One surface's router: what is served, and which guard stands before it.

use crate::{
    assets,
    config::Surface,
    cross_site, identity,
    live::{self, Live},
    overloaded, pages, staff, trace,
};
use app::ssr::time;
use axum::{
    Router, middleware,
    response::Redirect,
    routing::{get, post},
};
use gateway::Gateway;
use leptos::config::LeptosOptions;
use service_kit::{
    Clock, Shutdown,
    overload::{Limits, Streams},
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
    pub streams: Streams,
    /// What the system page's watchers see.
    pub sampler: Arc<live::system::Sampler>,
    /// Staff sessions.
    pub staff: Arc<staff::Sessions>,
    /// The process's end.
    pub shutdown: Shutdown,
    /// Browsers come by https.
    pub secure: bool,
}

impl Site {
    /// The store's time zone, as far as known.
    pub fn zone(&self) -> String {
        time::store_zone(&self.gateway)
    }
}

/// The surface's router. Server functions are reached under their own surface's prefix only.
pub fn router(site: Site, site_root: &Path, limits: &Limits) -> Router {
    let home = format!("/{}", site.surface.name());
    let to_home = Redirect::temporary(&home);
    let pages = Router::new()
        .route("/", get(|| async { to_home }))
        .route(&home, get(pages::render))
        .route(&format!("{home}/{{*page}}"), get(pages::render))
        .route(&format!("{home}/api/{{*function}}"), post(pages::call));
    let feeds = match site.surface {
        Surface::Client => Router::new()
            .route("/client/live/orders/{id}", get(live::phone::follow))
            .route("/client/live/menu", get(live::menu::follow)),
        Surface::Admin => Router::new()
            .route("/admin/live/board", get(live::board::follow))
            .route("/admin/live/system", get(live::system::follow)),
    };
    let moving = pages
        .merge(feeds)
        .layer(middleware::from_fn_with_state(site.clone(), identity::identify))
        .layer(RequestBodyLimitLayer::new(serve::BODY_LIMIT))
        .layer(middleware::from_fn(cross_site::refuse))
        .layer(middleware::from_fn(trace::carry))
        .layer(CompressionLayer::new())
        .with_state(site);
    let guarded = serve::layered_within(moving.merge(assets::router(site_root)), limits);
    guarded.layer(middleware::from_fn(overloaded::in_words))
}
