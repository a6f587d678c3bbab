//! Changes of a cart since its owner last saw it, line by line, and the cart after accepting all of
//! them. Nothing is chosen for a customer: a lost option is left out where the rules allow it, and
//! everything else the customer chooses again.

use crate::shared::ssr::last_seen_prices::{LastSeenPrice, unit_price_minor};
use jiff::Timestamp;
use menu_api::{
    Cart, CartLine, Menu, OptionId,
    pricing::{ItemOffer, LineFault, PricedLine, price_line},
};

/// A line of the cart compared with the current menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedLine {
    /// The line as the cart has it.
    pub line: CartLine,
    /// Price and name as its owner last saw them, if known.
    pub was: Option<LastSeenPrice>,
    /// The current price, or why the line cannot be ordered.
    pub now: Result<PricedLine, LineFault>,
    /// The difference, if any.
    pub change: Option<LineChange>,
}

/// How a line differs from what its owner last saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineChange {
    /// The price of one piece is different.
    Price {
        /// Earlier price, minor units.
        was_minor: i64,
        /// Current price, minor units.
        now_minor: i64,
    },
    /// The line can be ordered without the lost options.
    Without {
        /// The options that are no longer available.
        lost: Vec<LostOption>,
        /// The line without them.
        line: CartLine,
        /// The price of that line.
        now: PricedLine,
    },
    /// The options are no longer valid: the owner has to choose again or remove the line.
    Choose {
        /// The options that are no longer available; may be empty.
        lost: Vec<LostOption>,
    },
    /// The line cannot be ordered.
    Leaves,
}

/// A chosen option that is no longer available.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostOption {
    pub option: OptionId,
    /// Still on the menu, but sold out.
    pub is_sold_out: bool,
}

/// Compares each line of `cart`, in order, with what `shown` has of it and with the menu at `now`.
pub fn compare_cart(
    menu: &Menu,
    cart: &Cart,
    shown: Vec<Option<LastSeenPrice>>,
    now: Timestamp,
) -> Vec<ComparedLine> {
    let shown = shown.into_iter().chain(std::iter::repeat(None));
    let compared = |(line, was): (&CartLine, Option<LastSeenPrice>)| {
        let offer = menu.find_offer(&line.item, now);
        let priced =
            offer.as_ref().ok_or(LineFault::UnknownItem).and_then(|offer| price_line(offer, line));
        let change = find_change(offer.as_ref(), line, was.as_ref(), &priced);
        ComparedLine { line: line.clone(), was, now: priced, change }
    };
    cart.lines.iter().zip(shown).map(compared).collect()
}

/// The cart after accepting every change; `None` while options have to be chosen.
pub fn cart_after_changes(lines: &[ComparedLine]) -> Option<Cart> {
    let mut cart = Cart::default();
    for compared in lines {
        let stays = match &compared.change {
            Some(LineChange::Leaves) => continue,
            Some(LineChange::Choose { .. }) => return None,
            Some(LineChange::Without { line, .. }) => line,
            Some(LineChange::Price { .. }) | None => &compared.line,
        };
        // Without its lost options a line may equal another one, and the two merge; a sum above a
        // line's limit keeps them apart.
        if cart.add(stays.clone()).is_err() {
            cart.lines.push(stays.clone());
        }
    }
    Some(cart)
}

/// A comparable text of what accepting agrees to: the cart and the price of each line.
pub fn terms_text(menu: &Menu, cart: &Cart, now: Timestamp) -> String {
    let prices = cart.lines.iter().map(|line| {
        let priced =
            menu.find_offer(&line.item, now).and_then(|offer| price_line(&offer, line).ok());
        priced.map_or_else(String::new, |priced| priced.line_total_minor.to_string())
    });
    format!("{cart} {}", prices.collect::<Vec<_>>().join("+"))
}

fn find_change(
    offer: Option<&ItemOffer>,
    line: &CartLine,
    was: Option<&LastSeenPrice>,
    priced: &Result<PricedLine, LineFault>,
) -> Option<LineChange> {
    match (priced, offer) {
        (Ok(now), _) => {
            let was_minor = was?.each_minor;
            let now_minor = unit_price_minor(now);
            (was_minor != now_minor).then_some(LineChange::Price { was_minor, now_minor })
        }
        (Err(fault), Some(offer)) if is_option_fault(fault) => {
            Some(lost_option_change(offer, line))
        }
        (Err(_), _) => Some(LineChange::Leaves),
    }
}

/// Whether choosing other options can correct the fault.
fn is_option_fault(fault: &LineFault) -> bool {
    match fault {
        LineFault::UnknownOption { .. }
        | LineFault::DoubledOption { .. }
        | LineFault::OptionSoldOut { .. }
        | LineFault::InvalidOptionQuantity { .. }
        | LineFault::TooFewOptions { .. }
        | LineFault::TooManyOptions { .. } => true,
        LineFault::UnknownItem
        | LineFault::ItemSoldOut
        | LineFault::NotServedNow { .. }
        | LineFault::InvalidQuantity
        | LineFault::AmountOutOfRange => false,
    }
}

fn lost_option_change(offer: &ItemOffer, line: &CartLine) -> LineChange {
    let lost_of = |option: &OptionId| {
        let known =
            offer.groups.iter().flat_map(|group| &group.options).find(|known| known.id == *option);
        let is_sold_out = known.is_some_and(|known| !known.available);
        (known.is_none() || is_sold_out).then(|| LostOption { option: option.clone(), is_sold_out })
    };
    let lost: Vec<LostOption> =
        line.options.iter().filter_map(|(option, _)| lost_of(option)).collect();
    let mut rest = line.clone();
    rest.options.retain(|(option, _)| lost_of(option).is_none());
    match price_line(offer, &rest) {
        Ok(now) if !lost.is_empty() => LineChange::Without { lost, line: rest, now },
        _ => LineChange::Choose { lost },
    }
}

#[cfg(test)]
mod tests;
