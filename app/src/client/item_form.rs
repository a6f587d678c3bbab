//! Choosing options, with the price as it will be charged. The inputs are plain form fields and keep their own
//! state: the island reads the form after every change, so a choice made before it woke up counts too.

use crate::ui::{fault_code, money, signed_money};
use leptos::{html, prelude::*};
use menu_api::{
    CartLine,
    cart::MAX_QUANTITY,
    pricing::{LineFault, Offer, OfferGroup, OfferOption, PricedLine, price_line},
};

/// The form of one item. Without scripts it shows the price of the defaults and the server decides the rest.
#[island]
pub fn ItemForm(
    /// What is on offer.
    offer: Offer,
    /// Pairs of a fault's code and its words; the last one is for any other fault.
    hints: Vec<(String, String)>,
    /// The language of the hints.
    lang: String,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let priced = RwSignal::new(price_line(&offer, &defaults(&offer)));
    let hydrated = RwSignal::new(false);
    let offer = StoredValue::new(offer);
    let reprice = move || {
        let line = form.get_untracked().and_then(|form| offer.with_value(|offer| read(&form, offer)));
        if let Some(line) = line {
            priced.set(offer.with_value(|offer| price_line(offer, &line)));
        }
    };
    Effect::new(move |_| {
        reprice();
        hydrated.set(true);
    });
    let groups = offer.with_value(|o| o.groups.iter().map(group_fields).collect_view());
    let item = offer.with_value(|o| o.item.to_string());
    let available = offer.with_value(|o| o.available);
    view! {
        <form
            method="post"
            action="/client/api/cart/add"
            class="item-form"
            node_ref=form
            data-hydrated=move || hydrated.get()
            on:input=move |_| reprice()
        >
            <input type="hidden" name="item" value=item/>
            {groups}
            <div class="order-bar">
                <Stepper name="quantity".to_owned() label="수량" min=1 max=MAX_QUANTITY value=1/>
                <button type="submit" class="primary" disabled=move || !available || (hydrated.get() && priced.with(Result::is_err))>
                    {move || match priced.get() {
                        _ if !available => "품절".to_owned(),
                        Ok(line) => format!("{} 담기", money(line.line_total_minor)),
                        Err(_) => "담기".to_owned(),
                    }}
                </button>
                <p class="hint" role="status" lang=lang>{move || hint(&hints, available, &priced.get())}</p>
            </div>
        </form>
    }
}

fn hint(
    hints: &[(String, String)],
    available: bool,
    priced: &Result<PricedLine, LineFault>,
) -> Option<String> {
    let code = priced.as_ref().err().filter(|_| available).map(fault_code)?;
    let (_, words) = hints.iter().find(|(of, _)| of == code).or(hints.last())?;
    Some(words.clone())
}

fn defaults(offer: &Offer) -> CartLine {
    let options = offer.groups.iter().flat_map(|g| &g.options).filter(|o| o.default_quantity > 0);
    CartLine {
        item: offer.item.clone(),
        quantity: 1,
        options: options.map(|o| (o.id.clone(), o.default_quantity)).collect(),
    }
}

fn group_fields(group: &OfferGroup) -> impl IntoView + use<> {
    let rule = match (group.min, group.max) {
        (1, 1) => "필수".to_owned(),
        (0, 1) => "선택".to_owned(),
        (0, max) => format!("선택, 최대 {max}개"),
        (min, max) => format!("필수, {min}–{max}개"),
    };
    let pick_one = group.min == 1 && group.max == 1;
    let name = format!("choice[{}]", group.id);
    let fields = group.options.iter().map(|option| {
        if pick_one { choice_field(&name, option).into_any() } else { count_field(option).into_any() }
    });
    view! {
        <fieldset class:chips=pick_one>
            <legend>{group.name.ko.clone()}<small>{rule}</small></legend>
            <div class="options">{fields.collect_view()}</div>
        </fieldset>
    }
}

fn choice_field(name: &str, option: &OfferOption) -> impl IntoView + use<> {
    view! {
        <label class="choice" class:gone=!option.available>
            <input
                type="radio"
                name=name.to_owned()
                value=option.id.to_string()
                checked={option.default_quantity > 0}
                disabled=!option.available
                required
            />
            <span>{option.name.ko.clone()}</span>
            <small>{price_or_gone(option)}</small>
        </label>
    }
}

fn count_field(option: &OfferOption) -> impl IntoView + use<> {
    let name = format!("count[{}]", option.id);
    let label = view! { <span>{option.name.ko.clone()}</span><small>{price_or_gone(option)}</small> };
    if option.max_quantity == 1 {
        view! {
            <label class="choice" class:gone=!option.available>
                <input type="checkbox" name=name value="1" checked={option.default_quantity > 0} disabled=!option.available/>
                {label}
            </label>
        }
        .into_any()
    } else {
        let (max, value) = (if option.available { option.max_quantity } else { 0 }, option.default_quantity);
        view! {
            <div class="counted" class:gone=!option.available>
                {label}
                <Stepper name label=option.name.ko.clone() min=0 max value/>
            </div>
        }
        .into_any()
    }
}

fn price_or_gone(option: &OfferOption) -> String {
    if option.available { signed_money(option.price_minor) } else { "품절".to_owned() }
}

/// A number field with a button at each side; the buttons appear once they work.
#[component]
fn Stepper(name: String, #[prop(into)] label: String, min: u32, max: u32, value: u32) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let step = move |by: i64| {
        if let Some(input) = input.get_untracked() {
            let typed = input.value().trim().parse::<i64>().unwrap_or(0);
            input.set_value(&(typed + by).clamp(i64::from(min), i64::from(max)).to_string());
            announce(&input);
        }
    };
    let (less, more) = (format!("{label} 줄이기"), format!("{label} 늘리기"));
    view! {
        <span class="stepper">
            <button type="button" aria-label=less on:click=move |_| step(-1)>"−"</button>
            <input type="number" inputmode="numeric" name=name aria-label=label min=min max=max value=value node_ref=input/>
            <button type="button" aria-label=more on:click=move |_| step(1)>"+"</button>
        </span>
    }
}

/// A change made by a button is an input like any other.
#[cfg(feature = "hydrate")]
fn announce(input: &web_sys::HtmlInputElement) {
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict("input", &init) {
        let _ = input.dispatch_event(&event);
    }
}

#[cfg(not(feature = "hydrate"))]
fn announce(_: &web_sys::HtmlInputElement) {}

/// What the form's fields say now; fields that make no sense yet leave the price as it was.
#[cfg(feature = "hydrate")]
fn read(form: &web_sys::HtmlFormElement, offer: &Offer) -> Option<CartLine> {
    let data = web_sys::FormData::new_with_form(form).ok()?;
    let field = |name: &str| data.get(name).as_string();
    let choices: Vec<String> =
        offer.groups.iter().filter_map(|g| field(&format!("choice[{}]", g.id))).collect();
    let counts = offer.groups.iter().flat_map(|g| &g.options);
    let counts: Vec<(String, String)> =
        counts.filter_map(|o| Some((o.id.to_string(), field(&format!("count[{}]", o.id))?))).collect();
    let quantity = field("quantity")?.trim().parse().ok()?;
    super::selection::cart_line(offer.item.as_str(), quantity, choices, counts)
}

#[cfg(not(feature = "hydrate"))]
fn read(_: &web_sys::HtmlFormElement, _: &Offer) -> Option<CartLine> {
    None
}
