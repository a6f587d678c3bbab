//! Conversion between a menu and its rows. Availability is not in the bodies but in a table of its
//! own.

use super::RepositoryError;
use menu_api::{Availability, Menu, SoldOutUntil, Store};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use staff_api::text::{has_hidden, without_hidden};
use std::collections::BTreeMap;

/// Key of an availability: `item` or `option`, and the id.
pub(super) type Subject = (&'static str, String);
/// `hidden` or `sold_out`, and the time at which it ends, in milliseconds since 1970. Available
/// entities have no row.
pub(super) type State = (&'static str, Option<i64>);

/// Row of one category, item or option group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EntityRow {
    pub id: String,
    pub position: i64,
    pub body: Value,
}

/// All rows of one menu.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct MenuRows {
    pub store: Value,
    pub categories: Vec<EntityRow>,
    pub items: Vec<EntityRow>,
    pub option_groups: Vec<EntityRow>,
    pub availability: BTreeMap<Subject, State>,
}

impl MenuRows {
    pub fn from_menu(menu: &Menu) -> Result<Self, RepositoryError> {
        let mut availability = BTreeMap::new();
        let items = menu.items.iter().map(|i| ("item", i.id.to_string(), i.availability));
        let options = menu.option_groups.iter().flat_map(|group| &group.options);
        for (kind, id, is) in
            items.chain(options.map(|o| ("option", o.id.to_string(), o.availability)))
        {
            if let Some(state) = availability_state(is) {
                availability.insert((kind, id), state);
            }
        }
        let mut rows = Self {
            store: serde_json::to_value(&menu.store)?,
            categories: entity_rows(&menu.categories, |category| category.id.as_str())?,
            items: entity_rows(&menu.items, |item| item.id.as_str())?,
            option_groups: entity_rows(&menu.option_groups, |group| group.id.as_str())?,
            availability,
        };
        let items = rows.items.iter_mut().map(|row| &mut row.body);
        let options = rows
            .option_groups
            .iter_mut()
            .filter_map(|row| row.body.get_mut("options")?.as_array_mut());
        items.chain(options.flatten()).filter_map(Value::as_object_mut).for_each(|body| {
            body.remove("availability");
        });
        Ok(rows)
    }

    /// The menu that these rows hold.
    ///
    /// Hidden characters are left out of texts that were stored before such characters were
    /// refused; otherwise one of them would block every other change.
    pub fn into_menu(mut self, version: i64) -> Result<Menu, RepositoryError> {
        let lists =
            [&mut self.categories, &mut self.items, &mut self.option_groups].into_iter().flatten();
        lists.map(|row| &mut row.body).chain([&mut self.store]).for_each(remove_hidden);
        let mut menu = Menu {
            version,
            store: serde_json::from_value::<Store>(self.store)?,
            categories: read_bodies(self.categories)?,
            items: read_bodies(self.items)?,
            option_groups: read_bodies(self.option_groups)?,
        };
        let find = |kind, id: &str| {
            let state = self.availability.get(&(kind, id.to_owned()));
            state.map_or(Ok(Availability::Available), |state| read_availability(*state))
        };
        for item in &mut menu.items {
            item.availability = find("item", item.id.as_str())?;
        }
        for option in menu.option_groups.iter_mut().flat_map(|group| &mut group.options) {
            option.availability = find("option", option.id.as_str())?;
        }
        Ok(menu)
    }
}

/// Removes hidden characters from every text.
fn remove_hidden(value: &mut Value) {
    match value {
        Value::String(text) if has_hidden(text) => *text = without_hidden(text),
        Value::Array(all) => all.iter_mut().for_each(remove_hidden),
        Value::Object(fields) => fields.values_mut().for_each(remove_hidden),
        _ => {}
    }
}

fn entity_rows<T: Serialize>(
    all: &[T],
    id: fn(&T) -> &str,
) -> Result<Vec<EntityRow>, RepositoryError> {
    let rows = (0i64..).zip(all).map(|(position, one)| {
        Ok(EntityRow { id: id(one).to_owned(), position, body: serde_json::to_value(one)? })
    });
    rows.collect()
}

fn read_bodies<T: DeserializeOwned>(rows: Vec<EntityRow>) -> Result<Vec<T>, RepositoryError> {
    rows.into_iter().map(|row| Ok(serde_json::from_value(row.body)?)).collect()
}

fn availability_state(availability: Availability) -> Option<State> {
    match availability {
        Availability::Available => None,
        Availability::Hidden => Some(("hidden", None)),
        Availability::SoldOut { until: SoldOutUntil::Manual } => Some(("sold_out", None)),
        Availability::SoldOut { until: SoldOutUntil::Time(time) } => {
            Some(("sold_out", Some(time.as_millisecond())))
        }
    }
}

fn read_availability((state, until_ms): State) -> Result<Availability, RepositoryError> {
    let until = match until_ms {
        None => SoldOutUntil::Manual,
        Some(ms) => SoldOutUntil::Time(
            jiff::Timestamp::from_millisecond(ms)
                .map_err(|error| RepositoryError::Unreadable(error.to_string()))?,
        ),
    };
    Ok(if state == "hidden" { Availability::Hidden } else { Availability::SoldOut { until } })
}
