//! The category, item, group or option that a page of the editor is about.

use crate::{
    admin::{
        menu_editor::fields::{CATEGORY, FIRST_OPTION, GROUP, ITEM, MenuField, OPTION},
        words::{menu_editor::MenuEditorWords, staff_words},
    },
    shared::ui::Lang,
};
use gateway::{MenuEdit, MenuEntityKind};
use menu_api::{Item, Menu};
use serde_json::{Value, json};
use uuid::Uuid;

/// Something on the menu, or something to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedEntity {
    pub what: EditedEntityKind,
    /// `None` is to be created.
    pub id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditedEntityKind {
    Category,
    Item,
    Group,
    /// An option of this group.
    Option(String),
}

/// What prevents the removal of something.
#[derive(Debug, Clone, Copy)]
pub enum RemovalObstacle<'a> {
    /// An item that uses it, and the number of others.
    Items(&'a Item, usize),
    /// It is the only option of its group.
    OnlyOption,
}

impl EditedEntity {
    /// Parses the address of its page, such as `/admin/menu/items/americano`.
    pub fn parse(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix("/admin/menu/")?.split('/').collect();
        let (what, id) = match parts[..] {
            ["categories", id] => (EditedEntityKind::Category, id),
            ["items", id] => (EditedEntityKind::Item, id),
            ["groups", id] => (EditedEntityKind::Group, id),
            ["groups", group, "options", id] => (EditedEntityKind::Option(group.to_owned()), id),
            _ => return None,
        };
        Some(Self { what, id: (id != "new").then(|| id.to_owned()) })
    }

    pub fn page_address(&self) -> String {
        let id = self.id.as_deref().unwrap_or("new");
        match &self.what {
            EditedEntityKind::Category => format!("/admin/menu/categories/{id}"),
            EditedEntityKind::Item => format!("/admin/menu/items/{id}"),
            EditedEntityKind::Group => format!("/admin/menu/groups/{id}"),
            EditedEntityKind::Option(group) => format!("/admin/menu/groups/{group}/options/{id}"),
        }
    }

    /// The page above it.
    pub fn parent_address(&self) -> String {
        match &self.what {
            EditedEntityKind::Option(group) => format!("/admin/menu/groups/{group}"),
            _ => "/admin/menu".to_owned(),
        }
    }

