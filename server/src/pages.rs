//! Pages and server functions, each with its request's context.

use crate::{config::Surface, identity::Identity, site::Site};
use app::{
    admin::menu::{Book, Preview},
    ssr::Context,
};
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use leptos::prelude::provide_context;
use service_kit::Problem;

/// A menu of a thousand items.
const PREVIEW_MAX_BYTES: usize = 8 * 1024 * 1024;

/// Renders the page of this address, whole, so that it is complete without scripts.
pub async fn render(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
    request: Request,
) -> Response {
    render_with(site, identity, request, || ()).await
}

/// The same, with what `more` provides.
pub async fn render_with(
    site: Site,
    identity: Identity,
    request: Request,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let (mut context, options, surface) = (context(&site, identity), site.options.clone(), site.surface);
    let path = request.uri().path();
    let preview = Preview::at(path);
    let book = if preview.is_some() || path.starts_with("/admin/menu") {
        Book::open(&context.gateway).await
    } else {
        None
    };
    if let (Some(_), Some(book)) = (preview, &book) {
        context.gateway = context.gateway.showing(book.menu.clone());
    }
    let provide = move || {
        provide_context(context.clone());
        book.clone().into_iter().for_each(provide_context);
        preview.into_iter().for_each(provide_context);
        more();
    };
    let rendered =
        match surface {
            Surface::Client => leptos_axum::render_app_async_with_context(provide, move || {
                app::client::document(options.clone())
            })(request),
            Surface::Admin => leptos_axum::render_app_async_with_context(provide, move || {
                app::admin::document(options.clone())
            })(request),
        };
    let page = rendered.await;
    if preview.is_some() { previewed(page).await } else { page }
}

/// A page of the customer's, with the addresses of the preview.
async fn previewed(page: Response) -> Response {
    let (mut head, body) = page.into_parts();
    match axum::body::to_bytes(body, PREVIEW_MAX_BYTES).await {
        Ok(page) => {
            head.headers.remove(http::header::CONTENT_LENGTH);
            let page = Preview::addresses(&String::from_utf8_lossy(&page));
            Response::from_parts(head, Body::from(page))
        }
        Err(error) => Problem::internal(error).into_response(),
    }
}

/// Calls the server function of this address.
pub async fn call(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
    request: http::Request<Body>,
) -> Response {
    let context = context(&site, identity);
    leptos_axum::handle_server_fns_with_context(move || provide_context(context.clone()), request)
        .await
        .into_response()
}

/// What a page or function is given of its request.
pub fn context(site: &Site, identity: Identity) -> Context {
    Context {
        gateway: site.acting(&identity),
        now: site.clock.now(),
        fresh_id: site.clock.uuid_v7(),
        request_id: service_kit::observe::request_id(),
        session: identity.session,
        peer: identity.client.ip(),
        person: identity.shown.session.map(|(session, _)| session.person),
        device: identity.shown.device.map(|(_, pass)| pass),
        idle_lock_min: site.idle_lock_min,
        secure: site.secure,
        lang: identity.lang,
        offered: identity.offered,
        easy: identity.easy,
        staff: site.staff.clone(),
        live: site.live.clone(),
    }
}
