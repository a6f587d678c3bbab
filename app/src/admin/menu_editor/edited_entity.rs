//! The category, item, group or option that a page of the editor is about.

use crate::{
    admin::{
        menu_editor::fields::{CATEGORY, FIRST_OPTION, Field, GROUP, ITEM, OPTION},
        words::{menu_editor::MenuEditorWords, staff_words},
    },
    shared::ui::Lang,
};
use gateway::{Edit, Kind};
use menu_api::{Item, Menu};
use serde_json::{Value, json};
use uuid::Uuid;

/// Something on the menu, or something to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub what: What,
    /// `None` is to be created.
    pub id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Category,
    Item,
    Group,
    /// An option of this group.
    Option(String),
}

/// What prevents the removal of something.
#[derive(Debug, Clone, Copy)]
pub enum Need<'a> {
    /// An item that uses it, and the number of others.
    Items(&'a Item, usize),
    /// It is the only option of its group.
    OnlyOption,
}

impl Place {
    /// Parses the address of its page, such as `/admin/menu/items/americano`.
    pub fn parse(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix("/admin/menu/")?.split('/').collect();
        let (what, id) = match parts[..] {
            ["categories", id] => (What::Category, id),
            ["items", id] => (What::Item, id),
            ["groups", id] => (What::Group, id),
            ["groups", group, "options", id] => (What::Option(group.to_owned()), id),
            _ => return None,
        };
        Some(Self { what, id: (id != "new").then(|| id.to_owned()) })
    }

    pub fn address(&self) -> String {
        let id = self.id.as_deref().unwrap_or("new");
        match &self.what {
            What::Category => format!("/admin/menu/categories/{id}"),
            What::Item => format!("/admin/menu/items/{id}"),
            What::Group => format!("/admin/menu/groups/{id}"),
            What::Option(group) => format!("/admin/menu/groups/{group}/options/{id}"),
        }
    }

    /// The page above it.
    pub fn parent(&self) -> String {
        match &self.what {
            What::Option(group) => format!("/admin/menu/groups/{group}"),
            _ => "/admin/menu".to_owned(),
        }
    }

