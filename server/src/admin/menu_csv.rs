//! `GET /admin/menu.csv` and `POST /admin/menu/csv`: export and import of the menu as a spreadsheet
//! table.

use super::{menu_pages, uploads::MENU_TABLE};
use crate::{session::identity::SenderIdentity, state::SurfaceState};
use app::{
    admin::menu_editor::{self, EditTarget, ImportOutcome, InvalidFile},
    shared::ssr::RefusedForm,
};
use axum::{
    Extension,
    extract::{Multipart, State, multipart::MultipartRejection},
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, header};
use service_kit::Problem;

/// Downloads the menu as a CSV file; 503 while no menu is known.
pub async fn download_menu(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
) -> Response {
    let Some(EditTarget { menu, .. }) = EditTarget::load(&site.gateway_for(&identity)).await else {
        return Problem::service_unavailable("no menu is known").into_response();
    };
    let name = format!("attachment; filename=\"jumun-menu-{}.csv\"", menu.version);
    match menu_editor::table(&menu) {
        Ok(table) => {
            let kind = "text/csv; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], table)
                .into_response()
        }
        Err(error) => Problem::internal_error(error).into_response(),
    }
}

/// Renders the page with what the table would change, or redirects to it once the import is done or
/// if the file cannot be read.
pub async fn upload_menu(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let (table, seen) = match read_import_form(form).await {
        Ok(sent) => sent,
        Err(code) => return Redirect::to(&format!("{MENU_TABLE}?problem={code}")).into_response(),
    };
    match menu_editor::import_table(&site.gateway_for(&identity), table, seen, identity.lang).await
    {
        Some(ImportOutcome::Done(count)) => {
            Redirect::to(&format!("{MENU_TABLE}?saved={count}")).into_response()
        }
        Some(ImportOutcome::Shown(shown)) => {
            let refused = RefusedForm::new(MENU_TABLE, shown.code.clone(), shown);
            menu_pages::render_refused_form(&site, identity, headers, refused).await
        }
        None => Redirect::to(MENU_TABLE).into_response(),
    }
}

/// The table's text and the version of the menu that the form was made for; `Err` has the problem's
/// code.
async fn read_import_form(
    form: Result<Multipart, MultipartRejection>,
) -> Result<(String, Option<i64>), String> {
    let mut table = None;
    let mut seen = None;
    let mut form = form.map_err(|_| InvalidFile::Empty.to_string())?;
    while let Some(field) = form.next_field().await.map_err(|_| InvalidFile::Empty.to_string())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| InvalidFile::Empty.to_string())?;
        match name.as_str() {
            "table" => table = Some(bytes),
            "version" => seen = std::str::from_utf8(&bytes).ok().and_then(|text| text.parse().ok()),
            _ => {}
        }
    }
    let table = menu_editor::table_text_async(table.unwrap_or_default())
        .await
        .map_err(|why| why.to_string())?;
    Ok((table, seen))
}
