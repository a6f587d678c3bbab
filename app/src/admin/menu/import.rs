//! A table read as what the menu shall be: what it would change, line by line, and whatever is wrong with it, before anything is
//! written. The same table and the same menu make the same plan, so what was shown is what is done.

use super::{
    fields::Field,
    inputs::{mending, shown},
    place::Place,
    table::{HEAD, Kind, Thing, columns, things},
};
use crate::ssr::unguard_formulas;
use menu_api::{Menu, OptionGroupId};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// What a table comes to.
#[derive(Debug, Default)]
pub struct Plan {
    /// The line (0 for the whole) and what is wrong there; with any nothing is written.
    pub faults: Vec<(u64, String)>,
    /// The line (0 for what is not in the table) and what becomes of it.
    pub changes: Vec<(u64, String)>,
    /// What shall be sold.
    pub content: Value,
}

/// One line that could be read.
struct Line {
    at: u64,
    thing: Thing,
}

/// Reads `table` against `menu`.
pub fn read(table: &str, menu: &Menu) -> Plan {
    let mut plan = Plan::default();
    let table = table.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_owned()).collect(),
        Err(error) => return plan.with_fault(1, format!("읽을 수 없어요: {error}")),
    };
    if let Some(fault) = fault_of(&header) {
        return plan.with_fault(1, fault);
    }
    let known: HashMap<(Kind, String), Thing> =
        things(menu).into_iter().map(|thing| ((thing.0, id_of(&thing)), thing)).collect();
    let mut lines: Vec<Line> = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let at = record.position().map_or(0, csv::Position::line);
                let record = record.iter().map(unguard_formulas).collect();
                let cells = Cells { header: &header, record: &record, at, menu };
                lines.extend(cells.line(&known, &mut plan));
            }
            Err(error) => {
                let at = error.position().map_or(0, csv::Position::line);
                plan.faults.push((at, "줄을 읽을 수 없어요.".to_owned()));
            }
        }
    }
    plan.check(&lines, menu);
    plan.compare(&lines, &known, menu);
    plan.content = content(&lines);
    plan
}

fn fault_of(header: &[String]) -> Option<String> {
    let columns = columns();
    let unknown =
        header.iter().find(|name| !HEAD.iter().chain(&columns).any(|known| *known == name.as_str()));
    let doubled = header.iter().enumerate().find(|(at, name)| header[..*at].contains(name));
    match (unknown, doubled) {
        (Some(name), _) => Some(format!("모르는 칸이에요: {name}")),
        (None, Some((_, name))) => Some(format!("두 번 있는 칸이에요: {name}")),
        _ => HEAD[..2]
            .iter()
            .find(|name| !header.iter().any(|other| other == *name))
            .map(|name| format!("{name} 칸이 없어요.")),
    }
}

fn id_of(thing: &Thing) -> String {
    thing.2["id"].as_str().unwrap_or_default().to_owned()
}

/// One line of the table.
struct Cells<'a> {
    header: &'a [String],
    record: &'a csv::StringRecord,
    at: u64,
    menu: &'a Menu,
}

