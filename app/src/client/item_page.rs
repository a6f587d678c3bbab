//! One item with its options; it has an address of its own.

use super::{
    ItemForm,
    item_words::ItemWords,
    parts::{MenuAge, MenuUnknown, NotFound, ProblemNotice, TopBar},
};
use crate::{
    ssr::{context, lang, picture, words},
    ui::{Money, foreign},
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
    let picture = picture(item.id.as_str(), item.category.as_str());
    let (lang, money) = (lang(), Money::of(&known.menu.store.currency, lang()));
    let (tag, price) = (lang.tag(), money.text(item.price_minor));
    let words = ItemWords::of(&offer, lang);
    view! {
        <TopBar title=item.name.of(tag) back="/client"/>
        <main class="item">
            <ProblemNotice/>
            <MenuAge/>
            <div class="intro">
                <svg class="picture" viewBox="0 0 96 96" aria-hidden="true"><use href=picture></use></svg>
                <div>
                    {(tag != "en").then(|| view! { <p class="en" lang="en">{item.name.en.clone()}</p> })}
                    <p lang=foreign(&item.description, tag)>{item.description.of(tag).to_owned()}</p>
                    <p class="price">{price}</p>
                    <Contents item=item.clone()/>
                </div>
            </div>
            <ItemForm offer money words/>
        </main>
    }
    .into_any()
}

/// Allergens and caffeine.
#[component]
fn Contents(item: Item) -> impl IntoView {
    let words = words();
    let allergens: Vec<_> = item.allergens.iter().map(|allergen| (words.allergen)(*allergen)).collect();
    let allergens = (!allergens.is_empty()).then(|| (words.item.allergens)(&allergens.join(", ")));
    let caffeine = item.caffeine_mg.map(words.item.caffeine);
    let lines: Vec<String> = allergens.into_iter().chain(caffeine).collect();
    (!lines.is_empty()).then(|| view! { <p class="fine">{lines.join(" · ")}</p> })
}
