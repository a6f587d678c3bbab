//! Marks the category in view as current in the category bar, and scrolls the bar to it.

use crate::client::parts::dom::{find_all_on_page, find_all_within, find_on_page};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{
    Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry,
    IntersectionObserverInit, js_sys::Array,
};

/// A band of 1 % of the screen's height, 25 % from the top: the section that crosses it is current.
const READING_LINE: &str = "-25% 0px -74% 0px";

/// Observes the sections until the page is closed; `None` where the page has no category bar.
pub fn follow_current_category() -> Option<()> {
    let bar: HtmlElement = find_on_page(".categories")?.unchecked_into();
    let mark = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        for entry in entries.iter() {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            if entry.is_intersecting() {
                mark_current(&bar, &entry.target());
            }
        }
    });
    let init = IntersectionObserverInit::new();
    init.set_root_margin(READING_LINE);
    let observer =
        IntersectionObserver::new_with_options(mark.as_ref().unchecked_ref(), &init).ok()?;
    find_all_on_page("main > section").for_each(|section| observer.observe(&section));
    mark.forget();
    Some(())
}

fn mark_current(bar: &HtmlElement, section: &Element) {
    let address = format!("#{}", section.id());
    for link in find_all_within(bar, "a") {
        let is_current = link.get_attribute("href").is_some_and(|href| href == address);
        if !is_current {
            let _ = link.remove_attribute("aria-current");
            continue;
        }
        let _ = link.set_attribute("aria-current", "true");
        let link: HtmlElement = link.unchecked_into();
        let margin = (bar.client_width() - link.offset_width()) / 2;
        bar.set_scroll_left(link.offset_left() - margin);
    }
}
