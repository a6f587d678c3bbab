//! Patches the rows of an open menu page.

use crate::{
    client::{
        menu::updates::{MenuRow, MenuUpdate},
        parts::dom::{find_all_on_page, find_all_within, find_within, update_text},
    },
    shared::ui::english_name,
    shared::ui::foreign_tag,
};
use leptos::prelude::document;
use web_sys::Element;

/// Patches the page's rows for a reader of `lang`. A row that is missing from a complete update is
/// marked as sold out.
pub fn patch_rows(news: &MenuUpdate, lang: &str) {
    for element in find_all_on_page("[data-item]") {
        let id = element.get_attribute("data-item").unwrap_or_default();
        match news.rows.iter().find(|row| row.id == id) {
            Some(row) => patch_row(&element, row, lang),
            None if news.whole => mark_sold_out(&element, true),
            None => {}
        }
    }
}

fn mark_sold_out(element: &Element, gone: bool) {
    let _ = element.toggle_attribute_with_force("data-sold-out", gone);
}

fn patch_row(element: &Element, row: &MenuRow, lang: &str) {
    mark_sold_out(element, row.gone);
    let _ = element.set_attribute("data-names", &row.searchable_names());
    if let Some(name) = find_within(element, "strong") {
        update_text(&name, row.name.in_language(lang));
        let _ = match foreign_tag(&row.name, lang) {
            Some(other) => name.set_attribute("lang", other),
            None => name.remove_attribute("lang"),
        };
    }
    if let (Some(name), Some(en)) = (find_within(element, ".en"), english_name(&row.name, lang)) {
        update_text(&name, &en);
    }
    if let Some(price) = find_within(element, ".price > span") {
        update_text(&price, &row.price);
    }
    if let Some(place) = find_within(element, ".badges") {
        let _ = patch_badges(&place, row);
    }
}

fn patch_badges(place: &Element, row: &MenuRow) -> Option<()> {
    let shown: String =
        find_all_within(place, ".badge").filter_map(|badge| badge.text_content()).collect();
    if shown == row.badges.iter().map(|badge| badge.text.as_str()).collect::<String>() {
        return None;
    }
    place.set_text_content(None);
    for badge in &row.badges {
        let element = document().create_element("em").ok()?;
        element.set_class_name("badge");
        element.set_attribute("data-kind", &badge.kind).ok()?;
        element.set_text_content(Some(&badge.text));
        place.append_child(&element).ok()?;
    }
    Some(())
}
