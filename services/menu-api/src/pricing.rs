//! What a cart costs: one function, run in the browser to show a total and in the gateway to decide it.
//! Shown equals charged by construction. Checked arithmetic, never a float.

use crate::{
    Availability, Cart, CartLine, Item, ItemId, Menu, OptionGroupId, OptionId, Text, cart::MAX_QUANTITY,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An item as it is on offer at one moment: availability decided, hidden options gone, groups joined in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The item.
    pub item: ItemId,
    /// Shown name.
    pub name: Text,
    /// Price without options, minor units.
    pub price_minor: i64,
    /// Can it be ordered; false too when a required group has too little left.
    pub available: bool,
    /// What to choose from.
    pub groups: Vec<OfferGroup>,
}

/// An option group on offer; the rule as in [`crate::OptionGroup`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferGroup {
    /// The group.
    pub id: OptionGroupId,
    /// Shown name.
    pub name: Text,
    /// Least sum of quantities.
    pub min: u32,
    /// Greatest sum of quantities.
    pub max: u32,
    /// In the order they are shown.
    pub options: Vec<OfferOption>,
}

/// An option on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferOption {
    /// The option.
    pub id: OptionId,
    /// Shown name.
    pub name: Text,
    /// Per quantity, minor units.
    pub price_minor: i64,
    /// Greatest quantity.
    pub max_quantity: u32,
    /// Chosen beforehand; 0 when sold out.
    pub default_quantity: u32,
    /// Can it be chosen.
    pub available: bool,
}

/// Why a line cannot be ordered as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum LineFault {
    /// The item is not on the menu.
    UnknownItem,
    /// The item is sold out.
    ItemSoldOut,
    /// The quantity is not 1 to [`MAX_QUANTITY`].
    InvalidQuantity,
    /// The item has no such option, or it appears twice.
    UnknownOption {
        /// The option as sent.
        option: OptionId,
    },
    /// The option stands in the line twice.
    DoubledOption {
        /// The option.
        option: OptionId,
    },
    /// The option is sold out.
    OptionSoldOut {
        /// The option.
        option: OptionId,
    },
    /// The quantity of one option is not 1 to its greatest.
    InvalidOptionQuantity {
        /// The option.
        option: OptionId,
    },
    /// Fewer than the group's least are chosen.
    TooFewOptions {
        /// The group.
        group: OptionGroupId,
    },
    /// More than the group's greatest are chosen.
    TooManyOptions {
        /// The group.
        group: OptionGroupId,
    },
    /// The sum leaves the range of amounts, or is negative.
    AmountOutOfRange,
}

/// A line with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    /// The item.
    pub item: ItemId,
    /// Its name at that moment.
    pub name: Text,
    /// Without options, minor units.
    pub unit_price_minor: i64,
    /// How many.
    pub quantity: u32,
    /// In the order of the menu.
    pub options: Vec<PricedOption>,
    /// quantity × (item + Σ option price × option quantity), minor units.
    pub line_total_minor: i64,
}

/// A chosen option with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedOption {
    /// The option.
    pub option: OptionId,
    /// Its group's name.
    pub group: Text,
    /// Its name.
    pub name: Text,
    /// Per quantity, minor units.
    pub price_minor: i64,
    /// How many per item.
    pub quantity: u32,
}

/// A cart with its prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedCart {
    /// One per cart line, in order.
    pub lines: Vec<PricedLine>,
    /// Σ line totals, minor units.
    pub total_minor: i64,
}

impl Menu {
    /// The item as it is on offer at `now`; `None` when it is unknown or hidden.
    pub fn offer(&self, id: &ItemId, now: Timestamp) -> Option<Offer> {
        self.item(id).and_then(|item| self.offer_of(item, now))
    }

