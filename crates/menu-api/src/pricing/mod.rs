//! Price of a cart: one function, run in the browser to show a total and in the gateway to decide
//! it. So the price that is shown equals the price that is charged. Arithmetic is checked, and
//! never in floating point.

mod cup;
mod offer;
#[cfg(test)]
mod tests;

use crate::{
    Cart, CartLine, ItemId, LocalizedText, Menu, OptionGroupId, OptionId,
    cart::{MAX_OPTIONS, MAX_QUANTITY},
};
pub use cup::{CupOwner, OWN_CUP, own_cup_name};
use jiff::Timestamp;
pub use offer::{ItemOffer, NotServed, OfferGroup, OfferOption};
use serde::{Deserialize, Serialize};

/// Why a line cannot be ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum LineFault {
    /// The item is not on the menu, or it is hidden.
    UnknownItem,
    /// The item is sold out.
    ItemSoldOut,
    /// It is outside the item's own hours.
    NotServedNow {
        /// When it is served next, in milliseconds since 1970; `None` when not within two weeks.
        next_at_ms: Option<i64>,
    },
    /// The quantity is not 1 to [`MAX_QUANTITY`].
    InvalidQuantity,
    /// The item has no such option, or it is hidden.
    UnknownOption {
        /// The option as sent.
        option: OptionId,
    },
    /// The line has the option twice.
    DoubledOption {
        /// The option.
        option: OptionId,
    },
    /// The option is sold out.
    OptionSoldOut {
        /// The option.
        option: OptionId,
    },
    /// The quantity of one option is not 1 to its `max_quantity`.
    InvalidOptionQuantity {
        /// The option.
        option: OptionId,
    },
    /// Fewer options are chosen than the group's `min`.
    TooFewOptions {
        /// The group.
        group: OptionGroupId,
    },
    /// More options are chosen than the group's `max`, or than [`MAX_OPTIONS`] on the line so far.
    TooManyOptions {
        /// The group.
        group: OptionGroupId,
    },
    /// The total does not fit into an `i64`, or is negative.
    AmountOutOfRange,
}

/// A cart line with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    /// Id of the item.
    pub item: ItemId,
    /// Its name when it was priced.
    pub name: LocalizedText,
    /// Price of one piece without options, minor units.
    pub unit_price_minor: i64,
    /// Number of pieces.
    pub quantity: u32,
    /// In the order of the menu.
    pub options: Vec<PricedOption>,
    /// quantity × (item + Σ option price × option quantity), minor units.
    pub line_total_minor: i64,
}

/// A chosen option with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedOption {
    /// Id of the option.
    pub option: OptionId,
    /// Display name of its group.
    pub group: LocalizedText,
    /// Its display name.
    pub name: LocalizedText,
    /// Price of each quantity, minor units.
    pub price_minor: i64,
    /// Quantity in each piece.
    pub quantity: u32,
}

/// A cart with its prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedCart {
    /// One for each line of the cart, in order.
    pub lines: Vec<PricedLine>,
    /// Σ line totals, minor units.
    pub total_minor: i64,
}

impl LineFault {
    /// Stable code, as in the serialized `code`.
    pub fn error_code(&self) -> &'static str {
        match self {
            Self::UnknownItem => "unknown_item",
            Self::ItemSoldOut => "item_sold_out",
            Self::NotServedNow { .. } => "not_served_now",
            Self::InvalidQuantity => "invalid_quantity",
            Self::UnknownOption { .. } => "unknown_option",
            Self::DoubledOption { .. } => "doubled_option",
            Self::OptionSoldOut { .. } => "option_sold_out",
            Self::InvalidOptionQuantity { .. } => "invalid_option_quantity",
            Self::TooFewOptions { .. } => "too_few_options",
            Self::TooManyOptions { .. } => "too_many_options",
            Self::AmountOutOfRange => "amount_out_of_range",
        }
    }
}

/// Prices one line in the café's cups.
///
/// # Errors
/// As [`price_line_in`].
pub fn price_line(offer: &ItemOffer, line: &CartLine) -> Result<PricedLine, LineFault> {
    price_line_in(offer, line, CupOwner::Cafe)
}

