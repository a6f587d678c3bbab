//! The menu, the customer's first page. It is rendered from the gateway's memory alone, so it opens
//! while every service is down.

use crate::{
    client::{
        menu::{
            live::MenuLive,
            row::row,
            search,
            search_box::{MenuSearch, SearchWords},
            updates::{MenuNews, MenuRow, MenuWords},
        },
        orders::open_orders::OpenOrders,
        parts::{
            MenuUnknown, NoCookies, ProblemNotice, TopBar, ordering::OpeningSign, store_address::StorePlace,
        },
        settings::page::Preferences,
    },
    shared::{
        ssr::{
            PageTitle, condition, context, cookies, lang, languages::english_beside, picture, query, words,
        },
        ui::{Lang, Money, foreign},
    },
};
use gateway::KnownMenu;
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::hooks::use_query_map;
use menu_api::{Availability, Category, Item, Menu, Store, pricing};
use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

/// Longest search text, in characters; the rest is cut off.
const MOST_LETTERS: usize = 40;

/// `/client`. Easy mode shows the categories first, and then the one that was picked.
#[component]
pub fn MenuPage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return MenuUnknown().into_any() };
    let (lang, stale) = (lang(), condition::menu_notice(&known, lang()));
    let (menu, wish) = (known.menu, Wish::of_request());
    let shown: Vec<Shown<'_>> =
        menu.categories.iter().filter_map(|category| Shown::of(&menu, category)).collect();
    let picked = shown.iter().find(|shown| wish.category.as_deref() == Some(shown.category.id.as_str()));
    let found = shown.iter().map(|category| category.found(&wish.query)).sum();
    let (edition, whole) = (edition(&menu), !wish.picks_category);
    let list = match picked {
        Some(picked) => one_category(picked).into_any(),
        None if wish.picks_category => categories(&shown).into_any(),
        None => shown.iter().map(|category| section(category, &wish.query)).collect_view().into_any(),
    };
    let head = match picked {
        Some(picked) => {
            view! { <TopBar title=picked.category.name.of(lang.tag()) back="/client"/> }.into_any()
        }
        None => view! {
            <Head store=menu.store.clone()/>
            <div class="finding" role="search">
                <MenuSearch query=wish.query.clone() found whole words=SearchWords::of(lang)/>
            </div>
        }
        .into_any(),
    };
    view! {
        {head}
        {whole.then(|| category_bar(&shown, &wish.query))}
        <main class="menu">
            <OpenOrders/>
            <ProblemNotice/>
            <Added/>
            {picked.is_some().then(|| view! { <OpeningSign store=menu.store.clone() says_open=false/> })}
            <MenuLive edition stale words=MenuWords::of(lang)/>
            {list}
            <footer class="fine">{words().menu.fine_print}<StorePlace/></footer>
            <CartBar menu=menu.clone()/>
        </main>
    }
    .into_any()
}

/// Confirmation that an item was added to the cart, or a notice that this browser keeps no cookies.
#[component]
fn Added() -> impl IntoView {
    let lang = lang();
    query("added").map(|_| match cookies::read(cookies::CART) {
        Some(_) => view! { <p class="done added" role="status">{lang.words().menu.added}</p> }.into_any(),
        None => view! { <NoCookies/> }.into_any(),
    })
}

/// Parameters of the page's address.
struct Wish {
    query: String,
    /// Easy mode without a search: a category has to be picked first.
    picks_category: bool,
    /// Id of the picked category.
    category: Option<String>,
}

impl Wish {
    fn of_request() -> Self {
        let address = use_query_map();
        let asked = |name| address.with_untracked(|asked| asked.get(name)).unwrap_or_default();
        let query: String = asked("q").chars().take(MOST_LETTERS).collect();
        let picks_category = context().easy && query.trim().is_empty();
        Self { category: picks_category.then(|| asked("category")), picks_category, query }
    }
}

/// A category with those of its items that are not hidden.
struct Shown<'a> {
    category: &'a Category,
    items: Vec<(&'a Item, MenuRow)>,
}

impl<'a> Shown<'a> {
    fn of(menu: &'a Menu, category: &'a Category) -> Option<Self> {
        let (now, lang) = (context().now, lang());
        let of_item = |item| Some((item, MenuRow::of(menu, item, now, lang)?));
        let items: Vec<_> = menu.items_of(&category.id).filter_map(of_item).collect();
        (!items.is_empty()).then_some(Self { category, items })
    }

    fn found(&self, query: &str) -> usize {
        self.items.iter().filter(|(_, row)| search::finds(query, &row.names())).count()
    }
}

