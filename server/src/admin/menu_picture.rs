//! `POST /admin/menu/items/{id}/picture`: sets or removes an item's picture, from the editor's
//! form.

use crate::{
    middleware::normal_text::field_text, session::identity::SenderIdentity, state::SurfaceState,
};
use app::admin::menu_editor::{self, PictureForm};
use axum::{
    Extension,
    extract::{
        Multipart, Path, State,
        multipart::{MultipartError, MultipartRejection},
    },
    response::{IntoResponse as _, Redirect, Response},
};

/// Redirects to the item's page, with the problem if there is one.
pub async fn upload_picture(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    Path(id): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let sent = match form {
        Ok(form) => read_picture_form(form).await.unwrap_or_default(),
        Err(_) => PictureForm::default(),
    };
    Redirect::to(&menu_editor::set_picture(&site.gateway_for(&identity), &id, sent).await)
        .into_response()
}

async fn read_picture_form(mut form: Multipart) -> Result<PictureForm, MultipartError> {
    let mut sent = PictureForm::default();
    while let Some(field) = form.next_field().await? {
        match field.name().unwrap_or_default() {
            // A browser sends an empty file when none was chosen.
            "picture" => sent.file = Some(field.bytes().await?).filter(|file| !file.is_empty()),
            "remove" => sent.remove = true,
            "book" => sent.book = Some(field_text(field).await?),
            "alt_ko" => sent.alt_ko = field_text(field).await?,
            "alt_en" => sent.alt_en = field_text(field).await?,
            _ => {}
        }
    }
    Ok(sent)
}
