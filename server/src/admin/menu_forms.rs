//! `POST /admin/menu…`: the menu editor's forms. A form that cannot be saved is answered with its
//! page and all typed values.

use super::menu_pages;
use crate::{session::identity::Identity, state::Site};
use app::{
    admin::menu_editor::{self, Outcome},
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
pub async fn submit(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
    uri: Uri,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(Form(pairs)) = form else {
        return Problem::new(http::StatusCode::BAD_REQUEST, "invalid_form").into_response();
    };
    let sheet = match menu_editor::submit(&site.acting(&identity), uri.path(), &pairs).await {
        Outcome::Go(to) => return Redirect::to(&to).into_response(),
        Outcome::Gone => return Problem::not_found("page").into_response(),
        Outcome::Show(sheet) => sheet,
    };
    let refused = RefusedForm::new(PageAddress::of_request(&uri), sheet.code.clone(), *sheet);
    menu_pages::answer_form(&site, identity, headers, refused).await
}