    /// [`Menu::offer`] for an item at hand.
    pub fn offer_of(&self, item: &Item, now: Timestamp) -> Option<Offer> {
        let availability = item.availability.at(now);
        if availability == Availability::Hidden {
            return None;
        }
        let groups: Vec<OfferGroup> =
            item.option_groups.iter().filter_map(|id| self.offer_group(id, now)).collect();
        let satisfiable = groups.iter().all(|group| {
            let left =
                group.options.iter().filter(|o| o.available).map(|o| u64::from(o.max_quantity)).sum::<u64>();
            left >= u64::from(group.min)
        });
        Some(Offer {
            item: item.id.clone(),
            name: item.name.clone(),
            price_minor: item.price_minor,
            available: availability == Availability::Available && satisfiable,
            groups,
        })
    }

    fn offer_group(&self, id: &OptionGroupId, now: Timestamp) -> Option<OfferGroup> {
        let group = self.option_group(id)?;
        let options = group
            .options
            .iter()
            .filter_map(|option| {
                let availability = option.availability.at(now);
                let available = availability == Availability::Available;
                (availability != Availability::Hidden).then(|| OfferOption {
                    id: option.id.clone(),
                    name: option.name.clone(),
                    price_minor: option.price_minor,
                    max_quantity: option.max_quantity,
                    default_quantity: if available { option.default_quantity } else { 0 },
                    available,
                })
            })
            .collect();
        Some(OfferGroup {
            id: group.id.clone(),
            name: group.name.clone(),
            min: group.min,
            max: group.max,
            options,
        })
    }
}

/// The price of one line.
///
/// # Errors
/// The first [`LineFault`], in the order a customer would mend them.
pub fn price_line(offer: &Offer, line: &CartLine) -> Result<PricedLine, LineFault> {
    if offer.item != line.item {
        return Err(LineFault::UnknownItem);
    }
    if !offer.available {
        return Err(LineFault::ItemSoldOut);
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
        choose(group, line, &mut options)?;
    }
    let line_total_minor =
        line_total(offer.price_minor, &options, line.quantity).ok_or(LineFault::AmountOutOfRange)?;
    Ok(PricedLine {
        item: offer.item.clone(),
        name: offer.name.clone(),
        unit_price_minor: offer.price_minor,
        quantity: line.quantity,
        options,
        line_total_minor,
    })
}

/// The price of a cart at `now`.
///
/// # Errors
/// Every line that cannot be ordered, by its index; an empty cart prices to nothing.
pub fn price_cart(menu: &Menu, cart: &Cart, now: Timestamp) -> Result<PricedCart, Vec<(usize, LineFault)>> {
    let mut lines = Vec::with_capacity(cart.lines.len());
    let mut faults = Vec::new();
    for (index, line) in cart.lines.iter().enumerate() {
        let priced =
            menu.offer(&line.item, now).ok_or(LineFault::UnknownItem).and_then(|o| price_line(&o, line));
        match priced {
            Ok(priced) => lines.push(priced),
            Err(fault) => faults.push((index, fault)),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let total = lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.line_total_minor));
    match total {
        Some(total_minor) => Ok(PricedCart { lines, total_minor }),
        None => Err(vec![(lines.len().saturating_sub(1), LineFault::AmountOutOfRange)]),
    }
}

/// What `line` takes from `group`, appended in the menu's order.
fn choose(group: &OfferGroup, line: &CartLine, chosen: &mut Vec<PricedOption>) -> Result<(), LineFault> {
    let mut sum = 0u64;
    for option in &group.options {
        let Some((_, quantity)) = line.options.iter().find(|(id, _)| *id == option.id) else { continue };
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
    if sum > u64::from(group.max) {
        return Err(LineFault::TooManyOptions { group: group.id.clone() });
    }
    Ok(())
}

fn line_total(unit_price_minor: i64, options: &[PricedOption], quantity: u32) -> Option<i64> {
    let each = options.iter().try_fold(unit_price_minor, |sum, option| {
        sum.checked_add(option.price_minor.checked_mul(i64::from(option.quantity))?)
    })?;
    each.checked_mul(i64::from(quantity)).filter(|total| *total >= 0)
}