/// Prices one line in these cups.
///
/// # Errors
/// The first [`LineFault`], in the order in which a customer would correct them.
pub fn price_line_in(
    offer: &ItemOffer,
    line: &CartLine,
    cups: CupOwner,
) -> Result<PricedLine, LineFault> {
    if offer.item != line.item {
        return Err(LineFault::UnknownItem);
    }
    if !offer.available {
        return Err(match offer.not_served {
            Some(NotServed { next_at_ms }) => LineFault::NotServedNow { next_at_ms },
            None => LineFault::ItemSoldOut,
        });
    }
    if !(1..=MAX_QUANTITY).contains(&line.quantity) {
        return Err(LineFault::InvalidQuantity);
    }
    for (index, (option, _)) in line.options.iter().enumerate() {
        if !offer.groups.iter().flat_map(|g| &g.options).any(|o| o.id == *option) {
            return Err(LineFault::UnknownOption { option: option.clone() });
        }
        if line.options[..index].iter().any(|(earlier, _)| earlier == option) {
            return Err(LineFault::DoubledOption { option: option.clone() });
        }
    }
    let mut options = Vec::with_capacity(line.options.len());
    for group in &offer.groups {
        choose_options(group, line, &mut options)?;
    }
    options.extend(cup::own_cup_discount(offer, &options, cups));
    let line_total_minor = line_total(offer.price_minor, &options, line.quantity)
        .ok_or(LineFault::AmountOutOfRange)?;
    Ok(PricedLine {
        item: offer.item.clone(),
        name: offer.name.clone(),
        unit_price_minor: offer.price_minor,
        quantity: line.quantity,
        options,
        line_total_minor,
    })
}

/// Prices a cart in the café's cups at `now`.
///
/// # Errors
/// As [`price_cart_in`].
pub fn price_cart(
    menu: &Menu,
    cart: &Cart,
    now: Timestamp,
) -> Result<PricedCart, Vec<(usize, LineFault)>> {
    price_cart_in(menu, cart, CupOwner::Cafe, now)
}

/// Prices a cart in these cups at `now`, for orders of any pickup time. An empty cart costs 0.
///
/// # Errors
/// Every line that cannot be ordered, by its index.
pub fn price_cart_in(
    menu: &Menu,
    cart: &Cart,
    cups: CupOwner,
    now: Timestamp,
) -> Result<PricedCart, Vec<(usize, LineFault)>> {
    price_offers(cart, cups, |item| menu.find_offer(item, now))
}

/// The same for a cart that is ordered for as soon as it is ready.
///
/// # Errors
/// As [`price_cart_in`], and every line that is not served now.
pub fn price_cart_for_now(
    menu: &Menu,
    cart: &Cart,
    cups: CupOwner,
    now: Timestamp,
) -> Result<PricedCart, Vec<(usize, LineFault)>> {
    price_offers(cart, cups, |item| menu.find_offer(item, now).map(ItemOffer::for_now))
}

fn price_offers(
    cart: &Cart,
    cups: CupOwner,
    offer_of: impl Fn(&ItemId) -> Option<ItemOffer>,
) -> Result<PricedCart, Vec<(usize, LineFault)>> {
    let mut lines = Vec::with_capacity(cart.lines.len());
    let mut faults = Vec::new();
    for (index, line) in cart.lines.iter().enumerate() {
        let offer = offer_of(&line.item).ok_or(LineFault::UnknownItem);
        let priced = offer.and_then(|offer| price_line_in(&offer, line, cups));
        match priced {
            Ok(priced) => lines.push(priced),
            Err(fault) => faults.push((index, fault)),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut total_minor = 0i64;
    for (index, line) in lines.iter().enumerate() {
        total_minor = total_minor
            .checked_add(line.line_total_minor)
            .ok_or_else(|| vec![(index, LineFault::AmountOutOfRange)])?;
    }
    Ok(PricedCart { lines, total_minor })
}

/// Appends what `line` takes from `group`, in the order of the menu.
fn choose_options(
    group: &OfferGroup,
    line: &CartLine,
    chosen: &mut Vec<PricedOption>,
) -> Result<(), LineFault> {
    let mut sum = 0u64;
    for option in &group.options {
        let Some((_, quantity)) = line.options.iter().find(|(id, _)| *id == option.id) else {
            continue;
        };
        if !option.available {
            return Err(LineFault::OptionSoldOut { option: option.id.clone() });
        }
        if !(1..=option.max_quantity).contains(quantity) {
            return Err(LineFault::InvalidOptionQuantity { option: option.id.clone() });
        }
        sum += u64::from(*quantity);
        chosen.push(PricedOption {
            option: option.id.clone(),
            group: group.name.clone(),
            name: option.name.clone(),
            price_minor: option.price_minor,
            quantity: *quantity,
        });
    }
    if sum < u64::from(group.min) {
        return Err(LineFault::TooFewOptions { group: group.id.clone() });
    }
    if sum > u64::from(group.max) || chosen.len() > MAX_OPTIONS {
        return Err(LineFault::TooManyOptions { group: group.id.clone() });
    }
    Ok(())
}

/// Sums in 128 bits, which no line can exceed, so that only the result has to fit into 64 bits.
fn line_total(unit_price_minor: i64, options: &[PricedOption], quantity: u32) -> Option<i64> {
    let total = piece_price(unit_price_minor, options)?.checked_mul(i128::from(quantity))?;
    i64::try_from(total).ok().filter(|total| *total >= 0)
}

/// Price of one piece with its options.
fn piece_price(unit_price_minor: i64, options: &[PricedOption]) -> Option<i128> {
    options.iter().try_fold(i128::from(unit_price_minor), |sum, option| {
        sum.checked_add(i128::from(option.price_minor).checked_mul(i128::from(option.quantity))?)
    })
}
