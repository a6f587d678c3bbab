//! Renders pages and calls server functions, each with the context of its request.

use crate::{config::WebSurface, session::identity::SenderIdentity, state::SurfaceState};
use app::shared::ssr::{RefusalSlot, RefusedForm, RequestContext};
use axum::{
    Extension,
    body::{Body, Bytes, HttpBody as _},
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::{MethodRouter, post},
};
use http::{HeaderMap, StatusCode, Uri, header};
use leptos::{config::LeptosOptions, prelude::provide_context};
use service_kit::Problem;

const DOCUMENT_END: &[u8] = b"</html>";

/// Media type of a browser's form.
const FORM: &str = "application/x-www-form-urlencoded";

/// Renders the page of this address as a whole, so that it is complete without scripts.
pub async fn render_page(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    request: Request,
) -> Response {
    render_with_context(&site, page_context(&site, identity), request, || ()).await
}

/// As [`render_page`], with this context and those that `more` provides.
pub async fn render_with_context(
    site: &SurfaceState,
    context: RequestContext,
    request: Request,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let options = site.options.clone();
    let provide = move || {
        provide_context(context.clone());
        more();
    };
    let rendered = match site.surface {
        WebSurface::Client => leptos_axum::render_app_async_with_context(provide, move || {
            app::client::render_document(LeptosOptions::clone(&options))
        })(request),
        WebSurface::Admin => leptos_axum::render_app_async_with_context(provide, move || {
            app::admin::render_document(LeptosOptions::clone(&options))
        })(request),
    };
    let (mut head, body) = rendered.await.into_parts();
    // The rendered page is in memory already, so a limit would only refuse a long board.
    let page = match axum::body::to_bytes(body, usize::MAX).await {
        Ok(page) => strip_trailing_scripts(page),
        Err(error) => return Problem::internal_error(error).into_response(),
    };
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(page))
}

/// Cuts off the scripts behind the document, in which Leptos writes the state of a page's
/// resources. No island has a resource, so no page has an inline script.
fn strip_trailing_scripts(page: Bytes) -> Bytes {
    let end = page.windows(DOCUMENT_END.len()).rposition(|end| end == DOCUMENT_END);
    end.map_or_else(|| page.clone(), |end| page.slice(..end + DOCUMENT_END.len()))
}

/// Calls the server function of this address; 415 if the body is not a form's.
pub async fn call_server_fn(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    request: http::Request<Body>,
) -> Response {
    if !is_form(&request) {
        return Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
            .into_response();
    }
    let (context, slot, headers) =
        (page_context(&site, identity.clone()), RefusalSlot::default(), request.headers().clone());
    let provided = slot.clone();
    let provide = move || {
        provide_context(context.clone());
        provide_context(provided.clone());
    };
    let answer =
        leptos_axum::handle_server_fns_with_context(provide, request).await.into_response();
    match slot.take_form() {
        Some(refused) => {
            render_refused_form(&site, page_context(&site, identity), headers, refused, || ()).await
        }
        None => answer,
    }
}

/// Calls the server function of a page's form. A refused form is answered under the page's own
/// address.
pub fn form_route(function: &'static str) -> MethodRouter<SurfaceState> {
    post(
        async move |State(site): State<SurfaceState>,
                    Extension(identity): Extension<SenderIdentity>,
                    mut request: Request| {
            *request.uri_mut() = Uri::from_static(function);
            call_server_fn(State(site), Extension(identity), request).await
        },
    )
}

/// Whether the body has a form's media type, or is empty without any type.
fn is_form(request: &Request) -> bool {
    match request.headers().get(header::CONTENT_TYPE) {
        Some(kind) => kind.to_str().is_ok_and(|kind| {
            kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM)
        }),
        None => request.body().is_end_stream(),
    }
}

/// The request for the page that answers a form.
pub fn page_request(uri: Uri, headers: HeaderMap) -> Request {
    let mut request = Request::new(Body::empty());
    (*request.uri_mut(), *request.headers_mut()) = (uri, headers);
    request
}

/// Renders the page of a form with the typed values and the contexts that `more` provides, with the
/// status of the refusal.
pub async fn render_refused_form(
    site: &SurfaceState,
    context: RequestContext,
    headers: HeaderMap,
    refused: RefusedForm,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let (Ok(uri), Ok(status)) =
        (refused.page.to_string().parse(), StatusCode::from_u16(refused.response_status()))
    else {
        return Problem::internal_error("a form's page has no address").into_response();
    };
    let provide = move || {
        provide_context(refused.clone());
        more();
    };
    let mut page = render_with_context(site, context, page_request(uri, headers), provide).await;
    if page.status() == StatusCode::OK {
        *page.status_mut() = status;
    }
    page
}

/// The context of a page or server function.
pub fn page_context(site: &SurfaceState, identity: SenderIdentity) -> RequestContext {
    RequestContext {
        gateway: site.gateway_for(&identity),
        now: site.clock.now(),
        fresh_id: site.clock.uuid_v7(),
        request_id: service_kit::observe::request_id(),
        session: identity.session,
        peer: identity.client.ip_address(),
        person: identity.shown.session.as_ref().map(|(session, _)| session.person.clone()),
        staff_session: identity.shown.session,
        device: identity.shown.device.map(|(_, pass)| pass),
        idle_lock_min: site.idle_lock_min,
        secure: site.secure,
        client_address: site.client_address.clone(),
        lang: identity.lang,
        offered: identity.offered,
        easy: identity.easy,
        staff: site.staff.clone(),
        live: site.live.clone(),
    }
}
