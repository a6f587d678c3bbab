//! The menu: what a customer sees first. Rendered from the gateway's memory alone, so it opens while every service
//! is down.

use super::{
    MenuLive,
    menu_live::{MenuNews, MenuWords},
    open_orders::OpenOrders,
    opening_line::OpeningLine,
    parts::{MenuUnknown, ProblemNotice},
    settings_page::Preferences,
};
use crate::{
    ssr::{FeedStatus, condition, context, cookies, lang, picture, query, words},
    ui::{Lang, Money, foreign},
};
use gateway::KnownMenu;
use leptos::prelude::*;
use leptos_meta::Title;
use menu_api::{Availability, Category, Item, Menu, Text, pricing};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// `/client`
#[component]
pub fn MenuPage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return MenuUnknown().into_any() };
    let (lang, words) = (lang(), &words().menu);
    let (tag, stale) = (lang.tag(), condition::menu_notice(&known, lang));
    let paused = condition::browsing_notice(context().live.feed(), lang);
    let menu = known.menu;
    let (edition, name) = (edition(&menu), menu.store.name.clone());
    let filled: Vec<Category> =
        menu.categories.iter().filter(|c| shown_items(&menu, c).next().is_some()).cloned().collect();
    view! {
        <Title text=name.of(tag).to_owned()/>
        <header class="store">
            <div>
                <h1 lang=foreign(&name, tag)>{name.of(tag).to_owned()}</h1>
                {english(&name, tag).map(|en| view! { <p class="en" lang="en">{en}</p> })}
            </div>
            <a class="quiet" href="/client/orders">{words.my_orders}</a>
            <Preferences/>
            <div class="ordering" hidden=paused.is_some()><OpeningLine store=menu.store.clone()/></div>
        </header>
        <nav class="categories" aria-label=words.categories>
            {filled.iter().map(|c| view! { <a href=format!("#{}", c.id) lang=foreign(&c.name, tag)>{c.name.of(tag).to_owned()}</a> }).collect_view()}
        </nav>
        <main class="menu">
            <OpenOrders/>
            <ProblemNotice/>
            {query("added").map(|_| view! { <p class="done" role="status">{words.added}</p> })}
            <MenuLive edition stale paused words=MenuWords::of(lang)/>
            {filled.iter().map(|category| section(&menu, category)).collect_view()}
            <footer class="fine">{words.fine_print}</footer>
            <CartBar menu=menu.clone()/>
        </main>
    }
    .into_any()
}

fn shown_items<'a>(menu: &'a Menu, category: &'a Category) -> impl Iterator<Item = (&'a Item, bool)> {
    let now = context().now;
    menu.items_of(&category.id).filter_map(move |item| Some((item, menu.offer_of(item, now)?.available)))
}

fn section(menu: &Menu, category: &Category) -> impl IntoView + use<> {
    let (heading, labelled_by) = (format!("heading-{}", category.id), format!("heading-{}", category.id));
    let (tag, money) = (lang().tag(), Money::of(&menu.store.currency, lang()));
    let rows = shown_items(menu, category).map(|(item, available)| row(item, available, &money));
    let rows = rows.collect_view();
    view! {
        <section id=category.id.to_string() aria-labelledby=labelled_by>
            <h2 id=heading>
                <span lang=foreign(&category.name, tag)>{category.name.of(tag).to_owned()}</span>
                {english(&category.name, tag).map(|en| view! { <small lang="en">{en}</small> })}
            </h2>
            <ul class="items">{rows}</ul>
        </section>
    }
}

/// The English name beside the one that is read.
fn english(name: &Text, tag: &str) -> Option<String> {
    (tag != "en" && !name.en.is_empty()).then(|| name.en.clone())
}

fn row(item: &Item, available: bool, money: &Money) -> impl IntoView + use<> {
    let (tag, picture) = (lang().tag(), picture(item.id.as_str(), item.category.as_str()));
    view! {
        <li data-item=item.id.to_string() data-sold-out=(!available).then_some("")>
            <a href=format!("/client/items/{}", item.id)>
                <div class="words">
                    <strong lang=foreign(&item.name, tag)>{item.name.of(tag).to_owned()}</strong>
                    {english(&item.name, tag).map(|en| view! { <span class="en" lang="en">{en}</span> })}
                    <span class="price">{money.text(item.price_minor)}<em class="badge">{words().common.sold_out}</em></span>
                </div>
                <svg class="picture" viewBox="0 0 96 96" aria-hidden="true"><use href=picture></use></svg>
            </a>
        </li>
    }
}

/// Leads to the cart, once there is one.
#[component]
fn CartBar(menu: std::sync::Arc<Menu>) -> impl IntoView {
    let cart = cookies::cart();
    (!cart.is_empty()).then(|| {
        let (money, words) = (Money::of(&menu.store.currency, lang()), &words().menu);
        let total = pricing::price_cart(&menu, &cart, context().now)
            .ok()
            .map(|priced| money.text(priced.total_minor));
        view! {
            <a class="cart-bar" href="/client/cart">
                <span>{words.see_cart}</span>
                <span class="count" aria-label=words.cart_count>{cart.count()}</span>
                <strong>{total}</strong>
            </a>
        }
    })
}

/// A mark over everything the page shows but what is sold out.
fn edition(menu: &Menu) -> String {
    let mut hasher = DefaultHasher::new();
    for category in &menu.categories {
        (category.id.as_str(), &category.name.ko, &category.name.en).hash(&mut hasher);
    }
    for item in &menu.items {
        let shown =
            (item.id.as_str(), item.category.as_str(), &item.name.ko, &item.name.en, item.price_minor);
        (shown, item.availability == Availability::Hidden).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// What phones with an open menu are told: about this menu, and whether orders are heard.
pub fn news(known: &KnownMenu, feed: FeedStatus, now: jiff::Timestamp, lang: Lang) -> MenuNews {
    let menu = &known.menu;
    let gone = menu.items.iter().filter(|item| menu.offer_of(item, now).is_none_or(|offer| !offer.available));
    let sold_out = gone.map(|item| item.id.to_string()).collect();
    let (stale, paused) = (condition::menu_notice(known, lang), condition::browsing_notice(feed, lang));
    MenuNews { edition: edition(menu), sold_out, stale, paused }
}
