//! State of an edit form: the texts it was opened with and the texts typed. With the current menu
//! they make a three-way merge.

use crate::admin::menu_editor::{
    edited_entity::EditedEntity,
    fields::{FieldKind, MenuField},
};
use menu_api::Menu;
use serde_json::Value;
use std::collections::BTreeMap;

/// Texts by the path of their field.
pub type Texts = BTreeMap<String, String>;

/// A form between two requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormState {
    pub place: EditedEntity,
    /// Id for a thing to be created.
    pub new_id: String,
    pub opened: Texts,
    pub typed: Texts,
    /// The opened texts of fields that another person has changed meanwhile.
    pub conflicts: Texts,
    /// Paths of the fields that cannot be saved.
    pub wrong: Vec<String>,
    /// Code of the reason why it was not saved.
    pub code: Option<String>,
}

/// Fields with their new values.
pub type Changes = Vec<(&'static MenuField, Value)>;

/// The fields of `thing` as texts.
pub fn field_texts(place: &EditedEntity, thing: &Value, menu: &Menu) -> Texts {
    place
        .form_fields()
        .into_iter()
        .map(|field| (field.path.to_owned(), field.value_text(thing, menu)))
        .collect()
}

fn text_of<'a>(texts: &'a Texts, field: &MenuField) -> &'a str {
    texts.get(field.path).map_or("", String::as_str)
}

impl FormState {
    /// The form as first shown.
    pub fn open(place: EditedEntity, new_id: String, now: Texts) -> Self {
        let typed = now.clone();
        Self {
            place,
            new_id,
            opened: now,
            typed,
            conflicts: Texts::new(),
            wrong: vec![],
            code: None,
        }
    }

    /// The form as a browser sends it.
    pub fn from_pairs(place: EditedEntity, pairs: &[(String, String)], menu: &Menu) -> Self {
        let sent = |name: &'static str| {
            pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
        };
        let text = |field: &'static MenuField| {
            let text = match field.kind {
                FieldKind::Groups | FieldKind::Allergens => {
                    sent(field.path).collect::<Vec<_>>().join(",")
                }
                _ => sent(field.path).next_back().unwrap_or_default().to_owned(),
            };
            (field.path.to_owned(), field.normalize_text(&text, menu))
        };
        let typed = place.form_fields().into_iter().map(text).collect();
        let kept = |name| {
            sent(name).next().and_then(|texts| serde_json::from_str(texts).ok()).unwrap_or_default()
        };
        let opened = kept("opened");
        let conflicts = kept("conflicts");
        let new_id = sent("id").next().unwrap_or_default().to_owned();
        Self { opened, conflicts, ..Self::open(place, new_id, typed) }
    }

    /// Three-way merge of the opened, typed and current texts. Returns the changes to save, or
    /// `None` when the form has to be shown again because a field was changed on both sides or
    /// cannot be read. Fields that only another person has changed are taken over.
    pub fn merge_changes(&mut self, now: &Texts, menu: &Menu) -> Option<Changes> {
        let is_new = self.place.id.is_none();
        // The conflicts were shown with the last answer; saving again confirms the typed values.
        self.conflicts.clear();
        let mut changes = Vec::new();
        for field in self.place.form_fields() {
            let (opened, typed, now) =
                (text_of(&self.opened, field), text_of(&self.typed, field), text_of(now, field));
            let is_touched = is_new || typed != opened;
            if is_touched && !is_new && now != opened && now != typed {
                self.conflicts.insert(field.path.to_owned(), opened.to_owned());
            }
            if is_touched && (is_new || typed != now) {
                match field.parse_value(typed, menu) {
                    Ok(value) => changes.push((field, value)),
                    Err(_) => self.wrong.push(field.path.to_owned()),
                }
            } else if !is_touched {
                self.typed.insert(field.path.to_owned(), now.to_owned());
            }
        }
        self.opened = now.clone();
        let code = match (self.conflicts.is_empty(), self.wrong.is_empty()) {
            (true, true) => return Some(changes),
            (false, _) => "version_conflict",
            (true, false) => "invalid_form",
        };
        self.code = Some(code.to_owned());
        None
    }

    /// Replaces one field by the current text.
    pub fn accept_theirs(mut self, path: &str, now: &Texts) -> Self {
        self.typed.insert(path.to_owned(), now.get(path).cloned().unwrap_or_default());
        self.conflicts.remove(path);
        self.rebase(now)
    }

    /// Moves an id of a list one position up or down.
    pub fn with_moved_id(mut self, path: &str, id: &str, up: bool, now: &Texts) -> Self {
        let text = self.typed.get(path).cloned().unwrap_or_default();
        let mut ids: Vec<&str> = text.split(',').collect();
        move_one(&mut ids, id, up);
        self.typed.insert(path.to_owned(), ids.join(","));
        self.rebase(now)
    }

    /// Updates untouched fields to `now`; conflicts stay.
    fn rebase(mut self, now: &Texts) -> Self {
        let fields = if self.place.id.is_some() { self.place.form_fields() } else { vec![] };
        for field in fields {
            let now = text_of(now, field).to_owned();
            if text_of(&self.typed, field) == text_of(&self.opened, field) {
                self.typed.insert(field.path.to_owned(), now.clone());
                self.opened.insert(field.path.to_owned(), now);
            }
        }
        self
    }

    /// Marks the form as not saved, with a reason and possibly a field.
    pub fn with_refusal(mut self, code: &str, field: Option<&str>) -> Self {
        self.code = Some(code.to_owned());
        let fields = self.place.form_fields();
        self.wrong.extend(
            field.filter(|path| fields.iter().any(|field| field.path == *path)).map(str::to_owned),
        );
        self
    }
}

