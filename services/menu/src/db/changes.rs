//! Audit entries of a change, one or more for each changed entity.
//!
//! They are the differences between the rows before and after the change, so no kind of change can
//! be left out.

use super::rows::{EntityRow, MenuRows};
use db_kit::audit::AuditRecord;
use serde_json::{Map, Value, json};

/// The differences of the two menus; `scope`, such as `draft.`, is the prefix of every action.
pub(super) fn audit_records(scope: &str, old: &MenuRows, new: &MenuRows) -> Vec<AuditRecord> {
    let mut entries = Vec::new();
    if let Some((before, after)) = changed_fields(&old.store, &new.store) {
        let subject = new.store.get("id").and_then(Value::as_str).unwrap_or_default();
        entries.push(audit_record(scope, "store", "change", subject, Some(before), Some(after)));
    }
    for (entity, old, new) in [
        ("category", &old.categories, &new.categories),
        ("item", &old.items, &new.items),
        ("option_group", &old.option_groups, &new.option_groups),
    ] {
        entries.extend(entity_audit_records(scope, entity, old, new));
    }
    let subjects = old
        .availability
        .keys()
        .chain(new.availability.keys().filter(|subject| !old.availability.contains_key(*subject)));
    for subject in subjects {
        let [before, after] = [old, new].map(|rows| {
            let (state, until_ms) =
                rows.availability.get(subject).copied().unwrap_or(("available", None));
            json!({ "state": state, "until_ms": until_ms })
        });
        if before != after {
            entries.push(audit_record(
                scope,
                subject.0,
                "availability",
                &subject.1,
                Some(before),
                Some(after),
            ));
        }
    }
    entries
}

fn audit_record(
    scope: &str,
    entity: &str,
    verb: &str,
    subject: &str,
    before: Option<Value>,
    after: Option<Value>,
) -> AuditRecord {
    AuditRecord {
        action: format!("{scope}{entity}.{verb}"),
        subject: subject.to_owned(),
        before,
        after,
    }
}

fn entity_audit_records(
    scope: &str,
    entity: &str,
    old: &[EntityRow],
    new: &[EntityRow],
) -> Vec<AuditRecord> {
    let find = |all: &[EntityRow], id: &str| {
        all.iter().find(|row| row.id == id).map(|row| row.body.clone())
    };
    let gone = old.iter().filter(|row| find(new, &row.id).is_none());
    let gone = gone
        .map(|row| audit_record(scope, entity, "remove", &row.id, Some(row.body.clone()), None));
    let changed = new.iter().filter_map(|row| match find(old, &row.id) {
        None => Some(audit_record(scope, entity, "add", &row.id, None, Some(row.body.clone()))),
        Some(before) => changed_fields(&before, &row.body).map(|(before, after)| {
            audit_record(scope, entity, "change", &row.id, Some(before), Some(after))
        }),
    });
    let mut entries: Vec<_> = gone.chain(changed).collect();
    // Compares only the rows that are in both lists: did their order change?
    let order = |all: &[EntityRow], other: &[EntityRow]| -> Vec<String> {
        all.iter().filter(|row| find(other, &row.id).is_some()).map(|row| row.id.clone()).collect()
    };
    let before = order(old, new);
    let after = order(new, old);
    if before != after {
        entries.push(audit_record(
            scope,
            entity,
            "arrange",
            "",
            Some(json!(before)),
            Some(json!(after)),
        ));
    }
    entries
}

/// The fields that differ, with their old and with their new values; `None` when none differs.
fn changed_fields(old: &Value, new: &Value) -> Option<(Value, Value)> {
    let none = Map::new();
    let [old, new] = [old, new].map(|value| value.as_object().unwrap_or(&none));
    let differing = |of: &Map<String, Value>, other: &Map<String, Value>| -> Map<String, Value> {
        let differ = of.iter().filter(|(field, value)| other.get(*field) != Some(value));
        differ.map(|(field, value)| (field.clone(), value.clone())).collect()
    };
    let before = differing(old, new);
    let after = differing(new, old);
    (before != after).then(|| (before.into(), after.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed;
    use menu_api::{Availability, Menu, StoreId};

    fn menu() -> Menu {
        seed::parse(seed::BUILT_IN, StoreId::default()).unwrap()
    }

    fn told(change: impl FnOnce(&mut Menu)) -> Vec<(String, Option<String>, Option<String>)> {
        let old = menu();
        let mut new = menu();
        change(&mut new);
        let entries = audit_records(
            "",
            &MenuRows::from_menu(&old).unwrap(),
            &MenuRows::from_menu(&new).unwrap(),
        );
        let text = |value: Option<Value>| value.map(|value| value.to_string());
        entries
            .into_iter()
            .map(|entry| (entry.action, text(entry.before), text(entry.after)))
            .collect()
    }

    #[test]
    fn each_kind_of_change_says_what_was_and_what_is() {
        assert_eq!(told(|_| ()), []);
        let price = menu().items[0].price_minor;
        let dearer = told(|menu| menu.items[0].price_minor += 500);
        let fields = |price: i64| Some(format!("{{\"price_minor\":{price}}}"));
        assert_eq!(dearer, [("item.change".to_owned(), fields(price), fields(price + 500))]);
        let actions = |change: fn(&mut Menu)| {
            told(change).into_iter().map(|(action, ..)| action).collect::<Vec<_>>()
        };
        assert_eq!(actions(|menu| menu.store.tax_percent = 5), ["store.change"]);
        assert_eq!(actions(|menu| menu.items.swap(0, 1)), ["item.arrange"]);
        assert_eq!(actions(|menu| drop(menu.items.remove(0))), ["item.remove"]);
        assert_eq!(
            actions(|menu| menu.items[0].availability = Availability::Hidden),
            ["item.availability"]
        );
        let made = actions(|menu| {
            let mut item = menu.items[0].clone();
            item.id = "one-more".parse().unwrap();
            menu.items.push(item);
        });
        assert_eq!(made, ["item.add"]);
    }
}
