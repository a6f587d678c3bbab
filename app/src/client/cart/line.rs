//! One line of the cart: name, options, price, changes and actions.

use crate::{
    client::{
        cart::changes::{Change, Compared, Lost},
        menu::row::next_served,
    },
    shared::{
        ssr::{context, cookies, lang, last_seen_prices::each_minor, time, words},
        ui::{Act, Money, Problem, foreign},
    },
};
use jiff::Timestamp;
use leptos::prelude::*;
use menu_api::{
    CartLine, Menu, OptionId,
    pricing::{LineFault, PricedLine},
};
use std::sync::Arc;

/// A line with its buttons.
#[component]
pub fn CartRow(line: Compared, menu: Arc<Menu>, money: Money) -> impl IntoView {
    let (name, name_lang) = name(&line, &menu);
    let priced = match &line.change {
        Some(Change::Without { now, .. }) => Some(now),
        _ => line.now.as_ref().ok(),
    };
    let chosen = match priced {
        Some(priced) => chosen(priced, &money),
        None => written(&menu, &line),
    };
    let price = priced.map(|priced| money.text(priced.line_total_minor));
    let (mark, is_gone) = (line.change.as_ref().map(mark), priced.is_none());
    view! {
        <li class:gone=is_gone data-change=mark>
            <div class="words">
                <strong lang=name_lang>{name}</strong>
                <span class="chosen">{chosen}</span>
                {difference(&line, &menu, &money)}
                {served_later(&line.line, &menu)}
                <span class="price">{price}</span>
            </div>
            {(!is_gone).then(|| view! { <Amount line=line.line.clone()/> })}
            <Actions line menu/>
        </li>
    }
}

/// From when the line's item is served, where it can only be ordered ahead.
fn served_later(line: &CartLine, menu: &Menu) -> Option<impl IntoView + use<>> {
    let (offer, context) = (menu.offer(&line.item, context().now)?, context());
    let later = offer.not_served.filter(|_| offer.available)?;
    let from = next_served(later, &menu.store, context.now, context.lang)?;
    Some(view! { <span class="change">{(words().menu.from)(&from)}</span> })
}

/// The change's name, for tests and styles.
fn mark(change: &Change) -> &'static str {
    match change {
        Change::Price { .. } => "price",
        Change::Without { .. } => "without",
        Change::Choose { .. } => "choose",
        Change::Leaves => "leaves",
    }
}

/// The item's name on the menu; the name last seen, when the item was removed from the menu.
fn name(line: &Compared, menu: &Menu) -> (String, Option<&'static str>) {
    let tag = lang().tag();
    if let Some(item) = menu.item(&line.line.item) {
        return (item.name.of(tag).to_owned(), foreign(&item.name, tag));
    }
    let shown = line.was.as_ref().map(|was| was.name.clone()).filter(|name| !name.is_empty());
    (shown.unwrap_or_else(|| line.line.item.to_string()), None)
}

/// The change in words.
fn difference(line: &Compared, menu: &Menu, money: &Money) -> Option<AnyView> {
    let words = &words().cart;
    Some(match line.change.as_ref()? {
        Change::Price { was_minor, now_minor } => repriced(*was_minor, *now_minor, money).into_any(),
        Change::Without { lost, now, .. } => {
            let (was, now) = (line.was.as_ref().map(|was| was.each_minor), each_minor(now));
            view! {
                {lost.iter().map(|lost| gone(lost, menu, Some(words.left_out))).collect_view()}
                {was.filter(|was| *was != now).map(|was| repriced(was, now, money))}
            }
            .into_any()
        }
        Change::Choose { lost } => view! {
            {lost.iter().map(|lost| gone(lost, menu, None)).collect_view()}
            {fault(line)}
        }
        .into_any(),
        Change::Leaves => view! { {fault(line)} <span class="change">{words.leaves}</span> }.into_any(),
    })
}

/// The earlier and the current price of one piece.
fn repriced(was_minor: i64, now_minor: i64, money: &Money) -> impl IntoView + use<> {
    view! { <span class="change"><del>{money.text(was_minor)}</del>" → "<ins>{money.text(now_minor)}</ins></span> }
}

/// An option that is no longer available, and the consequence `then`.
fn gone(lost: &Lost, menu: &Menu, then: Option<&'static str>) -> impl IntoView + use<> {
    let (name, words) = (option_name(menu, &lost.option), words());
    let why = if lost.is_sold_out { words.common.sold_out } else { words.cart.unsold };
    view! { <span class="change" data-option=lost.option.to_string()><del>{name}</del>": "{why}{then.map(|then| format!(" · {then}"))}</span> }
}

