//! Texts of the counter in every language. One file per section holds its struct and one value per
//! language, so that a missing text is a compile error.
//!
//! A text is a field. A text with placeholders is a function, since languages put them in different
//! positions.

#[cfg(feature = "ssr")]
pub mod audit;
pub mod board;
#[cfg(feature = "ssr")]
pub mod common;
#[cfg(feature = "ssr")]
pub mod invalid_text;
#[cfg(feature = "ssr")]
pub mod menu_editor;
#[cfg(feature = "ssr")]
pub mod orders;
#[cfg(feature = "ssr")]
pub mod panels;
#[cfg(feature = "ssr")]
pub mod people;
#[cfg(feature = "ssr")]
pub mod printers;
#[cfg(feature = "ssr")]
pub mod reading;
#[cfg(feature = "ssr")]
pub mod reports;
#[cfg(feature = "ssr")]
pub mod store;
pub mod system;
#[cfg(feature = "ssr")]
pub mod walk_in;

use crate::shared::ui::Lang;

/// Defines [`StaffWords`] and its value per language.
macro_rules! sections {
    ($($(#[$cfg:meta])? $section:ident: $Words:ident,)+) => {
        /// All texts of the counter in one language. Sections that only the server renders are left
        /// out of the browser build.
        pub struct StaffWords {
            $($(#[$cfg])? pub $section: $section::$Words,)+
        }

        static KO: StaffWords = StaffWords { $($(#[$cfg])? $section: $section::KO,)+ };
        static EN: StaffWords = StaffWords { $($(#[$cfg])? $section: $section::EN,)+ };
    };
}

sections! {
    #[cfg(feature = "ssr")]
    audit: AuditWords,
    board: BoardWords,
    #[cfg(feature = "ssr")]
    common: CommonWords,
    #[cfg(feature = "ssr")]
    menu_editor: MenuEditorWords,
    #[cfg(feature = "ssr")]
    orders: OrdersWords,
    #[cfg(feature = "ssr")]
    panels: PanelWords,
    #[cfg(feature = "ssr")]
    people: PeopleWords,
    #[cfg(feature = "ssr")]
    printers: PrintersWords,
    #[cfg(feature = "ssr")]
    reading: ReadingWords,
    #[cfg(feature = "ssr")]
    reports: ReportsWords,
    #[cfg(feature = "ssr")]
    store: StoreWords,
    system: SystemWords,
    #[cfg(feature = "ssr")]
    walk_in: WalkInWords,
}

/// The counter's texts in `lang`.
pub fn staff_words(lang: Lang) -> &'static StaffWords {
    match lang {
        Lang::Ko => &KO,
        Lang::En => &EN,
    }
}

/// The counter's texts in the request's language.
#[cfg(feature = "ssr")]
pub fn page_words() -> &'static StaffWords {
    staff_words(crate::shared::ssr::request_lang())
}
