//! An item's picture: a form of its own beside the item's, since it is sent as a file.

use crate::{
    admin::{
        menu_editor::{
            edit_target::EditTarget,
            form::MOST_BYTES,
            submit::{TRIES, is_conflict},
        },
        words::page_words,
    },
    shared::ssr::{PageScript, menu_code, request_lang},
};
use bytes::Bytes;
use gateway::{Gateway, GatewayError, MenuEdit, MenuEntityKind};
use leptos::prelude::*;
use menu_api::Item;
use serde_json::{Value, json};

/// The form as sent.
#[derive(Debug, Default)]
pub struct PictureForm {
    /// A new picture.
    pub file: Option<Bytes>,
    /// Remove the picture.
    pub remove: bool,
    /// Alternative text in Korean.
    pub alt_ko: String,
    pub alt_en: String,
    /// The target that the form was filled in for.
    pub book: Option<String>,
}

/// Applies the form; returns the address to redirect to.
pub async fn set_picture(gateway: &Gateway, id: &str, form: PictureForm) -> String {
    let page = format!("/admin/menu/items/{id}");
    let PictureForm { file, remove, alt_ko, alt_en, book: mark } = form;
    let Some(book) = EditTarget::load(gateway).await else { return page };
    if book.is_other_target(mark.as_deref()) {
        return format!("{page}?problem=draft_changed");
    }
    let has_picture =
        book.menu.items.iter().any(|item| item.id.as_str() == id && item.picture.is_some());
    let patch = |picture: Value| {
        MenuEdit::Patch(MenuEntityKind::Item, id.to_owned(), json!({ "picture": picture }))
    };
    let done = match (remove, file) {
        (true, _) => edit_with_retries(gateway, book.clone(), &patch(Value::Null)).await,
        (false, Some(file)) => {
            edit_with_retries(gateway, book.clone(), &MenuEdit::Picture(id.to_owned(), file)).await
        }
        (false, None) if has_picture => Ok(()),
        (false, None) => return format!("{page}?problem=no_picture"),
    };
    let alt = patch(json!({ "alt": { "ko": alt_ko.trim(), "en": alt_en.trim() } }));
    let done = match done {
        Ok(()) if !remove => edit_with_retries(gateway, book.reload(gateway).await, &alt).await,
        done => done,
    };
    match done {
        Ok(()) => format!("{page}?saved=1"),
        Err(error) => format!("{page}?problem={}", menu_code(&error)),
    }
}

/// Repeats the edit on a version conflict: it does not depend on other people's changes.
async fn edit_with_retries(
    gateway: &Gateway,
    mut book: EditTarget,
    edit: &MenuEdit,
) -> Result<(), GatewayError> {
    for _ in 1..TRIES {
        match book.send_edit(gateway, edit).await {
            Err(error) if is_conflict(&error) => {
                book = book.reload(gateway).await;
            }
            outcome => return outcome,
        }
    }
    book.send_edit(gateway, edit).await
}

/// The picture form, below the item's own.
pub fn render_picture_form(item: &Item, book: &EditTarget) -> AnyView {
    let address = format!("/admin/menu/items/{}/picture", item.id);
    let words = &page_words().menu_editor.fields;
    let too_large = page_words().menu_editor.file_too_large;
    let now = item.picture.as_ref().map(|own| {
        let src = format!("/admin/pictures/{}", own.id);
        let alt = (words.current_picture)(item.name.in_language(request_lang().tag()));
        view! { <img src=src alt=alt width="240" height="240"/> }
    });
    let has_one = now.is_some();
    let alt = item.picture.as_ref().map(|own| own.alt.clone()).unwrap_or_default();
    let remove = has_one.then(|| {
        view! { <button type="submit" class="quiet danger" name="remove" value="1" formnovalidate>{words.remove_picture}</button> }
    });
    view! {
        <section class="part">
            <h2>{words.picture}</h2>
            {now}
            <form method="post" action=address enctype="multipart/form-data">
                {book.render_hidden_input()}
                <label class="field"><span>{words.picture_file}</span>
                    <input type="file" name="picture" accept="image/jpeg,image/png,image/webp" required=!has_one data-most=MOST_BYTES data-too-large=too_large/></label>
                <label class="field"><span>{words.alt_ko}" "<small>{words.alt_hint}</small></span>
                    <input type="text" name="alt_ko" value=alt.ko maxlength="200" lang="ko" autocomplete="off"/></label>
                <label class="field"><span>{words.alt_en}</span>
                    <input type="text" name="alt_en" value=alt.en maxlength="200" lang="en" autocomplete="off"/></label>
                <button type="submit" class="primary">{words.save_picture}</button>
                {remove}
            </form>
            <PageScript name="upload.js" defer=true/>
            <p>{words.picture_hint}</p>
        </section>
    }
    .into_any()
}
