//! Choosing options, with the price as it will be charged. The inputs are plain form fields and keep their own
//! state: the island reads the form after every change, so a choice made before it woke up counts too.

use super::item_words::ItemWords;
use crate::ui::{Money, fault_code, fill, foreign};
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
    /// How amounts are written.
    money: Money,
    /// What it says.
    words: ItemWords,
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
    let group_of = |(group, rule): (&OfferGroup, &String)| group_fields(group, rule, &money, &words);
    let groups = offer.with_value(|o| o.groups.iter().zip(&words.rules).map(group_of).collect_view());
    let item = offer.with_value(|o| o.item.to_string());
    let available = offer.with_value(|o| o.available);
    let (stepper, lang) = (StepperWords::of(&words.quantity, &words), words.lang.clone());
    let said = StoredValue::new((words, money));
    let button = move || {
        said.with_value(|(words, money)| match priced.get() {
            _ if !available => words.sold_out.clone(),
            Ok(line) => fill(&words.add_for, &money.text(line.line_total_minor)),
            Err(_) => words.add.clone(),
        })
    };
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
                <Stepper name="quantity".to_owned() words=stepper min=1 max=MAX_QUANTITY value=1/>
                <button type="submit" class="primary" disabled=move || !available || (hydrated.get() && priced.with(Result::is_err))>
                    {button}
                </button>
                <p class="hint" role="status" lang=lang>{move || said.with_value(|(words, _)| hint(&words.hints, available, &priced.get()))}</p>
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

fn group_fields(group: &OfferGroup, rule: &str, money: &Money, words: &ItemWords) -> impl IntoView + use<> {
    let pick_one = group.min == 1 && group.max == 1;
    let name = format!("choice[{}]", group.id);
    let fields = group.options.iter().map(|option| {
        let label = option_label(option, money, words);
        if pick_one {
            choice_field(&name, option, label).into_any()
        } else {
            count_field(option, label, words).into_any()
        }
    });
    view! {
        <fieldset class:chips=pick_one>
            <legend><span lang=foreign(&group.name, &words.lang)>{group.name.of(&words.lang).to_owned()}</span><small>{rule.to_owned()}</small></legend>
            <div class="options">{fields.collect_view()}</div>
        </fieldset>
    }
}

/// An option's name, and what it adds or that it is gone.
fn option_label(option: &OfferOption, money: &Money, words: &ItemWords) -> AnyView {
    let name = option.name.of(&words.lang).to_owned();
    let price = if option.available { money.signed(option.price_minor) } else { words.sold_out.clone() };
    view! { <span lang=foreign(&option.name, &words.lang)>{name}</span><small>{price}</small> }.into_any()
}

fn choice_field(name: &str, option: &OfferOption, label: AnyView) -> impl IntoView + use<> {
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
            {label}
        </label>
    }
}

fn count_field(option: &OfferOption, label: AnyView, words: &ItemWords) -> impl IntoView + use<> {
    let name = format!("count[{}]", option.id);
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
        let words = StepperWords::of(option.name.of(&words.lang), words);
        view! {
            <div class="counted" class:gone=!option.available>
                {label}
                <Stepper name words min=0 max value/>
            </div>
        }
        .into_any()
    }
}

/// What a number field and its buttons are called.
struct StepperWords {
    label: String,
    less: String,
    more: String,
}

impl StepperWords {
    fn of(label: &str, words: &ItemWords) -> Self {
        Self { label: label.to_owned(), less: fill(&words.less, label), more: fill(&words.more, label) }
    }
}

/// A number field with a button at each side; the buttons appear once they work.
#[component]
fn Stepper(name: String, words: StepperWords, min: u32, max: u32, value: u32) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let step = move |by: i64| {
        if let Some(input) = input.get_untracked() {
            let typed = input.value().trim().parse::<i64>().unwrap_or(0);
            input.set_value(&(typed + by).clamp(i64::from(min), i64::from(max)).to_string());
            announce(&input);
        }
    };
    let StepperWords { label, less, more } = words;
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
