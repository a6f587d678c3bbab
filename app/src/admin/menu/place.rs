//! The category, item, group or option that a page of the editor is about.

use super::fields::{CATEGORY, FIRST_OPTION, Field, GROUP, ITEM, OPTION};
use gateway::{Edit, Kind};
use menu_api::Menu;
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

    pub fn title(&self) -> &'static str {
        match (&self.what, &self.id) {
            (What::Category, Some(_)) => "분류",
            (What::Category, None) => "새 분류",
            (What::Item, Some(_)) => "메뉴",
            (What::Item, None) => "새 메뉴",
            (What::Group, Some(_)) => "옵션",
            (What::Group, None) => "새 옵션",
            (What::Option(_), Some(_)) => "선택지",
            (What::Option(_), None) => "새 선택지",
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

    /// Why it cannot be removed, in words: the items that use it, or that it is a group's only
    /// option.
    pub fn needed_by(&self, menu: &Menu) -> Option<String> {
        let id = self.id.as_deref()?;
        let names = |needs: &dyn Fn(&menu_api::Item) -> bool| {
            menu.items.iter().filter(|item| needs(item)).map(|item| item.name.ko.clone()).collect::<Vec<_>>()
        };
        let by = match &self.what {
            What::Category => names(&|item| item.category.as_str() == id),
            What::Group => names(&|item| item.option_groups.iter().any(|group| group.as_str() == id)),
            What::Item => Vec::new(),
            What::Option(of) => {
                let group = menu.option_groups.iter().find(|group| group.id.as_str() == of)?;
                return (group.options.len() == 1).then(|| "하나뿐인 선택지라서 지울 수 없어요.".to_owned());
            }
        };
        match by.as_slice() {
            [] => None,
            [one] => Some(format!("{one}에 쓰이고 있어서 지울 수 없어요.")),
            [one, others @ ..] => {
                Some(format!("{one} 외 {}개에 쓰이고 있어서 지울 수 없어요.", others.len()))
            }
        }
    }
}

/// Wire types always serialize.
fn json_of(one: &impl serde::Serialize) -> Option<Value> {
    serde_json::to_value(one).ok()
}
