//! Handles a form of the editor. Optimistic concurrency: a form is merged with the newest menu
//! known here; on a version conflict the menu is read again and the form is merged once more.

use crate::{
    admin::menu_editor::{
        draft,
        edit_target::EditTarget,
        edited_entity::{EditedEntity, EditedEntityKind},
        form_state::{Changes, FormState, Texts, field_texts, move_one},
    },
    shared::ssr::menu_code,
};
use gateway::{Gateway, GatewayError, MenuEdit, MenuEntityKind};
use menu_api::Menu;
use serde_json::{Value, json};

/// Attempts before a version conflict is reported.
pub const TRIES: usize = 4;

/// The answer to a form.
#[derive(Debug)]
pub enum SubmitOutcome {
    /// Redirect to this address.
    Go(String),
    /// Show the form again, with the reason.
    Show(Box<FormState>),
    /// There is no such page.
    Gone,
}

/// Handles the form sent to `path`.
pub async fn submit_form(
    gateway: &Gateway,
    path: &str,
    pairs: &[(String, String)],
) -> SubmitOutcome {
    let sent =
        |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if path == draft::DRAFT {
        let version = sent("version").and_then(|version| version.parse().ok());
        return SubmitOutcome::Go(
            draft::apply_draft_step(gateway, sent("step").unwrap_or_default(), version).await,
        );
    }
    let Some(book) = EditTarget::load(gateway).await else {
        return SubmitOutcome::Go(path.to_owned());
    };
    let is_another = book.is_other_target(sent("book"));
    if path == "/admin/menu" {
        return if is_another {
            SubmitOutcome::Go(format!("{path}?problem=draft_changed"))
        } else {
            rearrange_list(gateway, book, pairs).await
        };
    }
    let Some(place) = EditedEntity::parse(path) else { return SubmitOutcome::Gone };
    let sheet = FormState::from_pairs(place.clone(), pairs, &book.menu);
    if is_another {
        return show_form(sheet.with_refusal("draft_changed", None));
    }
    if sent("remove").is_some() {
        return remove_entity(gateway, book, sheet).await;
    }
    let now = current_texts(&place, &book.menu);
    match (sent("take"), sent("move").and_then(|step| step.split_once(':'))) {
        (Some(field), _) => {
            SubmitOutcome::Show(Box::new(sheet.accept_theirs(field, &now.unwrap_or_default())))
        }
        (None, Some((id, way))) => {
            let moved =
                sheet.with_moved_id("option_groups", id, way == "up", &now.unwrap_or_default());
            SubmitOutcome::Show(Box::new(moved))
        }
        (None, None) => save_form(gateway, book, sheet).await,
    }
}

/// The current texts of `place`; `None` when the menu does not have it.
fn current_texts(place: &EditedEntity, menu: &Menu) -> Option<Texts> {
    Some(field_texts(place, &place.find_value(menu, &json!({}))?, menu))
}

async fn save_form(gateway: &Gateway, mut book: EditTarget, mut sheet: FormState) -> SubmitOutcome {
    for _ in 0..TRIES {
        let menu = &book.menu;
        let place = sheet.place.clone();
        let made = EditedEntity {
            id: Some(place.id.clone().unwrap_or_else(|| sheet.new_id.clone())),
            ..place.clone()
        };
        let saved = SubmitOutcome::Go(format!("{}?saved=1", made.page_address()));
        // It was created by an earlier request whose answer was lost.
        if place.id.is_none() && made.find_value(menu, &Value::Null).is_some() {
            return saved;
        }
        let Some(now) = current_texts(&place, menu) else {
            return show_form(sheet.with_refusal("not_found", None));
        };
        let Some(changes) = sheet.merge_changes(&now, menu) else { return show_form(sheet) };
        if changes.is_empty() {
            return saved;
        }
        let edit = match place.id {
            Some(_) => place.patch_edit(menu, &changes),
            None => place.creation_edit(menu, assemble_value(changes), &sheet.new_id),
        };
        let Some(edit) = edit else { return show_form(sheet.with_refusal("not_found", None)) };
        match book.send_edit(gateway, &edit).await {
            Ok(()) => return saved,
            Err(error) if is_conflict(&error) => book = book.reload(gateway).await,
            Err(error) => return show_form(mark_refused(sheet, &error)),
        }
    }
    show_form(sheet.with_refusal("version_conflict", None))
}

