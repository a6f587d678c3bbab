//! DOM helpers for islands that change elements the server rendered.

use crate::shared::ui::set_text;
use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, NodeList};

/// All elements inside `place` that match `selector`.
pub fn find_all_within(place: &Element, selector: &str) -> impl Iterator<Item = Element> + use<> {
    list_elements(place.query_selector_all(selector).ok())
}

/// All elements of the page that match `selector`.
pub fn find_all_on_page(selector: &str) -> impl Iterator<Item = Element> + use<> {
    list_elements(document().query_selector_all(selector).ok())
}

/// The first element inside `place` that matches `selector`.
pub fn find_within(place: &Element, selector: &str) -> Option<Element> {
    place.query_selector(selector).ok().flatten()
}

/// The first element of the page that matches `selector`.
pub fn find_on_page(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Sets the text of `element` if it differs.
pub fn update_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        set_text(element, text);
    }
}

/// Enables or disables the button that matches `selector`, if the page has one.
pub fn set_disabled(selector: &str, is_disabled: bool) {
    if let Some(button) = find_on_page(selector) {
        let _ = button.toggle_attribute_with_force("disabled", is_disabled);
    }
}

fn list_elements(list: Option<NodeList>) -> impl Iterator<Item = Element> + use<> {
    let length = list.as_ref().map_or(0, NodeList::length);
    (0..length).filter_map(move |index| Some(list.as_ref()?.item(index)?.unchecked_into()))
}
