//! Texts of the counter in every language. One file per section holds its struct and one value per
//! language, so that a missing text is a compile error.
//!
//! A text is a field. A text with placeholders is a function, since languages put them in different
//! positions.

#[cfg(feature = "ssr")]
pub mod audit;
pub mod board;
pub mod common;
#[cfg(feature = "ssr")]
pub mod menu_editor;
#[cfg(feature = "ssr")]
pub mod orders;
#[cfg(feature = "ssr")]
pub mod people;
pub mod printers;
#[cfg(feature = "ssr")]
pub mod reading;
#[cfg(feature = "ssr")]
pub mod reports;
pub mod store;
pub mod system;
#[cfg(feature = "ssr")]
pub mod walk_in;

use crate::ui::Lang;

/// All texts of the counter in one language.
pub struct StaffWords {
    #[cfg(feature = "ssr")]
    pub audit: audit::AuditWords,
    pub board: board::BoardWords,
    pub common: common::CommonWords,
    #[cfg(feature = "ssr")]
    pub menu_editor: menu_editor::MenuEditorWords,
    #[cfg(feature = "ssr")]
    pub orders: orders::OrdersWords,
    #[cfg(feature = "ssr")]
    pub people: people::PeopleWords,
    pub printers: printers::PrintersWords,
    #[cfg(feature = "ssr")]
    pub reading: reading::ReadingWords,
    #[cfg(feature = "ssr")]
    pub reports: reports::ReportsWords,
    pub store: store::StoreWords,
    pub system: system::SystemWords,
    #[cfg(feature = "ssr")]
    pub walk_in: walk_in::WalkInWords,
}

static KO: StaffWords = StaffWords {
    #[cfg(feature = "ssr")]
    audit: audit::KO,
    board: board::KO,
    common: common::KO,
    #[cfg(feature = "ssr")]
    menu_editor: menu_editor::KO,
    #[cfg(feature = "ssr")]
    orders: orders::KO,
    #[cfg(feature = "ssr")]
    people: people::KO,
    printers: printers::KO,
    #[cfg(feature = "ssr")]
    reading: reading::KO,
    #[cfg(feature = "ssr")]
    reports: reports::KO,
    store: store::KO,
    system: system::KO,
    #[cfg(feature = "ssr")]
    walk_in: walk_in::KO,
};

static EN: StaffWords = StaffWords {
    #[cfg(feature = "ssr")]
    audit: audit::EN,
    board: board::EN,
    common: common::EN,
    #[cfg(feature = "ssr")]
    menu_editor: menu_editor::EN,
    #[cfg(feature = "ssr")]
    orders: orders::EN,
    #[cfg(feature = "ssr")]
    people: people::EN,
    printers: printers::EN,
    #[cfg(feature = "ssr")]
    reading: reading::EN,
    #[cfg(feature = "ssr")]
    reports: reports::EN,
    store: store::EN,
    system: system::EN,
    #[cfg(feature = "ssr")]
    walk_in: walk_in::EN,
};

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
    staff_words(crate::ssr::lang())
}
