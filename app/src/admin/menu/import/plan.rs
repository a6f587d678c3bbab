//! Checks and differences that need all rows of a table.

use super::{Kind, Line, Plan, Thing, id_of};
use crate::admin::menu::{fields::Field, inputs::shown, table::things};
use menu_api::Menu;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

impl Plan {
    /// Adds the faults between rows.
    pub(super) fn check(&mut self, lines: &[Line], menu: &Menu) {
        let ids = |kind: Kind| -> HashSet<String> {
            lines.iter().filter(|line| line.thing.0 == kind).map(|line| id_of(&line.thing)).collect()
        };
        let (categories, groups) = (ids(Kind::Category), ids(Kind::Group));
        let lanes: HashSet<&str> = menu.store.lanes.iter().map(|lane| lane.id.as_str()).collect();
        let mut seen = HashSet::new();
        for Line { at, thing } in lines {
            let (kind, group, value) = thing;
            let id = id_of(thing);
            let mut fault = |words: String| self.faults.push((*at, words));
            if !seen.insert((*kind, id.clone())) {
                fault(format!("같은 id가 두 번 있어요: {id}"));
            }
            let text = |name: &str| value[name].as_str().unwrap_or_default();
            let number = |name: &str| value[name].as_i64().unwrap_or_default();
            match kind {
                Kind::Item => {
                    if !categories.contains(text("category")) {
                        fault(format!("없는 분류예요: {}", text("category")));
                    }
                    if !lanes.contains(text("lane")) {
                        fault(format!("없는 만드는 곳이에요: {}", text("lane")));
                    }
                    let has_allergens = value["allergens"].as_array().is_some_and(|all| !all.is_empty());
                    if has_allergens && value["allergen_free"] == true {
                        fault("알레르기 유발 성분을 적었으면 allergen_free는 비워 주세요.".to_owned());
                    }
                    let chosen =
                        value["option_groups"].as_array().into_iter().flatten().filter_map(Value::as_str);
                    chosen
                        .filter(|id| !groups.contains(*id))
                        .for_each(|id| fault(format!("없는 옵션이에요: {id}")));
                }
                Kind::Option => {
                    if !group.as_ref().is_some_and(|group| groups.contains(group)) {
                        fault("group 칸에 옵션의 id를 적어요.".to_owned());
                    }
                    if number("default_quantity") > number("max_quantity") {
                        fault("미리 골라 둘 개수가 하나에 많아야 고를 개수보다 많아요.".to_owned());
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
                        fault("선택지가 모자라서 적어도 고를 개수를 채울 수 없어요.".to_owned());
                    }
                    if number("min") > number("max") || sum("default_quantity") > number("max") {
                        fault("많아야 고를 개수가 너무 적어요.".to_owned());
                    }
                }
                Kind::Category => {}
            }
        }
        self.faults.sort_by_key(|(at, _)| *at);
    }

    /// Adds the differences from the menu.
    pub(super) fn compare(&mut self, lines: &[Line], known: &HashMap<(Kind, String), Thing>, menu: &Menu) {
        for Line { at, thing } in lines {
            let (kind, group, value) = thing;
            let name = format!("{} {}", kind.word(), value["name"]["ko"].as_str().unwrap_or_default());
            let Some((_, old_group, old)) = known.get(&(*kind, id_of(thing))) else {
                self.changes.push((*at, format!("{name}: 새로 만들어요")));
                continue;
            };
            let mut changed: Vec<String> =
                kind.fields().iter().filter_map(|field| difference(field, old, value, menu)).collect();
            if group != old_group {
                changed.push("다른 옵션으로 옮겨요".to_owned());
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
                let name = old["name"]["ko"].as_str().unwrap_or_default();
                self.changes.push((0, format!("{} {name}: 지워요", kind.word())));
            }
        }
        for kind in Kind::ALL {
            let (before, after) = (order(kind, &things(menu), &left), order_of_lines(kind, lines, known));
            if before != after {
                self.changes.push((0, format!("{}의 순서를 바꿔요", kind.word())));
            }
        }
    }
}

fn difference(field: &'static Field, old: &Value, new: &Value, menu: &Menu) -> Option<String> {
    let (old, new) = (field.text(old, menu), field.text(new, menu));
    let words = |text: &str| shown(field, text, menu);
    (old != new).then(|| format!("{} {} → {}", field.label, words(&old), words(&new)))
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
