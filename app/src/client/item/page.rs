//! Page of one item with its options.

use crate::{
    client::{
        item::{
            fields::OptionFields,
            form::{ItemForm, ItemFormStart},
            selection::default_choice,
            updates::ItemUpdate,
            words::ItemFormWords,
        },
        parts::{
            MenuAgeNotice, MenuUnknownPage, NotFoundPage, ProblemNotice, TopBar,
            ordering::OpeningSign, refusal_code, store_name,
        },
    },
    shared::{
        ssr::{
            cookies, item_picture, query_value, request_context, request_lang, request_words,
            typed_form,
        },
        ui::{MoneyFormat, foreign_tag},
    },
};
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::hooks::use_params_map;
use menu_api::{AllergenStatement, Cart, CartLine, Item, Menu, pricing::ItemOffer};
use std::sync::Arc;

/// `/client/items/:id`. `?line=` names the cart line being edited.
#[component]
pub fn ItemPage() -> impl IntoView {
    let Some(known) = request_context().gateway.known_menu() else {
        return MenuUnknownPage().into_any();
    };
    let id =
        use_params_map().with_untracked(|params| params.get("id").and_then(|id| id.parse().ok()));
    let found = id.and_then(|id| {
        let news = ItemUpdate::from_menu(&known.menu, &id, request_context().now, request_lang());
        Some((known.menu.find_item(&id)?.clone(), news.offer.clone()?, news))
    });
    let Some((item, offer, news)) = found else { return NotFoundPage().into_any() };
    let tag = request_lang().tag();
    let back = if edited_line(&item).is_some() {
        "/client/cart".to_owned()
    } else if request_context().easy {
        format!("/client?category={}#item-{}", item.category, item.id)
    } else {
        format!("/client#item-{}", item.id)
    };
    view! {
        <TopBar title=item.name.in_language(tag) back/>
        <LinkPreview item=item.clone()/>
        <main class="item">
            <ProblemNotice/>
            <MenuAgeNotice/>
            <OpeningSign store=known.menu.store.clone() says_open=false/>
            <ItemIntro item=item.clone() price=MoneyFormat::for_currency(&known.menu.store.currency, request_lang()).format_amount(item.price_minor)/>
            {render_form(&known.menu, &item, &offer, news)}
        </main>
    }
    .into_any()
}

fn render_form(menu: &Arc<Menu>, item: &Item, offer: &ItemOffer, news: ItemUpdate) -> AnyView {
    let easy = request_context().easy;
    let changed = edited_line(item);
    let typed: Option<CartLine> = typed_form();
    let line = typed.or(changed.clone()).unwrap_or_else(|| default_choice(offer));
    let money = MoneyFormat::for_currency(&menu.store.currency, request_lang());
    let words = ItemFormWords::for_lang(request_lang(), changed.is_some());
    let replaces = changed.map(|line| Cart { lines: vec![line] }.to_string()).unwrap_or_default();
    let fields = OptionFields { menu, offer, line: &line, money: &money, words: &words };
    let fields = if easy { fields.render_required_first() } else { fields.render_all() };
    let start = ItemFormStart { news, line, replaces, is_refused: refusal_code().is_some(), easy };
    view! { <ItemForm start money words>{fields}</ItemForm> }.into_any()
}

/// The cart line of this item that the address names.
fn edited_line(item: &Item) -> Option<CartLine> {
    cookies::parse_cart_line(&query_value("line")?).filter(|line| line.item == item.id)
}

/// Metadata for link previews.
#[component]
fn LinkPreview(item: Item) -> impl IntoView {
    let tag = request_lang().tag();
    let (name, description) =
        (item.name.in_language(tag).to_owned(), item.description.in_language(tag).to_owned());
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
fn ItemIntro(item: Item, price: String) -> impl IntoView {
    let tag = request_lang().tag();
    let picture = item_picture(&item);
    let new = item
        .is_new(request_context().now)
        .then(|| view! { <em class="badge" data-kind="new">{request_words().menu.new}</em> });
    let en = (tag != "en" && !item.name.en.is_empty()).then(|| item.name.en.clone());
    view! {
        <div class="intro">
            {picture}
            <div>
                {en.map(|en| view! { <p class="en" lang="en">{en}</p> })}
                <p lang=foreign_tag(&item.description, tag)>{item.description.in_language(tag).to_owned()}</p>
                <p class="price"><span data-price>{price}</span>{new}</p>
                <ItemContents item/>
            </div>
        </div>
    }
}

/// Allergens and caffeine.
#[component]
fn ItemContents(item: Item) -> impl IntoView {
    let words = request_words();
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
