//! Pages of the menu editor and of its preview, which the page router renders with the menu that is
//! being edited.

use crate::{pages, session::identity::SenderIdentity, state::SurfaceState};
use app::{
    admin::menu_editor::{EditTarget, PreviewMarker},
    shared::ssr::{RefusedForm, RequestContext},
};
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::HeaderMap;
use leptos::prelude::provide_context;
use service_kit::Problem;

/// Renders a page of the editor.
pub async fn render_editor_page(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    request: Request,
) -> Response {
    let (context, provide) = editor_context(&site, identity).await;
    pages::render_with_context(&site, context, request, provide).await
}

/// Renders the page of a form of the editor, as the form was sent.
pub async fn render_refused_form(
    site: &SurfaceState,
    identity: SenderIdentity,
    headers: HeaderMap,
    refused: RefusedForm,
) -> Response {
    let (context, provide) = editor_context(site, identity).await;
    pages::render_refused_form(site, context, headers, refused, provide).await
}

/// The context of the editor's pages, and what provides the menu that is being edited.
async fn editor_context(
    site: &SurfaceState,
    identity: SenderIdentity,
) -> (RequestContext, impl Fn() + Clone + Send + Sync + 'static) {
    let context = pages::page_context(site, identity);
    let book = EditTarget::load(&context.gateway).await;
    (context, move || book.clone().into_iter().for_each(provide_context))
}

/// Renders a customer's page with the menu that is being edited; its addresses become those of the
/// preview.
pub async fn render_preview(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    request: Request,
) -> Response {
    let mut context = pages::page_context(&site, identity);
    let book = EditTarget::load(&context.gateway).await;
    if let Some(book) = &book {
        context.gateway = context.gateway.with_menu(book.menu.clone());
    }
    let provide = move || {
        book.clone().into_iter().for_each(provide_context);
        provide_context(PreviewMarker);
    };
    let (head, page) =
        pages::render_with_context(&site, context, request, provide).await.into_parts();
    match axum::body::to_bytes(page, usize::MAX).await {
        Ok(page) => {
            let page = PreviewMarker::rewrite_addresses(&String::from_utf8_lossy(&page));
            Response::from_parts(head, Body::from(page))
        }
        Err(error) => Problem::internal_error(error).into_response(),
    }
}
