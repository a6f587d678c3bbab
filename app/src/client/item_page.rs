//! One item with its options; it has an address of its own.

use super::{
    ItemForm,
    parts::{MenuAge, MenuUnknown, NotFound, ProblemNotice, TopBar},
};
use crate::{
    ssr::{asset, context},
    ui::{Act, Problem, allergen_name, money},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use menu_api::Item;

/// `/client/items/:id`
#[component]
pub fn ItemPage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return MenuUnknown().into_any() };
    let id = use_params_map().with_untracked(|params| params.get("id").and_then(|id| id.parse().ok()));
    let found =
        id.and_then(|id| Some((known.menu.item(&id)?.clone(), known.menu.offer(&id, context().now)?)));
    let Some((item, offer)) = found else { return NotFound().into_any() };
    let picture = asset(&format!("pictures.svg#{}", item.category));
    view! {
        <TopBar title=item.name.ko.clone() back="/client"/>
        <main class="item">
            <ProblemNotice/>
            <MenuAge/>
            <div class="intro">
                <svg class="picture" viewBox="0 0 96 96" aria-hidden="true"><use href=picture></use></svg>
                <div>
                    <p class="en" lang="en">{item.name.en.clone()}</p>
                    <p>{item.description.ko.clone()}</p>
                    <p class="price">{money(item.price_minor)}</p>
                    <Contents item=item.clone()/>
                </div>
            </div>
            <ItemForm offer hints=hints() lang=context().lang.tag().to_owned()/>
        </main>
    }
    .into_any()
}

/// The words for what the form itself can find wrong: the browser's half brings none along.
fn hints() -> Vec<(String, String)> {
    let codes =
        ["item_sold_out", "option_sold_out", "too_few_options", "too_many_options", "invalid_quantity"];
    let lang = context().lang;
    let hint = |code: &str| (code.to_owned(), Problem::of(code, Act::Place).text(lang).to_owned());
    let other = (String::new(), Problem::OptionChanged.text(lang).to_owned());
    codes.into_iter().map(hint).chain([other]).collect()
}

/// Allergens and caffeine.
#[component]
fn Contents(item: Item) -> impl IntoView {
    let allergens: Vec<_> = item.allergens.iter().map(|allergen| allergen_name(*allergen)).collect();
    let allergens = (!allergens.is_empty()).then(|| format!("알레르기: {}", allergens.join(", ")));
    let caffeine = item.caffeine_mg.map(|mg| format!("카페인 {mg}mg"));
    let lines: Vec<String> = allergens.into_iter().chain(caffeine).collect();
    (!lines.is_empty()).then(|| view! { <p class="fine">{lines.join(" · ")}</p> })
}