/// A new value from its fields.
fn assemble_value(fields: Changes) -> Value {
    let mut whole = json!({});
    fields.into_iter().for_each(|(field, value)| field.set_value(&mut whole, value));
    whole
}

async fn remove_entity(gateway: &Gateway, mut book: EditTarget, sheet: FormState) -> SubmitOutcome {
    let place = sheet.place.clone();
    for _ in 0..TRIES {
        let is_there = place.find_value(&book.menu, &Value::Null).is_some();
        let edit = place.deletion_edit(&book.menu).filter(|_| is_there);
        let Some(edit) = edit else {
            return SubmitOutcome::Go(format!("{}?removed=1", place.parent_address()));
        };
        if place.removal_obstacle(&book.menu).is_some() {
            return show_form(sheet.with_refusal("needed", None));
        }
        match book.send_edit(gateway, &edit).await {
            Ok(()) => return SubmitOutcome::Go(format!("{}?removed=1", place.parent_address())),
            Err(error) if is_conflict(&error) => book = book.reload(gateway).await,
            Err(error) => return show_form(mark_refused(sheet, &error)),
        }
    }
    show_form(sheet.with_refusal("version_conflict", None))
}

fn show_form(sheet: FormState) -> SubmitOutcome {
    SubmitOutcome::Show(Box::new(sheet))
}

/// Whether another edit came first.
pub fn is_conflict(error: &GatewayError) -> bool {
    error.refusal_code() == Some("version_conflict")
}

fn mark_refused(sheet: FormState, error: &GatewayError) -> FormState {
    let field = match error {
        GatewayError::Refused(problem) => problem.more.get("field").and_then(Value::as_str),
        _ => None,
    };
    sheet.with_refusal(menu_code(error), field)
}

/// Rearranges a list of the menu by the sequence of its ids in the form, after moving one of them
/// by one position if a button was pressed.
async fn rearrange_list(
    gateway: &Gateway,
    mut book: EditTarget,
    pairs: &[(String, String)],
) -> SubmitOutcome {
    let sent = |name: &str| {
        pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    };
    let mut ids: Vec<&str> =
        pairs.iter().filter(|(key, _)| key == "id").map(|(_, id)| id.as_str()).collect();
    let step = sent("move").split_once(':');
    if let Some((id, way)) = step {
        move_one(&mut ids, id, way == "up");
    }
    let kind = sent("kind");
    let group = sent("group");
    let page = match kind {
        "options" => EditedEntity { what: EditedEntityKind::Group, id: Some(group.to_owned()) }
            .page_address(),
        _ => "/admin/menu".to_owned(),
    };
    let back = |mark: &str| {
        let row = step.map(|(id, _)| format!("#{kind}-{id}")).unwrap_or_default();
        SubmitOutcome::Go(format!("{page}?{mark}{row}"))
    };
    for _ in 0..TRIES {
        let Some(edit) = arrangement_edit(&book.menu, kind, group, &ids) else {
            return SubmitOutcome::Gone;
        };
        match book.send_edit(gateway, &edit).await {
            Ok(()) => return back("ordered=1"),
            Err(error) if is_conflict(&error) => book = book.reload(gateway).await,
            Err(error) => return back(&format!("problem={}", menu_code(&error))),
        }
    }
    back("problem=version_conflict")
}

/// The edit that rearranges a list: options are rearranged by a patch of their group.
fn arrangement_edit(menu: &Menu, kind: &str, group: &str, ids: &[&str]) -> Option<MenuEdit> {
    match kind {
        "categories" | "items" | "option_groups" => Some(MenuEdit::Arrange(json!({ kind: ids }))),
        "options" => {
            let found = menu.option_groups.iter().find(|one| one.id.as_str() == group)?;
            let rank =
                |option: &menu_api::ItemOption| ids.iter().position(|id| option.id.as_str() == *id);
            let mut options = found.options.clone();
            options.sort_by_key(|option| rank(option).unwrap_or(usize::MAX));
            Some(MenuEdit::Patch(
                MenuEntityKind::OptionGroup,
                group.to_owned(),
                json!({ "options": options }),
            ))
        }
        _ => None,
    }
}
