//! Checks and differences that need all rows of a table.

use crate::{
    admin::{
        menu_editor::{
            fields::MenuField,
            import::{EntityRecord, ImportPlan, ParsedRow, RowKind, id_of},
            inputs::display_text,
            table::entity_records,
        },
        words::menu_editor::import::ImportWords,
    },
    shared::ui::Lang,
};
use menu_api::Menu;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

impl ImportPlan {
    /// Adds the faults between rows.
    pub(super) fn check_rows(&mut self, lines: &[ParsedRow], menu: &Menu, words: &ImportWords) {
        let ids = |kind: RowKind| -> HashSet<String> {
            lines
                .iter()
                .filter(|line| line.thing.0 == kind)
                .map(|line| id_of(&line.thing))
                .collect()
        };
        let categories = ids(RowKind::Category);
        let groups = ids(RowKind::Group);
        let lanes: HashSet<&str> = menu.store.lanes.iter().map(|lane| lane.id.as_str()).collect();
        let mut seen = HashSet::new();
        for ParsedRow { at, thing } in lines {
            let (kind, group, value) = thing;
            let id = id_of(thing);
            let mut fault = |text: String| self.faults.push((*at, text));
            if !seen.insert((*kind, id.clone())) {
                fault((words.doubled_id)(&id));
            }
            let text = |name: &str| value[name].as_str().unwrap_or_default();
            let number = |name: &str| value[name].as_i64().unwrap_or_default();
            match kind {
                RowKind::Item => {
                    if !categories.contains(text("category")) {
                        fault((words.no_category)(text("category")));
                    }
                    if !lanes.contains(text("lane")) {
                        fault((words.no_lane)(text("lane")));
                    }
                    let has_allergens =
                        value["allergens"].as_array().is_some_and(|all| !all.is_empty());
                    if has_allergens && value["allergen_free"] == true {
                        fault(words.allergens_and_free.to_owned());
                    }
                    let chosen = value["option_groups"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str);
                    chosen
                        .filter(|id| !groups.contains(*id))
                        .for_each(|id| fault((words.no_group)(id)));
                }
                RowKind::Option => {
                    if !group.as_ref().is_some_and(|group| groups.contains(group)) {
                        fault(words.group_needed.to_owned());
                    }
                    if number("default_quantity") > number("max_quantity") {
                        fault(words.default_above_max.to_owned());
                    }
                }
                RowKind::Group => {
                    let options = lines
                        .iter()
                        .filter(|line| line.thing.1.as_deref() == Some(&id))
                        .map(|line| &line.thing.2);
                    let sum = |name: &str| {
                        options.clone().filter_map(|option| option[name].as_i64()).sum::<i64>()
                    };
                    if sum("max_quantity") < number("min").max(1) {
                        fault(words.too_few_options.to_owned());
                    }
                    if number("min") > number("max") || sum("default_quantity") > number("max") {
                        fault(words.max_too_small.to_owned());
                    }
                }
                RowKind::Category => {}
            }
        }
        self.faults.sort_by_key(|(at, _)| *at);
    }

    /// Adds the differences from the menu.
    pub(super) fn compare_with_menu(
        &mut self,
        lines: &[ParsedRow],
        known: &HashMap<(RowKind, String), EntityRecord>,
        menu: &Menu,
        lang: Lang,
    ) {
        let words = crate::admin::menu_editor::import::import_words(lang);
        for ParsedRow { at, thing } in lines {
            let (kind, group, value) = thing;
            let name = entity_label(*kind, value, lang);
            let Some((_, old_group, old)) = known.get(&(*kind, id_of(thing))) else {
                self.changes.push((*at, format!("{name}: {}", words.created)));
                continue;
            };
            let mut changed: Vec<String> = kind
                .fields()
                .iter()
                .filter_map(|field| describe_difference(field, (old, value), menu, lang))
                .collect();
            if group != old_group {
                changed.push(words.moved_to_group.to_owned());
            }
            if !changed.is_empty() {
                self.changes.push((*at, format!("{name}: {}", changed.join(", "))));
            }
        }
        let left: HashSet<(RowKind, String)> =
            lines.iter().map(|line| (line.thing.0, id_of(&line.thing))).collect();
        for (kind, _, old) in entity_records(menu) {
            let id = old["id"].as_str().unwrap_or_default().to_owned();
            if !left.contains(&(kind, id)) {
                self.changes
                    .push((0, format!("{}: {}", entity_label(kind, &old, lang), words.deleted)));
            }
        }
        for kind in RowKind::ALL {
            let (before, after) = (
                menu_sequence(kind, &entity_records(menu), &left),
                table_sequence(kind, lines, known),
            );
            if before != after {
                self.changes.push((0, (words.rearranged)(kind.kind_label(lang))));
            }
        }
    }
}

/// The kind and the name of something.
fn entity_label(kind: RowKind, thing: &Value, lang: Lang) -> String {
    let name = |tag: &str| thing["name"][tag].as_str().filter(|name| !name.is_empty());
    let name = name(lang.tag()).or_else(|| name(Lang::default().tag())).unwrap_or_default();
    format!("{} {name}", kind.kind_label(lang))
}

fn describe_difference(
    field: &MenuField,
    values: (&Value, &Value),
    menu: &Menu,
    lang: Lang,
) -> Option<String> {
    let old = field.value_text(values.0, menu);
    let new = field.value_text(values.1, menu);
    let value = |text: &str| display_text(field, text, menu, lang);
    (old != new).then(|| format!("{} {} → {}", field.label(lang), value(&old), value(&new)))
}

/// Ids that stay in the menu, in their sequence; options are sorted by their group.
fn menu_sequence(
    kind: RowKind,
    all: &[EntityRecord],
    left: &HashSet<(RowKind, String)>,
) -> Vec<String> {
    let same = all.iter().filter(|thing| thing.0 == kind && left.contains(&(kind, id_of(thing))));
    let mut ids: Vec<_> = same.map(|thing| (thing.1.clone(), id_of(thing))).collect();
    ids.sort_by(|(one, _), (other, _)| one.cmp(other));
    ids.into_iter().map(|(_, id)| id).collect()
}

fn table_sequence(
    kind: RowKind,
    lines: &[ParsedRow],
    known: &HashMap<(RowKind, String), EntityRecord>,
) -> Vec<String> {
    let old = lines.iter().filter_map(|line| {
        let id = id_of(&line.thing);
        let was = known.get(&(kind, id.clone()))?;
        (line.thing.0 == kind).then(|| (was.1.clone(), id))
    });
    let mut ids: Vec<_> = old.collect();
    ids.sort_by(|(one, _), (other, _)| one.cmp(other));
    ids.into_iter().map(|(_, id)| id).collect()
}