/// Page header: the store, and whether it takes orders.
#[component]
fn Head(store: Store) -> impl IntoView {
    let (tag, name) = (lang().tag(), store.name.clone());
    view! {
        <PageTitle text=name.of(tag).to_owned()/>
        <Meta name="description" content=format!("{} · {}", name.of(tag), words().common.menu)/>
        <header class="store">
            <div>
                <h1 lang=foreign(&name, tag)>{name.of(tag).to_owned()}</h1>
                {english_beside(&name).map(|en| view! { <p class="en" lang="en">{en}</p> })}
            </div>
            <a class="quiet" href="/client/orders">{words().menu.my_orders}</a>
            <Preferences/>
            <OpeningSign store/>
        </header>
    }
}

fn category_bar(shown: &[Shown<'_>], query: &str) -> impl IntoView + use<> {
    let tag = lang().tag();
    let links = shown.iter().enumerate().map(|(place, shown)| {
        let (name, address) = (&shown.category.name, format!("#{}", shown.category.id));
        let (current, hidden) = ((place == 0).then_some("true"), shown.found(query) == 0);
        view! { <a href=address aria-current=current hidden=hidden lang=foreign(name, tag)>{name.of(tag).to_owned()}</a> }
    });
    view! { <nav class="categories" aria-label=words().menu.categories>{links.collect_view()}</nav> }
}

/// Each category as a large button.
fn categories(shown: &[Shown<'_>]) -> impl IntoView + use<> {
    let tag = lang().tag();
    let buttons = shown.iter().map(|shown| {
        let (name, address) = (&shown.category.name, format!("/client?category={}", shown.category.id));
        let picture = picture(shown.category.id.as_str(), shown.category.id.as_str());
        view! {
            <li>
                <a href=address>
                    <svg class="picture" viewBox="0 0 96 96" aria-hidden="true"><use href=picture></use></svg>
                    <strong lang=foreign(name, tag)>{name.of(tag).to_owned()}</strong>
                </a>
            </li>
        }
    });
    let buttons = buttons.collect_view();
    view! {
        <nav class="pick" aria-labelledby="pick">
            <h2 id="pick">{words().menu.pick_category}</h2>
            <ul>{buttons}</ul>
        </nav>
    }
}

/// One category alone; its name is the page's heading.
fn one_category(shown: &Shown<'_>) -> impl IntoView + use<> {
    let rows = shown.items.iter().map(|(item, told)| row(item, told, "")).collect_view();
    view! {
        <ul class="items">{rows}</ul>
        <a class="quiet other" href="/client">{words().menu.other_categories}</a>
    }
}

fn section(shown: &Shown<'_>, query: &str) -> impl IntoView + use<> {
    let (tag, category) = (lang().tag(), shown.category);
    let (heading, labelled_by) = (format!("heading-{}", category.id), format!("heading-{}", category.id));
    let rows = shown.items.iter().map(|(item, told)| row(item, told, query)).collect_view();
    view! {
        <section id=category.id.to_string() aria-labelledby=labelled_by hidden=shown.found(query) == 0>
            <h2 id=heading>
                <span lang=foreign(&category.name, tag)>{category.name.of(tag).to_owned()}</span>
                {english_beside(&category.name).map(|en| view! { <small lang="en">{en}</small> })}
            </h2>
            <ul class="items">{rows}</ul>
        </section>
    }
}

/// Link to the cart, unless the cart is empty.
#[component]
fn CartBar(menu: Arc<Menu>) -> impl IntoView {
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

/// Hash of what an open page cannot patch in place: the categories with their names, the items with
/// their category, picture and hidden state, and the sequence of both.
fn edition(menu: &Menu) -> String {
    let mut hasher = DefaultHasher::new();
    for category in &menu.categories {
        (category.id.as_str(), &category.name.ko, &category.name.en).hash(&mut hasher);
    }
    for item in &menu.items {
        let picture = item.picture.as_ref().map(|own| own.id.as_str());
        (item.id.as_str(), item.category.as_str(), picture, item.availability == Availability::Hidden)
            .hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// A complete update for phones with an open menu: every row.
pub fn news(known: &KnownMenu, now: jiff::Timestamp, lang: Lang) -> MenuNews {
    let menu = &known.menu;
    let rows = menu.items.iter().filter_map(|item| MenuRow::of(menu, item, now, lang)).collect();
    MenuNews { edition: edition(menu), whole: true, rows, stale: condition::menu_notice(known, lang) }
}
