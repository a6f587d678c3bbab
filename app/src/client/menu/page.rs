//! The menu, the customer's first page. It is rendered from the gateway's memory alone, so it opens
//! while every service is down.

use crate::{
    client::{
        menu::{
            live::MenuUpdater,
            row::render_row,
            search,
            search_box::{MenuSearch, SearchWords},
            updates::{MenuRow, MenuUpdate, MenuUpdaterWords},
        },
        orders::open_orders::OpenOrders,
        parts::{
            MenuUnknownPage, NoCookiesNotice, ProblemNotice, TopBar, ordering::OpeningSign,
            store_address::StoreAddress,
        },
        settings::page::PreferenceBar,
    },
    shared::{
        ssr::{
            PageTitle, condition, cookies, languages::english_subtitle, query_value,
            request_context, request_lang, request_words, sprite_symbol_url,
        },
        ui::{Lang, MoneyFormat, foreign_tag},
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
    let Some(known) = request_context().gateway.known_menu() else {
        return MenuUnknownPage().into_any();
    };
    let lang = request_lang();
    let stale = condition::menu_notice(&known, request_lang());
    let menu = known.menu;
    let wish = MenuPageQuery::from_request();
    let shown: Vec<VisibleCategory<'_>> = menu
        .categories
        .iter()
        .filter_map(|category| VisibleCategory::from_category(&menu, category))
        .collect();
    let picked =
        shown.iter().find(|shown| wish.category.as_deref() == Some(shown.category.id.as_str()));
    let found = shown.iter().map(|category| category.count_matches(&wish.query)).sum();
    let edition = layout_version(&menu);
    let whole = !wish.picks_category;
    let list = match picked {
        Some(picked) => render_single_category(picked).into_any(),
        None if wish.picks_category => render_category_buttons(&shown).into_any(),
        None => shown
            .iter()
            .map(|category| render_section(category, &wish.query))
            .collect_view()
            .into_any(),
    };
    let head = match picked {
        Some(picked) => {
            view! { <TopBar title=picked.category.name.in_language(lang.tag()) back="/client"/> }
                .into_any()
        }
        None => view! {
            <MenuHeader store=menu.store.clone()/>
            <div class="finding" role="search">
                <MenuSearch query=wish.query.clone() found whole words=SearchWords::for_lang(lang)/>
            </div>
        }
        .into_any(),
    };
    view! {
        {head}
        {whole.then(|| render_category_bar(&shown, &wish.query))}
        <main class="menu">
            <OpenOrders/>
            <ProblemNotice/>
            <AddedNotice/>
            {picked.is_some().then(|| view! { <OpeningSign store=menu.store.clone() says_open=false/> })}
            <MenuUpdater edition stale words=MenuUpdaterWords::for_lang(lang)/>
            {list}
            <footer class="fine">{request_words().menu.fine_print}<StoreAddress/></footer>
            <CartBar menu=menu.clone()/>
        </main>
    }
    .into_any()
}

/// Confirmation that an item was added to the cart, or a notice that this browser keeps no cookies.
#[component]
fn AddedNotice() -> impl IntoView {
    let lang = request_lang();
    query_value("added").map(|_| match cookies::read_cookie(cookies::CART) {
        Some(_) => {
            view! { <p class="done added" role="status">{lang.words().menu.added}</p> }.into_any()
        }
        None => view! { <NoCookiesNotice/> }.into_any(),
    })
}

/// Parameters of the page's address.
struct MenuPageQuery {
    query: String,
    /// Easy mode without a search: a category has to be picked first.
    picks_category: bool,
    /// Id of the picked category.
    category: Option<String>,
}

impl MenuPageQuery {
    fn from_request() -> Self {
        let address = use_query_map();
        let asked = |name| address.with_untracked(|asked| asked.get(name)).unwrap_or_default();
        let query: String = asked("q").chars().take(MOST_LETTERS).collect();
        let picks_category = request_context().easy && query.trim().is_empty();
        Self { category: picks_category.then(|| asked("category")), picks_category, query }
    }
}

/// A category with those of its items that are not hidden.
struct VisibleCategory<'a> {
    category: &'a Category,
    items: Vec<(&'a Item, MenuRow)>,
}

impl<'a> VisibleCategory<'a> {
    fn from_category(menu: &'a Menu, category: &'a Category) -> Option<Self> {
        let now = request_context().now;
        let lang = request_lang();
        let of_item = |item| Some((item, MenuRow::from_item(menu, item, now, lang)?));
        let items: Vec<_> = menu.items_in_category(&category.id).filter_map(of_item).collect();
        (!items.is_empty()).then_some(Self { category, items })
    }

    fn count_matches(&self, query: &str) -> usize {
        self.items
            .iter()
            .filter(|(_, row)| search::matches_query(query, &row.searchable_names()))
            .count()
    }
}

/// Page header: the store, and whether it takes orders.
#[component]
fn MenuHeader(store: Store) -> impl IntoView {
    let tag = request_lang().tag();
    let name = store.name.clone();
    view! {
        <PageTitle text=name.in_language(tag).to_owned()/>
        <Meta name="description" content=format!("{} · {}", name.in_language(tag), request_words().common.menu)/>
        <header class="store">
            <div>
                <h1 lang=foreign_tag(&name, tag)>{name.in_language(tag).to_owned()}</h1>
                {english_subtitle(&name).map(|en| view! { <p class="en" lang="en">{en}</p> })}
            </div>
            <a class="quiet" href="/client/orders">{request_words().menu.my_orders}</a>
            <PreferenceBar/>
            <OpeningSign store/>
        </header>
    }
}

fn render_category_bar(shown: &[VisibleCategory<'_>], query: &str) -> impl IntoView + use<> {
    let tag = request_lang().tag();
    let links = shown.iter().enumerate().map(|(place, shown)| {
        let name = &shown.category.name;
        let address = format!("#{}", shown.category.id);
        let current = (place == 0).then_some("true");
        let hidden = shown.count_matches(query) == 0;
        view! { <a href=address aria-current=current hidden=hidden lang=foreign_tag(name, tag)>{name.in_language(tag).to_owned()}</a> }
    });
    view! { <nav class="categories" aria-label=request_words().menu.categories>{links.collect_view()}</nav> }
}

/// Each category as a large button.
fn render_category_buttons(shown: &[VisibleCategory<'_>]) -> impl IntoView + use<> {
    let tag = request_lang().tag();
    let buttons = shown.iter().map(|shown| {
        let name = &shown.category.name;
        let address = format!("/client?category={}", shown.category.id);
        let picture = sprite_symbol_url(shown.category.id.as_str(), shown.category.id.as_str());
        view! {
            <li>
                <a href=address>
                    <svg class="picture" viewBox="0 0 96 96" aria-hidden="true"><use href=picture></use></svg>
                    <strong lang=foreign_tag(name, tag)>{name.in_language(tag).to_owned()}</strong>
                </a>
            </li>
        }
    });
    let buttons = buttons.collect_view();
    view! {
        <nav class="pick" aria-labelledby="pick">
            <h2 id="pick">{request_words().menu.pick_category}</h2>
            <ul>{buttons}</ul>
        </nav>
    }
}

/// One category alone; its name is the page's heading.
fn render_single_category(shown: &VisibleCategory<'_>) -> impl IntoView + use<> {
    let rows = shown.items.iter().map(|(item, told)| render_row(item, told, "")).collect_view();
    view! {
        <ul class="items">{rows}</ul>
        <a class="quiet other" href="/client">{request_words().menu.other_categories}</a>
    }
}

fn render_section(shown: &VisibleCategory<'_>, query: &str) -> impl IntoView + use<> {
    let tag = request_lang().tag();
    let category = shown.category;
    let (heading, labelled_by) =
        (format!("heading-{}", category.id), format!("heading-{}", category.id));
    let rows = shown.items.iter().map(|(item, told)| render_row(item, told, query)).collect_view();
    view! {
        <section id=category.id.to_string() aria-labelledby=labelled_by hidden=shown.count_matches(query) == 0>
            <h2 id=heading>
                <span lang=foreign_tag(&category.name, tag)>{category.name.in_language(tag).to_owned()}</span>
                {english_subtitle(&category.name).map(|en| view! { <small lang="en">{en}</small> })}
            </h2>
            <ul class="items">{rows}</ul>
        </section>
    }
}

/// Link to the cart, unless the cart is empty.
#[component]
fn CartBar(menu: Arc<Menu>) -> impl IntoView {
    let cart = cookies::read_cart();
    (!cart.is_empty()).then(|| {
        let (money, words) = (
            MoneyFormat::for_currency(&menu.store.currency, request_lang()),
            &request_words().menu,
        );
        let total = pricing::price_cart(&menu, &cart, request_context().now)
            .ok()
            .map(|priced| money.format_amount(priced.total_minor));
        view! {
            <a class="cart-bar" href="/client/cart">
                <span>{words.see_cart}</span>
                <span class="count" aria-label=words.cart_count>{cart.piece_count()}</span>
                <strong>{total}</strong>
            </a>
        }
    })
}

/// Hash of what an open page cannot patch in place: the categories with their names, the items with
/// their category, picture and hidden state, and the sequence of both.
fn layout_version(menu: &Menu) -> String {
    let mut hasher = DefaultHasher::new();
    for category in &menu.categories {
        (category.id.as_str(), &category.name.ko, &category.name.en).hash(&mut hasher);
    }
    for item in &menu.items {
        let picture = item.picture.as_ref().map(|own| own.id.as_str());
        (
            item.id.as_str(),
            item.category.as_str(),
            picture,
            item.availability == Availability::Hidden,
        )
            .hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// A complete update for phones with an open menu: every row.
pub fn full_menu_update(known: &KnownMenu, now: jiff::Timestamp, lang: Lang) -> MenuUpdate {
    let menu = &known.menu;
    let rows =
        menu.items.iter().filter_map(|item| MenuRow::from_item(menu, item, now, lang)).collect();
    MenuUpdate {
        edition: layout_version(menu),
        whole: true,
        rows,
        stale: condition::menu_notice(known, lang),
    }
}
