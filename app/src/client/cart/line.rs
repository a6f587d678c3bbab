//! One line of the cart: name, options, price, changes and actions.

use crate::{
    client::{
        cart::changes::{ComparedLine, LineChange, LostOption},
        menu::row::next_serving_text,
    },
    shared::{
        ssr::{
            cookies, last_seen_prices::unit_price_minor, request_context, request_lang,
            request_words, time,
        },
        ui::{MoneyFormat, OrderAction, PageProblem, foreign_tag},
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
pub fn CartRow(line: ComparedLine, menu: Arc<Menu>, money: MoneyFormat) -> impl IntoView {
    let (name, name_lang) = item_name(&line, &menu);
    let priced = match &line.change {
        Some(LineChange::Without { now, .. }) => Some(now),
        _ => line.now.as_ref().ok(),
    };
    let chosen = match priced {
        Some(priced) => describe_options(priced, &money),
        None => describe_unpriced_options(&menu, &line),
    };
    let price = priced.map(|priced| money.format_amount(priced.line_total_minor));
    let mark = line.change.as_ref().map(change_kind);
    let is_gone = priced.is_none();
    view! {
        <li class:gone=is_gone data-change=mark>
            <div class="words">
                <strong lang=name_lang>{name}</strong>
                <span class="chosen">{chosen}</span>
                {render_change(&line, &menu, &money)}
                {render_served_later(&line.line, &menu)}
                <span class="price">{price}</span>
            </div>
            {(!is_gone).then(|| view! { <QuantityStepper line=line.line.clone()/> })}
            <LineActions line menu/>
        </li>
    }
}

/// From when the line's item is served, where it can only be ordered ahead.
fn render_served_later(line: &CartLine, menu: &Menu) -> Option<impl IntoView + use<>> {
    let offer = menu.find_offer(&line.item, request_context().now)?;
    let context = request_context();
    let later = offer.not_served.filter(|_| offer.available)?;
    let from = next_serving_text(later, &menu.store, context.now, context.lang)?;
    Some(view! { <span class="change">{(request_words().menu.from)(&from)}</span> })
}

/// The change's name, for tests and styles.
fn change_kind(change: &LineChange) -> &'static str {
    match change {
        LineChange::Price { .. } => "price",
        LineChange::Without { .. } => "without",
        LineChange::Choose { .. } => "choose",
        LineChange::Leaves => "leaves",
    }
}

/// The item's name on the menu; the name last seen, when the item was removed from the menu.
fn item_name(line: &ComparedLine, menu: &Menu) -> (String, Option<&'static str>) {
    let tag = request_lang().tag();
    if let Some(item) = menu.find_item(&line.line.item) {
        return (item.name.in_language(tag).to_owned(), foreign_tag(&item.name, tag));
    }
    let shown = line.was.as_ref().map(|was| was.name.clone()).filter(|name| !name.is_empty());
    (shown.unwrap_or_else(|| line.line.item.to_string()), None)
}

/// The change in words.
fn render_change(line: &ComparedLine, menu: &Menu, money: &MoneyFormat) -> Option<AnyView> {
    let words = &request_words().cart;
    Some(match line.change.as_ref()? {
        LineChange::Price { was_minor, now_minor } => {
            render_price_change(*was_minor, *now_minor, money).into_any()
        }
        LineChange::Without { lost, now, .. } => {
            let was = line.was.as_ref().map(|was| was.each_minor);
            let now = unit_price_minor(now);
            view! {
                {lost.iter().map(|lost| render_lost_option(lost, menu, Some(words.left_out))).collect_view()}
                {was.filter(|was| *was != now).map(|was| render_price_change(was, now, money))}
            }
            .into_any()
        }
        LineChange::Choose { lost } => view! {
            {lost.iter().map(|lost| render_lost_option(lost, menu, None)).collect_view()}
            {render_fault(line)}
        }
        .into_any(),
        LineChange::Leaves => {
            view! { {render_fault(line)} <span class="change">{words.leaves}</span> }.into_any()
        }
    })
}

/// The earlier and the current price of one piece.
fn render_price_change(
    was_minor: i64,
    now_minor: i64,
    money: &MoneyFormat,
) -> impl IntoView + use<> {
    view! { <span class="change"><del>{money.format_amount(was_minor)}</del>" → "<ins>{money.format_amount(now_minor)}</ins></span> }
}

/// An option that is no longer available, and the consequence `then`.
fn render_lost_option(
    lost: &LostOption,
    menu: &Menu,
    then: Option<&'static str>,
) -> impl IntoView + use<> {
    let name = option_name(menu, &lost.option);
    let words = request_words();
    let why = if lost.is_sold_out { words.common.sold_out } else { words.cart.unsold };
    view! { <span class="change" data-option=lost.option.to_string()><del>{name}</del>": "{why}{then.map(|then| format!(" · {then}"))}</span> }
}

/// Why the line cannot be ordered.
fn render_fault(line: &ComparedLine) -> Option<impl IntoView + use<>> {
    let fault = line.now.as_ref().err()?;
    let lang = request_lang();
    let context = request_context();
    let next = match fault {
        LineFault::NotServedNow { next_at_ms } => {
            next_at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok())
        }
        _ => None,
    };
    let next = next
        .map(|at| time::upcoming_time(at, context.now, &time::store_zone(&context.gateway), lang));
    let next = next.map(|when| format!(" {}.", (request_words().cart.served_from)(&when)));
    let (code, text) = (
        fault.error_code(),
        PageProblem::from_code(fault.error_code(), OrderAction::Place).text_in(lang),
    );
    Some(
        view! { <span class="fault" role="alert" data-code=code lang=lang.tag()>{text}{next}</span> },
    )
}

