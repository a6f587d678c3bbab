//! Patches the rows of an open menu page.

use crate::{
    client::{
        menu::updates::{MenuNews, MenuRow},
        parts::dom::{all, all_of_page, find, say},
    },
    shared::ui::english,
    shared::ui::foreign,
};
use leptos::prelude::document;
use web_sys::Element;

/// Patches the page's rows for a reader of `lang`. A row that is missing from a complete update is
/// marked as sold out.
pub fn write(news: &MenuNews, lang: &str) {
    for element in all_of_page("[data-item]") {
        let id = element.get_attribute("data-item").unwrap_or_default();
        match news.rows.iter().find(|row| row.id == id) {
            Some(row) => write_row(&element, row, lang),
            None if news.whole => mark(&element, true),
            None => {}
        }
    }
}

fn mark(element: &Element, gone: bool) {
    let _ = element.toggle_attribute_with_force("data-sold-out", gone);
}

fn write_row(element: &Element, row: &MenuRow, lang: &str) {
    mark(element, row.gone);
    let _ = element.set_attribute("data-names", &row.names());
    if let Some(name) = find(element, "strong") {
        say(&name, row.name.of(lang));
        let _ = match foreign(&row.name, lang) {
            Some(other) => name.set_attribute("lang", other),
            None => name.remove_attribute("lang"),
        };
    }
    if let (Some(name), Some(en)) = (find(element, ".en"), english(&row.name, lang)) {
        say(&name, &en);
    }
    if let Some(price) = find(element, ".price > span") {
        say(&price, &row.price);
    }
    if let Some(place) = find(element, ".badges") {
        let _ = write_badges(&place, row);
    }
}

fn write_badges(place: &Element, row: &MenuRow) -> Option<()> {
    let shown: String = all(place, ".badge").filter_map(|badge| badge.text_content()).collect();
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