/// Why the line cannot be ordered.
fn fault(line: &Compared) -> Option<impl IntoView + use<>> {
    let (fault, lang, context) = (line.now.as_ref().err()?, lang(), context());
    let next = match fault {
        LineFault::NotServedNow { next_at_ms } => {
            next_at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok())
        }
        _ => None,
    };
    let next = next.map(|at| time::upcoming(at, context.now, &time::store_zone(&context.gateway), lang));
    let next = next.map(|when| format!(" {}.", (words().cart.served_from)(&when)));
    let (code, text) = (fault.code(), Problem::of(fault.code(), Act::Place).text(lang));
    Some(view! { <span class="fault" role="alert" data-code=code lang=lang.tag()>{text}{next}</span> })
}

/// The quantity, between a minus and a plus button.
#[component]
fn Amount(line: CartLine) -> impl IntoView {
    let (words, quantity) = (words(), line.quantity);
    let less = if quantity == 1 { words.cart.remove } else { words.cart.one_less };
    let line = cookies::encoded(&line);
    view! {
        <div class="amount" data-less=words.cart.one_less data-remove=words.cart.remove>
            <QuantityForm line=line.clone() to=quantity.saturating_sub(1)><button type="submit" aria-label=less>"−"</button></QuantityForm>
            <span aria-live="polite" aria-label=words.common.quantity>{quantity}</span>
            <QuantityForm line to=quantity.saturating_add(1)><button type="submit" aria-label=words.cart.one_more>"+"</button></QuantityForm>
        </div>
    }
}

/// Link to choose the options again, and a button that removes the whole line where no other button
/// does.
#[component]
fn Actions(line: Compared, menu: Arc<Menu>) -> impl IntoView {
    let words = &words().cart;
    let is_on_menu = menu
        .offer(&line.line.item, context().now)
        .is_some_and(|offer| offer.available && !offer.groups.is_empty());
    let must_choose = matches!(line.change, Some(Change::Choose { .. } | Change::Without { .. }));
    // Easy mode keeps a line to two buttons, plus a third where a choice is required.
    let can_edit = is_on_menu && (must_choose || !context().easy);
    let edit = if must_choose { words.choose_again } else { words.edit };
    let encoded = cookies::encoded(&line.line);
    let href = format!("/client/items/{}?line={encoded}", line.line.item);
    let has_amount = !matches!(line.change, Some(Change::Choose { .. } | Change::Leaves));
    let can_remove = !has_amount || (line.line.quantity > 1 && !context().easy);
    (can_edit || can_remove).then(|| view! {
        <div class="actions">
            {can_edit.then(|| view! { <a href=href>{edit}</a> })}
            {can_remove.then(|| view! {
                <QuantityForm line=encoded to=0><button type="submit">{words.remove}</button></QuantityForm>
            })}
        </div>
    })
}

/// A form with one button, so that it works without scripts.
#[component]
fn QuantityForm(line: String, to: u32, children: Children) -> impl IntoView {
    view! {
        <form method="post" action="/client/api/cart/quantity">
            <input type="hidden" name="line" value=line/>
            <input type="hidden" name="quantity" value=to/>
            {children()}
        </form>
    }
}

/// The chosen options in one line of text.
pub fn chosen(line: &PricedLine, money: &Money) -> String {
    let tag = lang().tag();
    let options = line.options.iter().map(|option| {
        let extra = money.signed(option.price_minor.saturating_mul(i64::from(option.quantity)));
        // A word joiner keeps a sign and its amount on one line.
        let extra = if extra.is_empty() { extra } else { format!(" ({})", extra.replace('+', "+\u{2060}")) };
        format!("{}{extra}", times(option.name.of(tag), option.quantity))
    });
    options.collect::<Vec<_>>().join(", ")
}

/// The options of a line without a price, in the menu's sequence. Options that the menu does not
/// know, or that are reported as lost, are left out.
fn written(menu: &Menu, line: &Compared) -> String {
    let lost: &[Lost] = if let Some(Change::Choose { lost }) = &line.change { lost } else { &[] };
    let known = menu.option_groups.iter().flat_map(|group| &group.options);
    let left = known.filter(|known| lost.iter().all(|lost| lost.option != known.id));
    let chosen = left.filter_map(|known| {
        let quantity = line.line.options.iter().find(|(option, _)| *option == known.id)?.1;
        Some(times(known.name.of(lang().tag()), quantity))
    });
    chosen.collect::<Vec<_>>().join(", ")
}

fn times(name: &str, quantity: u32) -> String {
    if quantity > 1 { format!("{name} ×{quantity}") } else { name.to_owned() }
}

fn option_name(menu: &Menu, option: &OptionId) -> String {
    find(menu, option).map_or_else(|| option.to_string(), |known| known.name.of(lang().tag()).to_owned())
}

fn find<'a>(menu: &'a Menu, option: &OptionId) -> Option<&'a menu_api::ItemOption> {
    menu.option_groups.iter().flat_map(|group| &group.options).find(|known| known.id == *option)
}
