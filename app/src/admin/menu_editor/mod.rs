//! The menu editor. Everything on the menu is edited as its fields, and a field is a text: forms
//! show texts, differences are found between texts, and the changed fields go to the menu service
//! as a merge patch. So the pages keep no menu of their own, and two people can change different
//! fields of the same thing at once.

mod csv_page;
mod draft;
mod edit_target;
mod edited_entity;
mod fields;
mod form;
mod form_page;
mod form_state;
mod import;
mod inputs;
mod list_page;
mod picture;
mod preview;
mod submit;
mod table;

pub use csv_page::{CsvPage, ImportOutcome, ImportPreview, import_table};
pub use draft::DRAFT;
pub use edit_target::EditTarget;
pub use form_page::EditPage;
pub use form_state::FormState;
pub use import::{InvalidFile, table_text_async};
pub use list_page::MenuEditorPage;
pub use picture::{PictureForm, set_picture};
pub use preview::{PreviewBar, PreviewMarker};
pub use submit::{SubmitOutcome, submit_form};
pub use table::write_table as table;