    pub fn page_title(&self, words: &MenuEditorWords) -> &'static str {
        match (&self.what, &self.id) {
            (EditedEntityKind::Category, Some(_)) => words.category,
            (EditedEntityKind::Category, None) => words.new_category,
            (EditedEntityKind::Item, Some(_)) => words.item,
            (EditedEntityKind::Item, None) => words.new_item,
            (EditedEntityKind::Group, Some(_)) => words.group,
            (EditedEntityKind::Group, None) => words.new_group,
            (EditedEntityKind::Option(_), Some(_)) => words.option,
            (EditedEntityKind::Option(_), None) => words.new_option,
        }
    }

    pub fn form_fields(&self) -> Vec<&'static MenuField> {
        match (&self.what, &self.id) {
            (EditedEntityKind::Category, _) => CATEGORY.iter().collect(),
            (EditedEntityKind::Item, _) => ITEM.iter().collect(),
            (EditedEntityKind::Group, Some(_)) => GROUP.iter().collect(),
            (EditedEntityKind::Group, None) => GROUP.iter().chain([&FIRST_OPTION]).collect(),
            (EditedEntityKind::Option(_), _) => OPTION.iter().collect(),
        }
    }

    /// Its value in `menu`, or `blank` for one to be created; `None` when the menu does not have
    /// it.
    pub fn find_value(&self, menu: &Menu, blank: &Value) -> Option<Value> {
        let group = |id: &str| menu.option_groups.iter().find(|group| group.id.as_str() == id);
        match (&self.what, self.id.as_deref()) {
            (EditedEntityKind::Option(of), None) => group(of).map(|_| blank.clone()),
            (_, None) => Some(blank.clone()),
            (EditedEntityKind::Category, Some(id)) => {
                json_of(menu.categories.iter().find(|one| one.id.as_str() == id)?)
            }
            (EditedEntityKind::Item, Some(id)) => {
                json_of(menu.items.iter().find(|one| one.id.as_str() == id)?)
            }
            (EditedEntityKind::Group, Some(id)) => json_of(group(id)?),
            (EditedEntityKind::Option(of), Some(id)) => {
                json_of(group(of)?.options.iter().find(|one| one.id.as_str() == id)?)
            }
        }
    }

    /// The defaults of a new one, under `category` if the address names one.
    pub fn default_value(&self, menu: &Menu, category: Option<&str>) -> Value {
        let category = category.or(menu.categories.first().map(|one| one.id.as_str()));
        let lane = menu.store.lanes.first().map(|lane| lane.id.as_str());
        match self.what {
            EditedEntityKind::Category => json!({}),
            EditedEntityKind::Item => {
                json!({ "category": category, "lane": lane, "prep_s": 60, "takes_cup": true })
            }
            EditedEntityKind::Group => json!({ "min": 0, "max": 1 }),
            EditedEntityKind::Option(_) => {
                json!({ "price_minor": 0, "max_quantity": 1, "default_quantity": 0 })
            }
        }
    }

    /// The id of a new one. The form carries it, so that repeating a request whose answer was lost
    /// does not create it twice.
    pub fn fresh_id(&self, fresh: Uuid) -> String {
        let kind = match self.what {
            EditedEntityKind::Category => "category",
            EditedEntityKind::Item => "item",
            EditedEntityKind::Group => "group",
            EditedEntityKind::Option(_) => "option",
        };
        let digits = fresh.simple().to_string();
        format!("{kind}-{}", &digits[digits.len() - 12..])
    }

    /// The edit that creates it from `made`.
    pub fn creation_edit(&self, menu: &Menu, mut made: Value, id: &str) -> Option<MenuEdit> {
        made["id"] = id.into();
        match &self.what {
            EditedEntityKind::Category => Some(MenuEdit::Create(MenuEntityKind::Category, made)),
            EditedEntityKind::Item => Some(MenuEdit::Create(MenuEntityKind::Item, made)),
            EditedEntityKind::Group => {
                let name = made.as_object_mut()?.remove(FIRST_OPTION.path)?;
                made["options"] = json!([{ "id": format!("{id}-1"), "name": { "ko": name } }]);
                Some(MenuEdit::Create(MenuEntityKind::OptionGroup, made))
            }
            EditedEntityKind::Option(of) => self.options_edit(menu, of, |all| all.push(made)),
        }
    }

    /// The edit that changes these fields.
    pub fn patch_edit(
        &self,
        menu: &Menu,
        changed: &[(&'static MenuField, Value)],
    ) -> Option<MenuEdit> {
        let id = self.id.clone()?;
        let mut patch = json!({});
        changed.iter().for_each(|(field, value)| field.set_patch(&mut patch, value.clone()));
        match &self.what {
            EditedEntityKind::Category => {
                Some(MenuEdit::Patch(MenuEntityKind::Category, id, patch))
            }
            EditedEntityKind::Item => Some(MenuEdit::Patch(MenuEntityKind::Item, id, patch)),
            EditedEntityKind::Group => {
                Some(MenuEdit::Patch(MenuEntityKind::OptionGroup, id, patch))
            }
            EditedEntityKind::Option(of) => self.options_edit(menu, of, |all| {
                let option = all.iter_mut().find(|option| option["id"] == *id);
                option.into_iter().for_each(|option| {
                    changed
                        .iter()
                        .for_each(|(field, value)| field.set_value(option, value.clone()));
                });
            }),
        }
    }

    pub fn deletion_edit(&self, menu: &Menu) -> Option<MenuEdit> {
        let id = self.id.clone()?;
        match &self.what {
            EditedEntityKind::Category => Some(MenuEdit::Delete(MenuEntityKind::Category, id)),
            EditedEntityKind::Item => Some(MenuEdit::Delete(MenuEntityKind::Item, id)),
            EditedEntityKind::Group => Some(MenuEdit::Delete(MenuEntityKind::OptionGroup, id)),
            EditedEntityKind::Option(of) => {
                self.options_edit(menu, of, |all| all.retain(|option| option["id"] != *id))
            }
        }
    }

    /// Replaces the options of a group as a whole, since a merge patch replaces lists.
    fn options_edit(
        &self,
        menu: &Menu,
        of: &str,
        change: impl FnOnce(&mut Vec<Value>),
    ) -> Option<MenuEdit> {
        let group = menu.option_groups.iter().find(|group| group.id.as_str() == of)?;
        let mut options: Vec<Value> = group.options.iter().filter_map(json_of).collect();
        change(&mut options);
        Some(MenuEdit::Patch(
            MenuEntityKind::OptionGroup,
            of.to_owned(),
            json!({ "options": options }),
        ))
    }

    /// What prevents its removal.
    pub fn removal_obstacle<'a>(&self, menu: &'a Menu) -> Option<RemovalObstacle<'a>> {
        let id = self.id.as_deref()?;
        let needs = |item: &&Item| match self.what {
            EditedEntityKind::Category => item.category.as_str() == id,
            EditedEntityKind::Group => item.option_groups.iter().any(|group| group.as_str() == id),
            EditedEntityKind::Item | EditedEntityKind::Option(_) => false,
        };
        if let EditedEntityKind::Option(of) = &self.what {
            let group = menu.option_groups.iter().find(|group| group.id.as_str() == of)?;
            return (group.options.len() == 1).then_some(RemovalObstacle::OnlyOption);
        }
        let mut items = menu.items.iter().filter(needs);
        let first = items.next()?;
        Some(RemovalObstacle::Items(first, items.count()))
    }
}

impl RemovalObstacle<'_> {
    /// The reason in words.
    pub fn reason_text(&self, lang: Lang) -> String {
        let words = &staff_words(lang).menu_editor;
        match self {
            Self::Items(first, others) => {
                (words.used_by)(first.name.in_language(lang.tag()), *others)
            }
            Self::OnlyOption => words.only_option.to_owned(),
        }
    }
}

/// Wire types always serialize.
fn json_of(one: &impl serde::Serialize) -> Option<Value> {
    serde_json::to_value(one).ok()
}
