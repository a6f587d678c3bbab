//! Fields of the item form in the browser: reads the choice, and patches updates in without
//! changing it.

use crate::{
    client::{
        item::{form::ItemFormStart, selection, updates::find_option, words::ItemFormWords},
        parts::dom::{find_all_within, find_on_page, find_within, update_text},
    },
    shared::ui::{MoneyFormat, foreign_tag},
};
use leptos::prelude::{document, window};
use menu_api::{CartLine, OptionGroupId, pricing::ItemOffer};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{
    Element, Event, EventInit, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, MouseEvent,
};

/// Marks the fields that the customer was sent to.
const MEND: &str = "data-mend";

/// The choice in the fields; `None` when a field cannot be read.
pub fn read_choice(form: &HtmlFormElement, start: &ItemFormStart) -> Option<CartLine> {
    let data = FormData::new_with_form(form).ok()?;
    let field = |name: &str| data.get(name).as_string();
    let groups = &start.news.offer.as_ref()?.groups;
    let choices: Vec<String> =
        groups.iter().filter_map(|g| field(&format!("choice[{}]", g.id))).collect();
    let counts = groups.iter().flat_map(|g| &g.options);
    let counts: Vec<(String, String)> = counts
        .filter_map(|o| Some((o.id.to_string(), field(&format!("count[{}]", o.id))?)))
        .collect();
    let quantity = field("quantity")?.trim().parse().ok()?;
    selection::cart_line_from_fields(start.line.item.as_str(), quantity, choices, counts)
}

/// Patches names, prices and sold-out options.
pub fn patch_offer(
    form: &HtmlFormElement,
    offer: &ItemOffer,
    money: &MoneyFormat,
    words: &ItemFormWords,
) {
    if let Some(price) = find_on_page("[data-price]") {
        update_text(&price, &money.format_amount(offer.price_minor));
    }
    for field in find_all_within(form, "[data-option]") {
        let id = field.get_attribute("data-option").and_then(|id| id.parse().ok());
        let option = id.and_then(|id| find_option(offer, &id)).map(|(_, option)| option);
        let available = option.is_some_and(|option| option.available);
        let _ = field.class_list().toggle_with_force("gone", !available);
        if let Some((option, name)) = option.zip(find_within(&field, ".name")) {
            update_text(&name, option.name.in_language(&words.lang));
            let _ =
                foreign_tag(&option.name, &words.lang).map(|lang| name.set_attribute("lang", lang));
        }
        if let Some(adds) = find_within(&field, ".adds") {
            let price = option
                .filter(|_| available)
                .map(|option| money.format_surcharge(option.price_minor));
            update_text(&adds, &price.unwrap_or_else(|| words.sold_out.clone()));
        }
    }
    disable_sold_out(form);
}

/// Disables sold-out options. One chosen before it sold out stays enabled until another is chosen.
pub fn disable_sold_out(form: &HtmlFormElement) {
    find_all_within(form, "[data-mend]").for_each(|place| {
        let _ = place.remove_attribute(MEND);
    });
    for field in find_all_within(form, "[data-option]") {
        let Some(input) = find_within(&field, "input") else { continue };
        let input: HtmlInputElement = input.unchecked_into();
        let is_chosen = input.checked()
            || (input.type_() == "number" && !matches!(input.value().trim(), "" | "0"));
        input.set_disabled(!is_chosen && field.class_list().contains("gone"));
    }
}

/// Focuses the fields of a group, or the quantity field.
pub fn focus_fields(form: &HtmlFormElement, group: Option<&OptionGroupId>) {
    let selector = group.map_or("[name=quantity]".to_owned(), |group| format!("#group-{group}"));
    let Some(place) = find_within(form, &selector) else { return };
    if let Ok(Some(folded)) = place.closest("details") {
        let _ = folded.set_attribute("open", "");
    }
    let fields = find_all_within(&place, "input:not(:disabled)").chain([place.clone()]);
    if let Some(field) = fields.into_iter().next() {
        let _ = field.unchecked_into::<HtmlElement>().focus();
    }
    place.scroll_into_view();
    let _ = place.set_attribute(MEND, "");
}

/// Sends the form for its page with the present options.
pub fn submit_for_refresh(form: &HtmlFormElement) {
    if let Some(again) = find_within(form, "[name=again]") {
        again.unchecked_into::<HtmlInputElement>().set_value("true");
        // Without the event `submit`, which would hold back a choice that cannot be ordered.
        let _ = form.submit();
    }
}

/// Applies a press on a minus or plus button; `None` when no such button was pressed.
pub fn apply_step(event: &MouseEvent) -> Option<()> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("[data-step]").ok()??;
    let by: i64 = button.get_attribute("data-step")?.parse().ok()?;
    let input: HtmlInputElement = find_within(&button.parent_element()?, "input")?.unchecked_into();
    let bound = |text: String| text.parse::<i64>().ok();
    let now = input.value().trim().parse::<i64>().unwrap_or(0);
    let next = (now + by).clamp(bound(input.min())?, bound(input.max())?);
    input.set_value(&next.to_string());
    // Setting a value fires no event by itself, and the form listens to `input`.
    let init = EventInit::new();
    init.set_bubbles(true);
    let _ = input.dispatch_event(&Event::new_with_event_init_dict("input", &init).ok()?);
    Some(())
}

/// Lets the back arrow use the history for a customer who came from the menu, which returns to the
/// same position on it. Otherwise the link loads a new menu page at the item.
pub fn bind_back_link() {
    let Some(link) = find_on_page("a.back") else { return };
    let back = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if came_from_menu().is_some()
            && let Ok(history) = window().history()
        {
            event.prevent_default();
            let _ = history.back();
        }
    });
    let _ = link.add_event_listener_with_callback("click", back.as_ref().unchecked_ref());
    back.forget();
}

fn came_from_menu() -> Option<()> {
    let menu = format!("{}/client", window().location().origin().ok()?);
    let before = document().referrer();
    let rest = before.strip_prefix(&menu)?;
    (rest.is_empty() || rest.starts_with('?')).then_some(())
}
