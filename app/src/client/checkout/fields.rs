//! Form fields of checkout, filled with the values entered before.

use crate::{
    client::checkout::{slot_field::WhenField, state::Checkout},
    shared::{
        ssr::{TextArea, context, words},
        ui::Money,
    },
};
use leptos::prelude::*;
use menu_api::{Cart, Menu};
use order_api::{Cup, Dining, limits};
use std::sync::Arc;

/// All fields of the form.
#[component]
pub fn Fields(menu: Arc<Menu>, cart: Cart, checkout: Checkout, money: Money) -> impl IntoView {
    let in_cups = || cart.lines.iter().filter_map(|line| menu.item(&line.item)).any(|item| item.takes_cup);
    let (asks_cup, off) = (in_cups(), menu.store.own_cup_discount_minor);
    let forget_after_days = menu.store.forget_after_days;
    let off = (off > 0).then(|| money.text(off));
    let cup = |dining| {
        let (off, chosen) = (off.clone(), checkout.cup_for(dining));
        asks_cup.then(|| view! { <CupField dining chosen off/> })
    };
    view! {
        <input type="hidden" name="key" value=checkout.key.clone()/>
        <DiningField chosen=checkout.dining/>
        {cup(Dining::Takeout)}
        {cup(Dining::Here)}
        <WhenField menu cart chosen=checkout.pickup_at/>
        <Optional checkout forget_after_days/>
    }
}

#[component]
fn DiningField(chosen: Dining) -> impl IntoView {
    let (common, words) = (&words().common, &words().checkout);
    let choice = |dining: Dining, value: &'static str, label: &'static str| {
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
                {choice(Dining::Takeout, "takeout", common.takeout)}
                {choice(Dining::Here, "here", common.here)}
            </div>
        </fieldset>
    }
}

/// The cups for one kind of dining, the usual one preselected. Each kind has a field of its own, so
/// that a changed kind of dining leaves no cup that is not offered there.
#[component]
fn CupField(dining: Dining, chosen: Option<Cup>, off: Option<String>) -> impl IntoView {
    let words = &words().checkout;
    let (name, class, legend) = match dining {
        Dining::Takeout => ("cup_takeout", "chips cups-takeout", words.cup_takeout),
        Dining::Here => ("cup_here", "chips cups-here", words.cup_here),
    };
    let cups = dining.cups();
    let chosen = chosen.filter(|cup| cups.contains(cup)).or(cups.first().copied());
    let choice = |cup: &Cup| {
        let off = off.as_deref().filter(|_| *cup == Cup::Own).map(words.own_cup_off);
        view! {
            <label class="choice">
                <input type="radio" name=name value=value(*cup) checked={Some(*cup) == chosen}/>
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
fn value(cup: Cup) -> &'static str {
    match cup {
        Cup::Store => "store",
        Cup::Own => "own",
        Cup::Disposable => "disposable",
    }
}

/// Optional fields; easy mode folds them unless they are filled.
#[component]
fn Optional(checkout: Checkout, forget_after_days: u32) -> impl IntoView {
    let words = &words().checkout;
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
    if !context().easy {
        return fields.into_any();
    }
    view! { <details class="optional" open=is_filled><summary>{words.more}</summary>{fields}</details> }
        .into_any()
}
