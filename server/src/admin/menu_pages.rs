//! Pages of the menu editor and of its preview, which the page router renders with the menu that is
//! being edited.

use crate::{pages, session::identity::Identity, state::Site};
use app::{
    admin::menu_editor::{Book, Preview},
    shared::ssr::{Context, RefusedForm},
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
pub async fn render(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
    request: Request,
) -> Response {
    let (context, provide) = open(&site, identity).await;
    pages::render_with(&site, context, request, provide).await
}

/// Renders the page of a form of the editor, as the form was sent.
pub async fn answer_form(
    site: &Site,
    identity: Identity,
    headers: HeaderMap,
    refused: RefusedForm,
) -> Response {
    let (context, provide) = open(site, identity).await;
    pages::answer_form(site, context, headers, refused, provide).await
}

/// The context of the editor's pages, and what provides the menu that is being edited.
async fn open(site: &Site, identity: Identity) -> (Context, impl Fn() + Clone + Send + Sync + 'static) {
    let context = pages::context(site, identity);
    let book = Book::open(&context.gateway).await;
    (context, move || book.clone().into_iter().for_each(provide_context))
}

/// Renders a customer's page with the menu that is being edited; its addresses become those of the
/// preview.
pub async fn preview(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
    request: Request,
) -> Response {
    let mut context = pages::context(&site, identity);
    let book = Book::open(&context.gateway).await;
    if let Some(book) = &book {
        context.gateway = context.gateway.showing(book.menu.clone());
    }
    let provide = move || {
        book.clone().into_iter().for_each(provide_context);
        provide_context(Preview);
    };
    let (head, page) = pages::render_with(&site, context, request, provide).await.into_parts();
    match axum::body::to_bytes(page, usize::MAX).await {
        Ok(page) => {
            let page = Preview::addresses(&String::from_utf8_lossy(&page));
            Response::from_parts(head, Body::from(page))
        }
        Err(error) => Problem::internal(error).into_response(),
    }
}
