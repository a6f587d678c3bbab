//! Form fields of checkout, filled with the values entered before.

use crate::{
    client::checkout::{slot_field::PickupTimeField, state::CheckoutState},
    shared::{
        ssr::{TextArea, request_context, request_words},
        ui::MoneyFormat,
    },
};
use leptos::prelude::*;
use menu_api::{Cart, Menu};
use order_api::{CupKind, DiningMode, limits};
use std::sync::Arc;

/// All fields of the form.
#[component]
pub fn CheckoutFields(
    menu: Arc<Menu>,
    cart: Cart,
    checkout: CheckoutState,
    money: MoneyFormat,
) -> impl IntoView {
    let in_cups = || {
        cart.lines.iter().filter_map(|line| menu.find_item(&line.item)).any(|item| item.takes_cup)
    };
    let asks_cup = in_cups();
    let off = menu.store.own_cup_discount_minor;
    let forget_after_days = menu.store.forget_after_days;
    let off = (off > 0).then(|| money.format_amount(off));
    let cup = |dining| {
        let off = off.clone();
        let chosen = checkout.cup_for(dining);
        asks_cup.then(|| view! { <CupField dining chosen off/> })
    };
    view! {
        <input type="hidden" name="key" value=checkout.key.clone()/>
        <DiningField chosen=checkout.dining/>
        {cup(DiningMode::Takeout)}
        {cup(DiningMode::Here)}
        <PickupTimeField menu cart chosen=checkout.pickup_at/>
        <OptionalFields checkout forget_after_days/>
    }
}

#[component]
fn DiningField(chosen: DiningMode) -> impl IntoView {
    let common = &request_words().common;
    let words = &request_words().checkout;
    let choice = |dining: DiningMode, value: &'static str, label: &'static str| {
        view! {
            <label class="choice">
                <input type="radio" name="dining" value=value checked={dining == chosen}/>
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="chips">
            <legend>{words.dining}</legend>
            <div class="options">
                {choice(DiningMode::Takeout, "takeout", common.takeout)}
                {choice(DiningMode::Here, "here", common.here)}
            </div>
        </fieldset>
    }
}

/// The cups for one kind of dining, the usual one preselected. Each kind has a field of its own, so
/// that a changed kind of dining leaves no cup that is not offered there.
#[component]
fn CupField(dining: DiningMode, chosen: Option<CupKind>, off: Option<String>) -> impl IntoView {
    let words = &request_words().checkout;
    let (name, class, legend) = match dining {
        DiningMode::Takeout => ("cup_takeout", "chips cups-takeout", words.cup_takeout),
        DiningMode::Here => ("cup_here", "chips cups-here", words.cup_here),
    };
    let cups = dining.offered_cups();
    let chosen = chosen.filter(|cup| cups.contains(cup)).or(cups.first().copied());
    let choice = |cup: &CupKind| {
        let off = off.as_deref().filter(|_| *cup == CupKind::Own).map(words.own_cup_off);
        view! {
            <label class="choice">
                <input type="radio" name=name value=cup_value(*cup) checked={Some(*cup) == chosen}/>
                <span>{(words.cup)(*cup)}</span>
                {off.map(|off| view! { <small>{off}</small> })}
            </label>
        }
    };
    view! {
        <fieldset class=class>
            <legend>{legend}</legend>
            <div class="options">{cups.iter().map(choice).collect_view()}</div>
        </fieldset>
    }
}

/// Form value of a cup.
fn cup_value(cup: CupKind) -> &'static str {
    match cup {
        CupKind::Store => "store",
        CupKind::Own => "own",
        CupKind::Disposable => "disposable",
    }
}

/// Optional fields; easy mode folds them unless they are filled.
#[component]
fn OptionalFields(checkout: CheckoutState, forget_after_days: u32) -> impl IntoView {
    let words = &request_words().checkout;
    let is_filled = !checkout.name.is_empty() || !checkout.note.is_empty();
    let fields = view! {
        <label class="field">
            <span>{words.name}" "<small>{words.name_hint}</small></span>
            <input type="text" name="name" value=checkout.name maxlength=limits::NAME_CHARS autocomplete="nickname" placeholder=words.name_example/>
        </label>
        <p class="fine" id="kept">{(words.kept)(forget_after_days)}</p>
        <label class="field">
            <span>{words.note}" "<small>{words.note_hint}</small></span>
            <TextArea name="note" text=checkout.note attr:maxlength=limits::NOTE_CHARS attr:placeholder=words.note_example/>
        </label>
    };
    if !request_context().easy {
        return fields.into_any();
    }
    view! { <details class="optional" open=is_filled><summary>{words.more}</summary>{fields}</details> }
        .into_any()
}
