//! Rules of a menu and of its changes, independent of HTTP and of the database.
//!
//! Every change is a function on a whole [`menu_api::Menu`], and the whole is validated afterwards:
//! no kind of change can miss a rule, and nothing invalid is ever stored, cached or sent.

pub mod arrangement;
pub mod availability;
pub(crate) mod bounds;
pub mod content;
pub mod decode;
pub mod draft;
pub mod entity;
mod fault;
pub mod merge_patch;
pub mod picture;
mod refusal;
pub mod store;
mod validate;

pub use entity::MenuEntity;
pub use fault::InvalidMenu;
pub use refusal::EditRefusal;
pub use validate::validate_menu;

use menu_api::Menu;

/// A change to a menu. A refused change may leave the menu half changed, so the caller works on a
/// copy.
pub type Edit<'a> = dyn Fn(&mut Menu) -> Result<(), EditRefusal> + Send + Sync + 'a;