/// The quantity, between a minus and a plus button.
#[component]
fn QuantityStepper(line: CartLine) -> impl IntoView {
    let words = request_words();
    let quantity = line.quantity;
    let less = if quantity == 1 { words.cart.remove } else { words.cart.one_less };
    let line = cookies::encode_cart_line(&line);
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
fn LineActions(line: ComparedLine, menu: Arc<Menu>) -> impl IntoView {
    let words = &request_words().cart;
    let is_on_menu = menu
        .find_offer(&line.line.item, request_context().now)
        .is_some_and(|offer| offer.available && !offer.groups.is_empty());
    let must_choose =
        matches!(line.change, Some(LineChange::Choose { .. } | LineChange::Without { .. }));
    // Easy mode keeps a line to two buttons, plus a third where a choice is required.
    let can_edit = is_on_menu && (must_choose || !request_context().easy);
    let edit = if must_choose { words.choose_again } else { words.edit };
    let encoded = cookies::encode_cart_line(&line.line);
    let href = format!("/client/items/{}?line={encoded}", line.line.item);
    let has_amount = !matches!(line.change, Some(LineChange::Choose { .. } | LineChange::Leaves));
    let can_remove = !has_amount || (line.line.quantity > 1 && !request_context().easy);
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
pub fn describe_options(line: &PricedLine, money: &MoneyFormat) -> String {
    let tag = request_lang().tag();
    let options = line.options.iter().map(|option| {
        let extra =
            money.format_surcharge(option.price_minor.saturating_mul(i64::from(option.quantity)));
        // A word joiner keeps a sign and its amount on one line.
        let extra = if extra.is_empty() {
            extra
        } else {
            format!(" ({})", extra.replace('+', "+\u{2060}"))
        };
        format!("{}{extra}", name_with_quantity(option.name.in_language(tag), option.quantity))
    });
    options.collect::<Vec<_>>().join(", ")
}

/// The options of a line without a price, in the menu's sequence. Options that the menu does not
/// know, or that are reported as lost, are left out.
fn describe_unpriced_options(menu: &Menu, line: &ComparedLine) -> String {
    let lost: &[LostOption] =
        if let Some(LineChange::Choose { lost }) = &line.change { lost } else { &[] };
    let known = menu.option_groups.iter().flat_map(|group| &group.options);
    let left = known.filter(|known| lost.iter().all(|lost| lost.option != known.id));
    let chosen = left.filter_map(|known| {
        let quantity = line.line.options.iter().find(|(option, _)| *option == known.id)?.1;
        Some(name_with_quantity(known.name.in_language(request_lang().tag()), quantity))
    });
    chosen.collect::<Vec<_>>().join(", ")
}

fn name_with_quantity(name: &str, quantity: u32) -> String {
    if quantity > 1 { format!("{name} ×{quantity}") } else { name.to_owned() }
}

fn option_name(menu: &Menu, option: &OptionId) -> String {
    find_option(menu, option).map_or_else(
        || option.to_string(),
        |known| known.name.in_language(request_lang().tag()).to_owned(),
    )
}

fn find_option<'a>(menu: &'a Menu, option: &OptionId) -> Option<&'a menu_api::ItemOption> {
    menu.option_groups.iter().flat_map(|group| &group.options).find(|known| known.id == *option)
}
