//! Texts of the menu editor.

/// Texts of the menu editor.
pub struct MenuEditorWords {}

pub(super) const KO: MenuEditorWords = MenuEditorWords {};

pub(super) const EN: MenuEditorWords = MenuEditorWords {};
