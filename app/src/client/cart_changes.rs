//! What became of a cart since its owner last saw it: line by line, what is different, and what the cart would be if
//! all of that were accepted. Nothing is chosen for a customer: an option that is gone may be left out where the rules
//! allow that, and anything else they choose again.

use crate::ssr::shown::{Shown, each_minor};
use jiff::Timestamp;
use menu_api::{
    Cart, CartLine, Menu, OptionId,
    pricing::{LineFault, Offer, PricedLine, price_line},
};

/// A line of the cart beside the menu as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// As it lies in the cart.
    pub line: CartLine,
    /// As its owner last saw it, if that is known.
    pub was: Option<Shown>,
    /// What it costs now, or why it cannot be had.
    pub now: Result<PricedLine, LineFault>,
    /// What is different.
    pub change: Option<Change>,
}

/// What is different about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// One piece costs something else.
    Price {
        /// Then, minor units.
        was_minor: i64,
        /// Now, minor units.
        now_minor: i64,
    },
    /// It can be had without what is gone.
    Without {
        /// The options that are gone.
        lost: Vec<Lost>,
        /// What stays of the line.
        line: CartLine,
        /// What that costs.
        now: PricedLine,
    },
    /// Its options do not do any more: its owner has to choose again, or to take it out.
    Choose {
        /// The options that are gone; there may be none.
        lost: Vec<Lost>,
    },
    /// It cannot be had.
    Leaves,
}

/// An option that was chosen and is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Which.
    pub option: OptionId,
    /// It is on the menu, but sold out.
    pub is_sold_out: bool,
}

/// The lines of `cart` in order, each beside what was shown of it.
pub fn compare(menu: &Menu, cart: &Cart, shown: Vec<Option<Shown>>, now: Timestamp) -> Vec<Compared> {
    let shown = shown.into_iter().chain(std::iter::repeat(None));
    let compared = |(line, was): (&CartLine, Option<Shown>)| {
        let offer = menu.offer(&line.item, now);
        let priced = offer.as_ref().ok_or(LineFault::UnknownItem).and_then(|offer| price_line(offer, line));
        let change = change(offer.as_ref(), line, was.as_ref(), &priced);
        Compared { line: line.clone(), was, now: priced, change }
    };
    cart.lines.iter().zip(shown).map(compared).collect()
}

/// The cart as it is once every change is accepted; `None` while something has to be chosen.
pub fn accepted(lines: &[Compared]) -> Option<Cart> {
    let mut cart = Cart::default();
    for compared in lines {
        let stays = match &compared.change {
            Some(Change::Leaves) => continue,
            Some(Change::Choose { .. }) => return None,
            Some(Change::Without { line, .. }) => line,
            Some(Change::Price { .. }) | None => &compared.line,
        };
        // Without what is gone it may be like another line; too many for one line stay two.
        if cart.add(stays.clone()).is_err() {
            cart.lines.push(stays.clone());
        }
    }
    Some(cart)
}

/// What one who accepts agrees to, in a text that is compared: the cart and the price of each of its lines.
pub fn terms(menu: &Menu, cart: &Cart, now: Timestamp) -> String {
    let prices = cart.lines.iter().map(|line| {
        let priced = menu.offer(&line.item, now).and_then(|offer| price_line(&offer, line).ok());
        priced.map_or_else(String::new, |priced| priced.line_total_minor.to_string())
    });
    format!("{cart} {}", prices.collect::<Vec<_>>().join("+"))
}

fn change(
    offer: Option<&Offer>,
    line: &CartLine,
    was: Option<&Shown>,
    priced: &Result<PricedLine, LineFault>,
) -> Option<Change> {
    match (priced, offer) {
        (Ok(now), _) => {
            let (was_minor, now_minor) = (was?.each_minor, each_minor(now));
            (was_minor != now_minor).then_some(Change::Price { was_minor, now_minor })
        }
        (Err(fault), Some(offer)) if is_of_options(fault) => Some(without_lost(offer, line)),
        (Err(_), _) => Some(Change::Leaves),
    }
}

/// Choosing other options would mend it.
fn is_of_options(fault: &LineFault) -> bool {
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

fn without_lost(offer: &Offer, line: &CartLine) -> Change {
    let lost_of = |option: &OptionId| {
        let known = offer.groups.iter().flat_map(|group| &group.options).find(|known| known.id == *option);
        let is_sold_out = known.is_some_and(|known| !known.available);
        (known.is_none() || is_sold_out).then(|| Lost { option: option.clone(), is_sold_out })
    };
    let lost: Vec<Lost> = line.options.iter().filter_map(|(option, _)| lost_of(option)).collect();
    let mut rest = line.clone();
    rest.options.retain(|(option, _)| lost_of(option).is_none());
    match price_line(offer, &rest) {
        Ok(now) if !lost.is_empty() => Change::Without { lost, line: rest, now },
        _ => Change::Choose { lost },
    }
}

#[cfg(test)]
mod tests;