impl Cells<'_> {
    fn cell(&self, name: &str) -> Option<&str> {
        let at = self.header.iter().position(|other| other == name)?;
        Some(self.record.get(at).unwrap_or_default())
    }

    fn line(&self, known: &HashMap<(Kind, String), Thing>, plan: &mut Plan) -> Option<Line> {
        if self.record.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let mut fault = |words: String| plan.faults.push((self.at, words));
        if self.record.len() > self.header.len() {
            fault("칸이 너무 많아요.".to_owned());
        }
        let word = self.cell("kind").unwrap_or_default().trim();
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.name() == word) else {
            fault(format!("kind 칸에는 category, item, group, option 중 하나를 적어요: {word}"));
            return None;
        };
        let id = self.id(kind);
        if id.parse::<OptionGroupId>().is_err() {
            fault(format!("id는 영문 소문자, 숫자, -로 48자까지예요: {id}"));
            return None;
        }
        let old = known.get(&(kind, id.clone()));
        let mut thing = old.map_or_else(|| blank(kind, self.menu), |(_, _, thing)| thing.clone());
        thing["id"] = id.into();
        for field in kind.fields() {
            if let Some(words) = self.set(field, &mut thing, old) {
                fault(words);
            }
        }
        let others = columns();
        let foreign = others.iter().find(|path| {
            !kind.fields().iter().any(|field| field.path == **path)
                && self.cell(path).is_some_and(|cell| !cell.trim().is_empty())
        });
        if let Some(path) = foreign {
            fault(format!("{}에는 {path} 칸을 쓰지 않아요.", kind.word()));
        }
        let group = (kind == Kind::Option).then(|| self.cell("group").unwrap_or_default().trim().to_owned());
        Some(Line { at: self.at, thing: (kind, group, thing) })
    }

    /// Its own, else one that is made of where and what it is: the same for the same table.
    fn id(&self, kind: Kind) -> String {
        let id = self.cell("id").unwrap_or_default().trim();
        if !id.is_empty() {
            return id.to_owned();
        }
        let name = self.cell("name.ko").unwrap_or_default();
        let seed = format!("{} {name}", self.at);
        // FNV-1a
        let digest = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{}-{digest:016x}", kind.name())
    }

    /// Puts a cell where it belongs, unless it says what is there already; what is wrong with it otherwise.
    fn set(&self, field: &'static Field, thing: &mut Value, old: Option<&Thing>) -> Option<String> {
        let cell = self.cell(field.path).map(|cell| field.tidy(cell));
        let text = match (cell, old) {
            (None, Some(_)) => return None,
            (cell, None) => cell.unwrap_or_default(),
            (Some(cell), Some((_, _, old))) if cell == field.text(old, self.menu) => return None,
            (Some(cell), Some(_)) => cell,
        };
        // Of something new, what is not said is as it mostly is.
        if old.is_none() && text.is_empty() && !field.text(thing, self.menu).is_empty() {
            return None;
        }
        match field.value(&text, self.menu) {
            Some(value) if old.is_none() && value.is_null() => None,
            Some(value) => {
                field.set(thing, value);
                None
            }
            None => Some(format!("{}: {}", field.label, mending(field))),
        }
    }
}

fn blank(kind: Kind, menu: &Menu) -> Value {
    let path = match kind {
        Kind::Category => "/admin/menu/categories/new",
        Kind::Item => "/admin/menu/items/new",
        Kind::Group => "/admin/menu/groups/new",
        Kind::Option => "/admin/menu/groups/any/options/new",
    };
    let mut blank = Place::parse(path).map(|place| place.blank(menu, None)).unwrap_or_default();
    blank["availability"] = match kind {
        Kind::Item | Kind::Option => json!({ "state": "available" }),
        Kind::Category | Kind::Group => return blank,
    };
    blank
}

impl Plan {
    fn with_fault(mut self, at: u64, words: String) -> Self {
        self.faults.push((at, words));
        self
    }

    /// What no line can see by itself.
    fn check(&mut self, lines: &[Line], menu: &Menu) {
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

    fn compare(&mut self, lines: &[Line], known: &HashMap<(Kind, String), Thing>, menu: &Menu) {
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

/// Those that stay, as they stand; options by their group.
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

/// As the menu service is told it.
fn content(lines: &[Line]) -> Value {
    let all = |kind: Kind| lines.iter().filter(move |line| line.thing.0 == kind).map(|line| &line.thing);
    let groups = all(Kind::Group).map(|thing| {
        let (mut group, id) = (thing.2.clone(), id_of(thing));
        let options = all(Kind::Option).filter(|option| option.1.as_deref() == Some(&id));
        group["options"] = options.map(|option| option.2.clone()).collect();
        group
    });
    json!({
        "categories": all(Kind::Category).map(|thing| thing.2.clone()).collect::<Vec<_>>(),
        "items": all(Kind::Item).map(|thing| thing.2.clone()).collect::<Vec<_>>(),
        "option_groups": groups.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests;