/// Moves `id` by one position, unless it is at that end.
pub fn move_one<T: PartialEq + ?Sized>(ids: &mut [&T], id: &T, up: bool) {
    let Some(at) = ids.iter().position(|other| *other == id) else { return };
    match up {
        true if at > 0 => ids.swap(at, at - 1),
        false if at + 1 < ids.len() => ids.swap(at, at + 1),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn menu() -> Menu {
        let store = json!({ "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} });
        let menu = json!({ "version": 1, "store": store, "categories": [], "items": [], "option_groups": [
            { "id": "size", "name": { "ko": "사이즈", "en": "Size" }, "min": 1, "max": 1, "options": [] },
        ] });
        serde_json::from_value(menu).unwrap()
    }

    fn place() -> EditedEntity {
        EditedEntity::parse("/admin/menu/groups/size").unwrap()
    }

    fn now(changes: &[(&str, &str)]) -> Texts {
        let mut now =
            field_texts(&place(), &place().find_value(&menu(), &Value::Null).unwrap(), &menu());
        now.extend(changes.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
        now
    }

    /// A form opened with the menu's texts, with `typed` entered.
    fn sheet(typed: &[(&str, &str)]) -> FormState {
        let mut sheet = FormState::open(place(), String::new(), now(&[]));
        sheet
            .typed
            .extend(typed.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
        sheet
    }

    fn changed(mut sheet: FormState, now: &Texts) -> Vec<(&'static str, Value)> {
        let changes = sheet.merge_changes(now, &menu()).unwrap();
        changes.into_iter().map(|(field, value)| (field.path, value)).collect()
    }

    fn shown(mut sheet: FormState, now: &Texts) -> FormState {
        assert!(sheet.merge_changes(now, &menu()).is_none());
        sheet
    }

    #[test]
    fn only_what_was_typed_is_changed_whatever_else_somebody_changes_meanwhile() {
        let theirs = now(&[("name.ko", "크기")]);
        assert_eq!(changed(sheet(&[("max", "2")]), &theirs), [("max", json!(2))]);
        assert_eq!(changed(sheet(&[]), &theirs), []);
        assert_eq!(changed(sheet(&[("name.ko", "크기")]), &theirs), [], "both the same");
    }

    #[test]
    fn what_both_changed_is_shown_in_three_values_and_saved_over_when_it_is_pressed_again() {
        let theirs = now(&[("max", "3"), ("name.en", "Sizes")]);
        let conflict = shown(sheet(&[("max", "2")]), &theirs);
        assert_eq!(conflict.conflicts.get("max").map(String::as_str), Some("1"));
        assert_eq!((conflict.typed["max"].as_str(), conflict.opened["max"].as_str()), ("2", "3"));
        assert_eq!(conflict.typed["name.en"], "Sizes", "what nobody touched is as it is now");
        assert_eq!(changed(conflict.clone(), &theirs), [("max", json!(2))]);
        let taken = conflict.accept_theirs("max", &theirs);
        assert!(taken.conflicts.is_empty());
        assert_eq!(changed(taken, &theirs), []);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_stays_as_it_was_typed() {
        let shown = shown(sheet(&[("max", "많이"), ("name.ko", "")]), &now(&[]));
        assert_eq!(
            (shown.wrong, shown.typed["max"].as_str()),
            (vec!["name.ko".to_owned(), "max".to_owned()], "많이")
        );
    }

    #[test]
    fn one_of_a_list_moves_and_the_ends_stay() {
        let moved = |id, up| {
            let mut ids = ["a", "b", "c"];
            move_one(&mut ids, id, up);
            ids.concat()
        };
        assert_eq!(
            [moved("b", true), moved("b", false), moved("a", true), moved("c", false)],
            ["bac", "acb", "abc", "abc"]
        );
    }
}