    pub fn title(&self, words: &MenuEditorWords) -> &'static str {
        match (&self.what, &self.id) {
            (What::Category, Some(_)) => words.category,
            (What::Category, None) => words.new_category,
            (What::Item, Some(_)) => words.item,
            (What::Item, None) => words.new_item,
            (What::Group, Some(_)) => words.group,
            (What::Group, None) => words.new_group,
            (What::Option(_), Some(_)) => words.option,
            (What::Option(_), None) => words.new_option,
        }
    }

    pub fn fields(&self) -> Vec<&'static Field> {
        match (&self.what, &self.id) {
            (What::Category, _) => CATEGORY.iter().collect(),
            (What::Item, _) => ITEM.iter().collect(),
            (What::Group, Some(_)) => GROUP.iter().collect(),
            (What::Group, None) => GROUP.iter().chain([&FIRST_OPTION]).collect(),
            (What::Option(_), _) => OPTION.iter().collect(),
        }
    }

    /// Its value in `menu`, or `blank` for one to be created; `None` when the menu does not have
    /// it.
    pub fn find(&self, menu: &Menu, blank: &Value) -> Option<Value> {
        let group = |id: &str| menu.option_groups.iter().find(|group| group.id.as_str() == id);
        match (&self.what, self.id.as_deref()) {
            (What::Option(of), None) => group(of).map(|_| blank.clone()),
            (_, None) => Some(blank.clone()),
            (What::Category, Some(id)) => json_of(menu.categories.iter().find(|one| one.id.as_str() == id)?),
            (What::Item, Some(id)) => json_of(menu.items.iter().find(|one| one.id.as_str() == id)?),
            (What::Group, Some(id)) => json_of(group(id)?),
            (What::Option(of), Some(id)) => {
                json_of(group(of)?.options.iter().find(|one| one.id.as_str() == id)?)
            }
        }
    }

    /// The defaults of a new one, under `category` if the address names one.
    pub fn blank(&self, menu: &Menu, category: Option<&str>) -> Value {
        let category = category.or(menu.categories.first().map(|one| one.id.as_str()));
        let lane = menu.store.lanes.first().map(|lane| lane.id.as_str());
        match self.what {
            What::Category => json!({}),
            What::Item => json!({ "category": category, "lane": lane, "prep_s": 60, "takes_cup": true }),
            What::Group => json!({ "min": 0, "max": 1 }),
            What::Option(_) => json!({ "price_minor": 0, "max_quantity": 1, "default_quantity": 0 }),
        }
    }

    /// The id of a new one. The form carries it, so that repeating a request whose answer was lost
    /// does not create it twice.
    pub fn fresh_id(&self, fresh: Uuid) -> String {
        let kind = match self.what {
            What::Category => "category",
            What::Item => "item",
            What::Group => "group",
            What::Option(_) => "option",
        };
        let digits = fresh.simple().to_string();
        format!("{kind}-{}", &digits[digits.len() - 12..])
    }

    /// The edit that creates it from `made`.
    pub fn create(&self, menu: &Menu, mut made: Value, id: &str) -> Option<Edit> {
        made["id"] = id.into();
        match &self.what {
            What::Category => Some(Edit::Create(Kind::Category, made)),
            What::Item => Some(Edit::Create(Kind::Item, made)),
            What::Group => {
                let name = made.as_object_mut()?.remove(FIRST_OPTION.path)?;
                made["options"] = json!([{ "id": format!("{id}-1"), "name": { "ko": name } }]);
                Some(Edit::Create(Kind::OptionGroup, made))
            }
            What::Option(of) => self.options(menu, of, |all| all.push(made)),
        }
    }

    /// The edit that changes these fields.
    pub fn patch(&self, menu: &Menu, changed: &[(&'static Field, Value)]) -> Option<Edit> {
        let id = self.id.clone()?;
        let mut patch = json!({});
        changed.iter().for_each(|(field, value)| field.set_patch(&mut patch, value.clone()));
        match &self.what {
            What::Category => Some(Edit::Patch(Kind::Category, id, patch)),
            What::Item => Some(Edit::Patch(Kind::Item, id, patch)),
            What::Group => Some(Edit::Patch(Kind::OptionGroup, id, patch)),
            What::Option(of) => self.options(menu, of, |all| {
                let option = all.iter_mut().find(|option| option["id"] == *id);
                option.into_iter().for_each(|option| {
                    changed.iter().for_each(|(field, value)| field.set(option, value.clone()));
                });
            }),
        }
    }

    pub fn delete(&self, menu: &Menu) -> Option<Edit> {
        let id = self.id.clone()?;
        match &self.what {
            What::Category => Some(Edit::Delete(Kind::Category, id)),
            What::Item => Some(Edit::Delete(Kind::Item, id)),
            What::Group => Some(Edit::Delete(Kind::OptionGroup, id)),
            What::Option(of) => self.options(menu, of, |all| all.retain(|option| option["id"] != *id)),
        }
    }

    /// Replaces the options of a group as a whole, since a merge patch replaces lists.
    fn options(&self, menu: &Menu, of: &str, change: impl FnOnce(&mut Vec<Value>)) -> Option<Edit> {
        let group = menu.option_groups.iter().find(|group| group.id.as_str() == of)?;
        let mut options: Vec<Value> = group.options.iter().filter_map(json_of).collect();
        change(&mut options);
        Some(Edit::Patch(Kind::OptionGroup, of.to_owned(), json!({ "options": options })))
    }

    /// What prevents its removal.
    pub fn needed_by<'a>(&self, menu: &'a Menu) -> Option<Need<'a>> {
        let id = self.id.as_deref()?;
        let needs = |item: &&Item| match self.what {
            What::Category => item.category.as_str() == id,
            What::Group => item.option_groups.iter().any(|group| group.as_str() == id),
            What::Item | What::Option(_) => false,
        };
        if let What::Option(of) = &self.what {
            let group = menu.option_groups.iter().find(|group| group.id.as_str() == of)?;
            return (group.options.len() == 1).then_some(Need::OnlyOption);
        }
        let mut items = menu.items.iter().filter(needs);
        let first = items.next()?;
        Some(Need::Items(first, items.count()))
    }
}

impl Need<'_> {
    /// The reason in words.
    pub fn text(&self, lang: Lang) -> String {
        let words = &staff_words(lang).menu_editor;
        match self {
            Self::Items(first, others) => (words.used_by)(first.name.of(lang.tag()), *others),
            Self::OnlyOption => words.only_option.to_owned(),
        }
    }
}

/// Wire types always serialize.
fn json_of(one: &impl serde::Serialize) -> Option<Value> {
    serde_json::to_value(one).ok()
}
