//! Checks and differences that need all rows of a table.

use crate::{
    admin::{
        menu_editor::{
            fields::Field,
            import::{Kind, Line, Plan, Thing, id_of},
            inputs::shown,
            table::things,
        },
        words::menu_editor::import::ImportWords,
    },
    shared::ui::Lang,
};
use menu_api::Menu;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

impl Plan {
    /// Adds the faults between rows.
    pub(super) fn check(&mut self, lines: &[Line], menu: &Menu, words: &ImportWords) {
        let ids = |kind: Kind| -> HashSet<String> {
            lines.iter().filter(|line| line.thing.0 == kind).map(|line| id_of(&line.thing)).collect()
        };
        let (categories, groups) = (ids(Kind::Category), ids(Kind::Group));
        let lanes: HashSet<&str> = menu.store.lanes.iter().map(|lane| lane.id.as_str()).collect();
        let mut seen = HashSet::new();
        for Line { at, thing } in lines {
            let (kind, group, value) = thing;
            let id = id_of(thing);
            let mut fault = |text: String| self.faults.push((*at, text));
            if !seen.insert((*kind, id.clone())) {
                fault((words.doubled_id)(&id));
            }
            let text = |name: &str| value[name].as_str().unwrap_or_default();
            let number = |name: &str| value[name].as_i64().unwrap_or_default();
            match kind {
                Kind::Item => {
                    if !categories.contains(text("category")) {
                        fault((words.no_category)(text("category")));
                    }
                    if !lanes.contains(text("lane")) {
                        fault((words.no_lane)(text("lane")));
                    }
                    let has_allergens = value["allergens"].as_array().is_some_and(|all| !all.is_empty());
                    if has_allergens && value["allergen_free"] == true {
                        fault(words.allergens_and_free.to_owned());
                    }
                    let chosen =
                        value["option_groups"].as_array().into_iter().flatten().filter_map(Value::as_str);
                    chosen.filter(|id| !groups.contains(*id)).for_each(|id| fault((words.no_group)(id)));
                }
                Kind::Option => {
                    if !group.as_ref().is_some_and(|group| groups.contains(group)) {
                        fault(words.group_needed.to_owned());
                    }
                    if number("default_quantity") > number("max_quantity") {
                        fault(words.default_above_max.to_owned());
                    }
                }
                Kind::Group => {
                    let options = lines
                        .iter()
                        .filter(|line| line.thing.1.as_deref() == Some(&id))
                        .map(|line| &line.thing.2);
                    let sum =
                        |name: &str| options.clone().filter_map(|option| option[name].as_i64()).sum::<i64>();
                    if sum("max_quantity") < number("min").max(1) {
                        fault(words.too_few_options.to_owned());
                    }
                    if number("min") > number("max") || sum("default_quantity") > number("max") {
                        fault(words.max_too_small.to_owned());
                    }
                }
                Kind::Category => {}
            }
        }
        self.faults.sort_by_key(|(at, _)| *at);
    }

    /// Adds the differences from the menu.
    pub(super) fn compare(
        &mut self,
        lines: &[Line],
        known: &HashMap<(Kind, String), Thing>,
        menu: &Menu,
        lang: Lang,
    ) {
        let words = crate::admin::menu_editor::import::words(lang);
        for Line { at, thing } in lines {
            let (kind, group, value) = thing;
            let name = called(*kind, value, lang);
            let Some((_, old_group, old)) = known.get(&(*kind, id_of(thing))) else {
                self.changes.push((*at, format!("{name}: {}", words.created)));
                continue;
            };
            let mut changed: Vec<String> = kind
                .fields()
                .iter()
                .filter_map(|field| difference(field, (old, value), menu, lang))
                .collect();
            if group != old_group {
                changed.push(words.moved_to_group.to_owned());
            }
            if !changed.is_empty() {
                self.changes.push((*at, format!("{name}: {}", changed.join(", "))));
            }
        }
        let left: HashSet<(Kind, String)> =
            lines.iter().map(|line| (line.thing.0, id_of(&line.thing))).collect();
        for (kind, _, old) in things(menu) {
            let id = old["id"].as_str().unwrap_or_default().to_owned();
            if !left.contains(&(kind, id)) {
                self.changes.push((0, format!("{}: {}", called(kind, &old, lang), words.deleted)));
            }
        }
        for kind in Kind::ALL {
            let (before, after) = (order(kind, &things(menu), &left), order_of_lines(kind, lines, known));
            if before != after {
                self.changes.push((0, (words.rearranged)(kind.word(lang))));
            }
        }
    }
}

/// The kind and the name of something.
fn called(kind: Kind, thing: &Value, lang: Lang) -> String {
    let name = |tag: &str| thing["name"][tag].as_str().filter(|name| !name.is_empty());
    let name = name(lang.tag()).or_else(|| name(Lang::default().tag())).unwrap_or_default();
    format!("{} {name}", kind.word(lang))
}

fn difference(field: &Field, values: (&Value, &Value), menu: &Menu, lang: Lang) -> Option<String> {
    let (old, new) = (field.text(values.0, menu), field.text(values.1, menu));
    let value = |text: &str| shown(field, text, menu, lang);
    (old != new).then(|| format!("{} {} → {}", field.label(lang), value(&old), value(&new)))
}

/// Ids that stay in the menu, in their sequence; options are sorted by their group.
fn order(kind: Kind, all: &[Thing], left: &HashSet<(Kind, String)>) -> Vec<String> {
    let same = all.iter().filter(|thing| thing.0 == kind && left.contains(&(kind, id_of(thing))));
    let mut ids: Vec<_> = same.map(|thing| (thing.1.clone(), id_of(thing))).collect();
    ids.sort_by(|(one, _), (other, _)| one.cmp(other));
    ids.into_iter().map(|(_, id)| id).collect()
}

fn order_of_lines(kind: Kind, lines: &[Line], known: &HashMap<(Kind, String), Thing>) -> Vec<String> {
    let old = lines.iter().filter_map(|line| {
        let id = id_of(&line.thing);
        let was = known.get(&(kind, id.clone()))?;
        (line.thing.0 == kind).then(|| (was.1.clone(), id))
    });
    let mut ids: Vec<_> = old.collect();
    ids.sort_by(|(one, _), (other, _)| one.cmp(other));
    ids.into_iter().map(|(_, id)| id).collect()
}
