//! The menu: what a customer sees first. Rendered from the gateway's memory alone, so it opens while every service
//! is down.

use super::{
    MenuLive,
    menu_live::MenuNews,
    opening_line::OpeningLine,
    parts::{MenuUnknown, ProblemNotice},
};
use crate::{
    ssr::{FeedStatus, asset, condition, context, cookies, query},
    ui::{Lang, State, money},
};
use gateway::KnownMenu;
use leptos::prelude::*;
use leptos_meta::Title;
use menu_api::{Availability, Category, Item, Menu, pricing};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// `/client`
#[component]
pub fn MenuPage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return MenuUnknown().into_any() };
    let lang = context().lang;
    let (stale, offline) = (condition::menu_notice(&known, lang), State::MenuOffline.text(lang));
    let paused = condition::browsing_notice(context().live.feed(), lang);
    let menu = known.menu;
    let (edition, name) = (edition(&menu), menu.store.name.clone());
    let filled: Vec<Category> =
        menu.categories.iter().filter(|c| shown_items(&menu, c).next().is_some()).cloned().collect();
    view! {
        <Title text=name.ko.clone()/>
        <header class="store">
            <div>
                <h1>{name.ko}</h1>
                <p class="en" lang="en">{name.en}</p>
            </div>
            <a class="quiet" href="/client/orders">"내 주문"</a>
            <div class="ordering" hidden=paused.is_some()><OpeningLine store=menu.store.clone()/></div>
        </header>
        <nav class="categories" aria-label="메뉴 분류">
            {filled.iter().map(|c| view! { <a href=format!("#{}", c.id)>{c.name.ko.clone()}</a> }).collect_view()}
        </nav>
        <main class="menu">
            <ProblemNotice/>
            {query("added").map(|_| view! { <p class="done" role="status">"장바구니에 담았어요."</p> })}
            <MenuLive edition stale paused offline lang=lang.tag().to_owned()/>
            {filled.iter().map(|category| section(&menu, category)).collect_view()}
            <footer class="fine">"알레르기 유발 재료는 각 메뉴에서 확인할 수 있어요. 가격은 부가세를 포함해요."</footer>
        </main>
        <CartBar menu=menu.clone()/>
    }
    .into_any()
}

fn shown_items<'a>(menu: &'a Menu, category: &'a Category) -> impl Iterator<Item = (&'a Item, bool)> {
    let now = context().now;
    menu.items_of(&category.id).filter_map(move |item| Some((item, menu.offer_of(item, now)?.available)))
}

fn section(menu: &Menu, category: &Category) -> impl IntoView + use<> {
    let (heading, labelled_by) = (format!("heading-{}", category.id), format!("heading-{}", category.id));
    let picture = asset(&format!("pictures.svg#{}", category.id));
    let rows =
        shown_items(menu, category).map(|(item, available)| row(item, available, &picture)).collect_view();
    view! {
        <section id=category.id.to_string() aria-labelledby=labelled_by>
            <h2 id=heading>{category.name.ko.clone()}<small lang="en">{category.name.en.clone()}</small></h2>
            <ul class="items">{rows}</ul>
        </section>
    }
}

fn row(item: &Item, available: bool, picture: &str) -> impl IntoView + use<> {
    view! {
        <li data-item=item.id.to_string() data-sold-out=(!available).then_some("")>
            <a href=format!("/client/items/{}", item.id)>
                <div class="words">
                    <strong>{item.name.ko.clone()}</strong>
                    <span class="en" lang="en">{item.name.en.clone()}</span>
                    <span class="price">{money(item.price_minor)}<em class="badge">"품절"</em></span>
                </div>
                <svg class="picture" viewBox="0 0 96 96" aria-hidden="true"><use href=picture.to_owned()></use></svg>
            </a>
        </li>
    }
}

/// Leads to the cart, once there is one.
#[component]
fn CartBar(menu: std::sync::Arc<Menu>) -> impl IntoView {
    let cart = cookies::cart();
    (!cart.is_empty()).then(|| {
        let total =
            pricing::price_cart(&menu, &cart, context().now).ok().map(|priced| money(priced.total_minor));
        view! {
            <a class="cart-bar" href="/client/cart">
                <span>"장바구니 보기"</span>
                <span class="count" aria-label="담은 수량">{cart.count()}</span>
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
