//! Create, patch and delete, the same for categories, items and option groups.

use super::{EditRefusal, decode::decode_entity, merge_patch::merge_patch};
use menu_api::{Category, CategoryId, Item, ItemId, Menu, OptionGroup, OptionGroupId};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::fmt::Display;

/// One of the three kinds of entities that staff edit.
pub trait MenuEntity: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Type of its identifier.
    type Id: Clone + PartialEq + Display + Send + Sync;
    /// Name of the kind, for messages.
    const NAME: &'static str;

    fn id(&self) -> &Self::Id;
    /// All entities of the kind, in order.
    fn all(menu: &Menu) -> &[Self];
    /// All entities of the kind, mutable.
    fn all_mut(menu: &mut Menu) -> &mut Vec<Self>;
}

macro_rules! entity {
    ($type:ty, $id:ty, $list:ident, $name:literal) => {
        impl MenuEntity for $type {
            type Id = $id;
            const NAME: &'static str = $name;

            fn id(&self) -> &$id {
                &self.id
            }
            fn all(menu: &Menu) -> &[Self] {
                &menu.$list
            }
            fn all_mut(menu: &mut Menu) -> &mut Vec<Self> {
                &mut menu.$list
            }
        }
    };
}
entity!(Category, CategoryId, categories, "category");
entity!(Item, ItemId, items, "item");
entity!(OptionGroup, OptionGroupId, option_groups, "option group");

/// Appends `entity` to the list of its kind.
///
/// # Errors
/// [`EditRefusal::IdTaken`].
pub fn create_entity<E: MenuEntity>(menu: &mut Menu, entity: &E) -> Result<(), EditRefusal> {
    if E::all(menu).iter().any(|other| other.id() == entity.id()) {
        return Err(EditRefusal::IdTaken(entity.id().to_string()));
    }
    E::all_mut(menu).push(entity.clone());
    Ok(())
}

/// Merges `patch` (RFC 7396) into the entity with this id; its position stays.
///
/// # Errors
/// [`EditRefusal::NotFound`]; [`EditRefusal::InvalidBody`] when the result does not decode;
/// [`EditRefusal::InvalidMenu`] when the patch would change the id, which carts and links refer to.
pub fn patch_entity<E: MenuEntity>(
    menu: &mut Menu,
    id: &E::Id,
    patch: &Value,
) -> Result<(), EditRefusal> {
    let entity =
        E::all_mut(menu).iter_mut().find(|e| e.id() == id).ok_or(EditRefusal::NotFound(E::NAME))?;
    let old = serde_json::to_value(&*entity)
        .map_err(|error| EditRefusal::InvalidBody(error.to_string()))?;
    let patched: E = decode_entity(merge_patch(old, patch.clone()))?;
    if patched.id() != id {
        return Err(EditRefusal::InvalidMenu(
            format!("the id of {} {id} cannot change", E::NAME).into(),
        ));
    }
    *entity = patched;
    Ok(())
}

/// Removes the entity with this id. The validation of the whole menu finds remaining references to
/// it.
///
/// # Errors
/// [`EditRefusal::NotFound`].
pub fn delete_entity<E: MenuEntity>(menu: &mut Menu, id: &E::Id) -> Result<(), EditRefusal> {
    let all = E::all_mut(menu);
    let before = all.len();
    all.retain(|e| e.id() != id);
    if all.len() == before { Err(EditRefusal::NotFound(E::NAME)) } else { Ok(()) }
}
