//! Handles a form of the editor. Optimistic concurrency: a form is merged with the newest menu
//! known here; on a version conflict the menu is read again and the form is merged once more.

use crate::{
    admin::menu_editor::{
        draft,
        edit_target::Book,
        edited_entity::{Place, What},
        form_state::{Changes, Sheet, Texts, move_one, texts},
    },
    shared::ssr::menu_code,
};
use gateway::{Edit, Gateway, GatewayError, Kind};
use menu_api::Menu;
use serde_json::{Value, json};

/// Attempts before a version conflict is reported.
pub const TRIES: usize = 4;

/// The answer to a form.
#[derive(Debug)]
pub enum Outcome {
    /// Redirect to this address.
    Go(String),
    /// Show the form again, with the reason.
    Show(Box<Sheet>),
    /// There is no such page.
    Gone,
}

/// Handles the form sent to `path`.
pub async fn submit(gateway: &Gateway, path: &str, pairs: &[(String, String)]) -> Outcome {
    let sent = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if path == draft::DRAFT {
        let version = sent("version").and_then(|version| version.parse().ok());
        return Outcome::Go(draft::step(gateway, sent("step").unwrap_or_default(), version).await);
    }
    let Some(book) = Book::open(gateway).await else { return Outcome::Go(path.to_owned()) };
    let is_another = book.is_another(sent("book"));
    if path == "/admin/menu" {
        return if is_another {
            Outcome::Go(format!("{path}?problem=draft_changed"))
        } else {
            arrange(gateway, book, pairs).await
        };
    }
    let Some(place) = Place::parse(path) else { return Outcome::Gone };
    let sheet = Sheet::read(place.clone(), pairs, &book.menu);
    if is_another {
        return show(sheet.refused("draft_changed", None));
    }
    if sent("remove").is_some() {
        return remove(gateway, book, sheet).await;
    }
    let now = now(&place, &book.menu);
    match (sent("take"), sent("move").and_then(|step| step.split_once(':'))) {
        (Some(field), _) => Outcome::Show(Box::new(sheet.take(field, &now.unwrap_or_default()))),
        (None, Some((id, way))) => {
            let moved = sheet.moved("option_groups", id, way == "up", &now.unwrap_or_default());
            Outcome::Show(Box::new(moved))
        }
        (None, None) => save(gateway, book, sheet).await,
    }
}

/// The current texts of `place`; `None` when the menu does not have it.
fn now(place: &Place, menu: &Menu) -> Option<Texts> {
    Some(texts(place, &place.find(menu, &json!({}))?, menu))
}

async fn save(gateway: &Gateway, mut book: Book, mut sheet: Sheet) -> Outcome {
    for _ in 0..TRIES {
        let menu = &book.menu;
        let place = sheet.place.clone();
        let made =
            Place { id: Some(place.id.clone().unwrap_or_else(|| sheet.new_id.clone())), ..place.clone() };
        let saved = Outcome::Go(format!("{}?saved=1", made.address()));
        // It was created by an earlier request whose answer was lost.
        if place.id.is_none() && made.find(menu, &Value::Null).is_some() {
            return saved;
        }
        let Some(now) = now(&place, menu) else { return show(sheet.refused("not_found", None)) };
        let Some(changes) = sheet.change(&now, menu) else { return show(sheet) };
        if changes.is_empty() {
            return saved;
        }
        let edit = match place.id {
            Some(_) => place.patch(menu, &changes),
            None => place.create(menu, whole(changes), &sheet.new_id),
        };
        let Some(edit) = edit else { return show(sheet.refused("not_found", None)) };
        match book.edit(gateway, &edit).await {
            Ok(()) => return saved,
            Err(error) if is_conflict(&error) => book = book.again(gateway).await,
            Err(error) => return show(refused(sheet, &error)),
        }
    }
    show(sheet.refused("version_conflict", None))
}

/// A new value from its fields.
fn whole(fields: Changes) -> Value {
    let mut whole = json!({});
    fields.into_iter().for_each(|(field, value)| field.set(&mut whole, value));
    whole
}

async fn remove(gateway: &Gateway, mut book: Book, sheet: Sheet) -> Outcome {
    let place = sheet.place.clone();
    for _ in 0..TRIES {
        let is_there = place.find(&book.menu, &Value::Null).is_some();
        let edit = place.delete(&book.menu).filter(|_| is_there);
        let Some(edit) = edit else { return Outcome::Go(format!("{}?removed=1", place.parent())) };
        if place.needed_by(&book.menu).is_some() {
            return show(sheet.refused("needed", None));
        }
        match book.edit(gateway, &edit).await {
            Ok(()) => return Outcome::Go(format!("{}?removed=1", place.parent())),
            Err(error) if is_conflict(&error) => book = book.again(gateway).await,
            Err(error) => return show(refused(sheet, &error)),
        }
    }
    show(sheet.refused("version_conflict", None))
}

fn show(sheet: Sheet) -> Outcome {
    Outcome::Show(Box::new(sheet))
}

/// Whether another edit came first.
pub fn is_conflict(error: &GatewayError) -> bool {
    error.refusal_code() == Some("version_conflict")
}

fn refused(sheet: Sheet, error: &GatewayError) -> Sheet {
    let field = match error {
        GatewayError::Refused(problem) => problem.more.get("field").and_then(Value::as_str),
        _ => None,
    };
    sheet.refused(menu_code(error), field)
}

/// Rearranges a list of the menu by the sequence of its ids in the form, after moving one of them
/// by one position if a button was pressed.
async fn arrange(gateway: &Gateway, mut book: Book, pairs: &[(String, String)]) -> Outcome {
    let sent = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let mut ids: Vec<&str> = pairs.iter().filter(|(key, _)| key == "id").map(|(_, id)| id.as_str()).collect();
    let step = sent("move").split_once(':');
    if let Some((id, way)) = step {
        move_one(&mut ids, id, way == "up");
    }
    let (kind, group) = (sent("kind"), sent("group"));
    let page = match kind {
        "options" => Place { what: What::Group, id: Some(group.to_owned()) }.address(),
        _ => "/admin/menu".to_owned(),
    };
    let back = |mark: &str| {
        let row = step.map(|(id, _)| format!("#{kind}-{id}")).unwrap_or_default();
        Outcome::Go(format!("{page}?{mark}{row}"))
    };
    for _ in 0..TRIES {
        let Some(edit) = arrangement(&book.menu, kind, group, &ids) else { return Outcome::Gone };
        match book.edit(gateway, &edit).await {
            Ok(()) => return back("ordered=1"),
            Err(error) if is_conflict(&error) => book = book.again(gateway).await,
            Err(error) => return back(&format!("problem={}", menu_code(&error))),
        }
    }
    back("problem=version_conflict")
}

/// The edit that rearranges a list: options are rearranged by a patch of their group.
fn arrangement(menu: &Menu, kind: &str, group: &str, ids: &[&str]) -> Option<Edit> {
    match kind {
        "categories" | "items" | "option_groups" => Some(Edit::Arrange(json!({ kind: ids }))),
        "options" => {
            let found = menu.option_groups.iter().find(|one| one.id.as_str() == group)?;
            let rank = |option: &menu_api::ItemOption| ids.iter().position(|id| option.id.as_str() == *id);
            let mut options = found.options.clone();
            options.sort_by_key(|option| rank(option).unwrap_or(usize::MAX));
            Some(Edit::Patch(Kind::OptionGroup, group.to_owned(), json!({ "options": options })))
        }
        _ => None,
    }
}
