//! `POST /admin/menu…`: the menu editor's forms. A form that cannot be saved is answered with its
//! page and all typed values.

use super::menu_pages;
use crate::{session::identity::SenderIdentity, state::SurfaceState};
use app::{
    admin::menu_editor::{self, SubmitOutcome},
    shared::ssr::{PageAddress, RefusedForm},
};
use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, Uri};
use service_kit::Problem;

/// Pages that have a form.
pub const FORMS: [&str; 6] = [
    "/admin/menu",
    menu_editor::DRAFT,
    "/admin/menu/categories/{id}",
    "/admin/menu/groups/{id}",
    "/admin/menu/groups/{group}/options/{id}",
    "/admin/menu/items/{id}",
];

/// Redirects to where the change can be seen, or renders the page with the typed values.
pub async fn submit_menu_form(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    uri: Uri,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(Form(pairs)) = form else {
        return Problem::new(http::StatusCode::BAD_REQUEST, "invalid_form").into_response();
    };
    let sheet =
        match menu_editor::submit_form(&site.gateway_for(&identity), uri.path(), &pairs).await {
            SubmitOutcome::Go(to) => return Redirect::to(&to).into_response(),
            SubmitOutcome::Gone => return Problem::not_found("page").into_response(),
            SubmitOutcome::Show(sheet) => sheet,
        };
    let refused = RefusedForm::new(PageAddress::from_uri(&uri), sheet.code.clone(), *sheet);
    menu_pages::render_refused_form(&site, identity, headers, refused).await
}
