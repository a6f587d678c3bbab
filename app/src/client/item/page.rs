//! Page of one item with its options.

use crate::{
    client::{
        item::{
            fields::Fields,
            form::{ItemForm, Start},
            selection::usual,
            updates::ItemNews,
            words::ItemWords,
        },
        parts::{
            MenuAge, MenuUnknown, NotFound, ProblemNotice, TopBar, ordering::OpeningSign, refusal_code,
            store_name,
        },
    },
    shared::{
        ssr::{context, cookies, item_picture, lang, query, typed_form, words},
        ui::{Money, foreign},
    },
};
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::hooks::use_params_map;
use menu_api::{AllergenStatement, Cart, CartLine, Item, Menu, pricing::Offer};
use std::sync::Arc;

/// `/client/items/:id`. `?line=` names the cart line being edited.
#[component]
pub fn ItemPage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return MenuUnknown().into_any() };
    let id = use_params_map().with_untracked(|params| params.get("id").and_then(|id| id.parse().ok()));
    let found = id.and_then(|id| {
        let news = ItemNews::of(&known.menu, &id, context().now, lang());
        Some((known.menu.item(&id)?.clone(), news.offer.clone()?, news))
    });
    let Some((item, offer, news)) = found else { return NotFound().into_any() };
    let tag = lang().tag();
    let back = if edited_line(&item).is_some() {
        "/client/cart".to_owned()
    } else if context().easy {
        format!("/client?category={}#item-{}", item.category, item.id)
    } else {
        format!("/client#item-{}", item.id)
    };
    view! {
        <TopBar title=item.name.of(tag) back/>
        <Described item=item.clone()/>
        <main class="item">
            <ProblemNotice/>
            <MenuAge/>
            <OpeningSign store=known.menu.store.clone() says_open=false/>
            <Intro item=item.clone() price=Money::of(&known.menu.store.currency, lang()).text(item.price_minor)/>
            {form(&known.menu, &item, &offer, news)}
        </main>
    }
    .into_any()
}

fn form(menu: &Arc<Menu>, item: &Item, offer: &Offer, news: ItemNews) -> AnyView {
    let easy = context().easy;
    let changed = edited_line(item);
    let typed: Option<CartLine> = typed_form();
    let line = typed.or(changed.clone()).unwrap_or_else(|| usual(offer));
    let (money, words) = (Money::of(&menu.store.currency, lang()), ItemWords::of(lang(), changed.is_some()));
    let replaces = changed.map(|line| Cart { lines: vec![line] }.to_string()).unwrap_or_default();
    let fields = Fields { menu, offer, line: &line, money: &money, words: &words };
    let fields = if easy { fields.required_first() } else { fields.all() };
    let start = Start { news, line, replaces, is_refused: refusal_code().is_some(), easy };
    view! { <ItemForm start money words>{fields}</ItemForm> }.into_any()
}

/// The cart line of this item that the address names.
fn edited_line(item: &Item) -> Option<CartLine> {
    cookies::one_line(&query("line")?).filter(|line| line.item == item.id)
}

/// Metadata for link previews.
#[component]
fn Described(item: Item) -> impl IntoView {
    let tag = lang().tag();
    let (name, description) = (item.name.of(tag).to_owned(), item.description.of(tag).to_owned());
    view! {
        <Meta name="description" content=description.clone()/>
        <Meta property="og:type" content="product"/>
        <Meta property="og:site_name" content=store_name()/>
        <Meta property="og:title" content=name/>
        <Meta property="og:description" content=description/>
    }
}

/// Picture, description, price and contents.
#[component]
fn Intro(item: Item, price: String) -> impl IntoView {
    let tag = lang().tag();
    let picture = item_picture(&item);
    let new = item
        .is_new(context().now)
        .then(|| view! { <em class="badge" data-kind="new">{words().menu.new}</em> });
    let en = (tag != "en" && !item.name.en.is_empty()).then(|| item.name.en.clone());
    view! {
        <div class="intro">
            {picture}
            <div>
                {en.map(|en| view! { <p class="en" lang="en">{en}</p> })}
                <p lang=foreign(&item.description, tag)>{item.description.of(tag).to_owned()}</p>
                <p class="price"><span data-price>{price}</span>{new}</p>
                <Contents item/>
            </div>
        </div>
    }
}

/// Allergens and caffeine.
#[component]
fn Contents(item: Item) -> impl IntoView {
    let words = words();
    let allergens = match item.allergen_statement() {
        AllergenStatement::NotStated => words.item.allergens_not_stated.to_owned(),
        AllergenStatement::Free => words.item.allergen_free.to_owned(),
        AllergenStatement::Contains(all) => {
            let names: Vec<_> = all.iter().map(|allergen| (words.allergen)(*allergen)).collect();
            (words.item.allergens)(&names.join(", "))
        }
    };
    let caffeine = item.caffeine_mg.map(words.item.caffeine);
    let lines: Vec<String> = std::iter::once(allergens).chain(caffeine).collect();
    view! { <p class="fine">{lines.join(" · ")}</p> }
}
