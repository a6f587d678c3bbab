//! The customer's cart: chosen items and options, without prices. It is one small cookie that the
//! server renders from and the browser can read, so it survives a reload, a closed tab and a page
//! without scripts.
//!
//! Encoded as `latte*2~hot~large~shot*3!scone*1`: lines joined by `!`, options by `~`, quantities
//! after `*`.

use crate::{ItemId, OptionId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Most lines of a cart; keeps the cookie below the 4 KB that browsers accept.
pub const MAX_LINES: usize = 20;
/// Greatest quantity of one line.
pub const MAX_QUANTITY: u32 = 50;
/// Most different options of one line: the order service takes 30, and an own cup is one of them.
pub const MAX_OPTIONS: usize = 29;
/// Longest encoded cart, in bytes.
pub const MAX_ENCODED: usize = 3_500;

/// A chosen item with its options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// Id of the item.
    pub item: ItemId,
    /// Number of pieces.
    pub quantity: u32,
    /// Chosen options with their quantities, as the customer sent them; not yet checked.
    #[serde(default)]
    pub options: Vec<(OptionId, u32)>,
}

/// All chosen items, in the order they were added.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cart {
    /// In the order they were added.
    pub lines: Vec<CartLine>,
}

/// The limit that a cart would exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CartFull {
    /// [`MAX_LINES`], or [`MAX_ENCODED`] bytes.
    Lines,
    /// [`MAX_QUANTITY`] of one line.
    Quantity,
}

impl CartFull {
    /// Stable code for programs.
    pub fn error_code(self) -> &'static str {
        match self {
            Self::Lines => "cart_full",
            Self::Quantity => "too_many_of_one",
        }
    }
}

/// A text that is no encoded cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidCart;

impl Cart {
    /// Adds a line, or raises the quantity of the line with the same item and options.
    ///
    /// # Errors
    /// [`CartFull`]; the cart is unchanged then.
    pub fn add(&mut self, mut line: CartLine) -> Result<(), CartFull> {
        line.options.sort();
        let mut next = self.clone();
        match next.lines.iter_mut().find(|l| l.item == line.item && l.options == line.options) {
            Some(same) => same.quantity = same.quantity.saturating_add(line.quantity),
            None => next.lines.push(line),
        }
        if next.lines.iter().any(|l| l.quantity > MAX_QUANTITY) {
            return Err(CartFull::Quantity);
        }
        if next.lines.len() > MAX_LINES || next.to_string().len() > MAX_ENCODED {
            return Err(CartFull::Lines);
        }
        *self = next;
        Ok(())
    }

    /// Sets the quantity of line `index`: 0 removes the line, more than [`MAX_QUANTITY`] counts as
    /// that.
    pub fn set_quantity(&mut self, index: usize, quantity: u32) {
        if quantity == 0 {
            if index < self.lines.len() {
                self.lines.remove(index);
            }
        } else if let Some(line) = self.lines.get_mut(index) {
            line.quantity = quantity.min(MAX_QUANTITY);
        }
    }

    /// Number of pieces in all lines.
    pub fn piece_count(&self) -> u32 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.quantity))
    }

    /// Whether it has no lines.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl fmt::Display for Cart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, line) in self.lines.iter().enumerate() {
            let separator = if index == 0 { "" } else { "!" };
            write!(f, "{separator}{}*{}", line.item, line.quantity)?;
            for (option, quantity) in &line.options {
                match quantity {
                    1 => write!(f, "~{option}")?,
                    n => write!(f, "~{option}*{n}")?,
                }
            }
        }
        Ok(())
    }
}

impl FromStr for Cart {
    type Err = InvalidCart;

    fn from_str(text: &str) -> Result<Self, InvalidCart> {
        if text.len() > MAX_ENCODED {
            return Err(InvalidCart);
        }
        let lines = text
            .split('!')
            .filter(|line| !line.is_empty())
            .map(parse_line)
            .collect::<Option<Vec<_>>>();
        lines
            .filter(|lines| lines.len() <= MAX_LINES)
            .map(|lines| Self { lines })
            .ok_or(InvalidCart)
    }
}

fn parse_line(text: &str) -> Option<CartLine> {
    let mut parts = text.split('~');
    let (item, quantity) = parts.next()?.split_once('*')?;
    let options = parts
        .map(|part| {
            let (option, quantity) = part.split_once('*').unwrap_or((part, "1"));
            Some((option.parse().ok()?, quantity.parse().ok()?))
        })
        .collect::<Option<_>>()?;
    Some(CartLine { item: item.parse().ok()?, quantity: quantity.parse().ok()?, options })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn line(item: &str, quantity: u32) -> CartLine {
        CartLine { item: item.parse().unwrap(), quantity, options: vec![] }
    }

    #[test]
    fn the_same_choice_twice_is_one_line() {
        let mut cart = Cart::default();
        let hot = || (("hot".parse().unwrap(), 1), ("large".parse().unwrap(), 1));
        cart.add(CartLine { options: vec![hot().0, hot().1], ..line("latte", 1) }).unwrap();
        cart.add(CartLine { options: vec![hot().1, hot().0], ..line("latte", 2) }).unwrap();
        assert_eq!(cart.lines.len(), 1);
        assert_eq!(cart.piece_count(), 3);
    }

    #[test]
    fn a_full_cart_is_refused_and_stays_as_it_was() {
        let mut cart = Cart::default();
        for n in 0..MAX_LINES {
            cart.add(line(&format!("item-{n}"), 1)).unwrap();
        }
        let before = cart.clone();
        assert_eq!(cart.add(line("one-more", 1)), Err(CartFull::Lines));
        assert_eq!(cart.add(line("item-0", MAX_QUANTITY)), Err(CartFull::Quantity));
        assert_eq!(cart, before);
    }

    #[test]
    fn quantity_zero_takes_the_line_out() {
        let mut cart = Cart { lines: vec![line("latte", 2), line("scone", 1)] };
        cart.set_quantity(0, 0);
        cart.set_quantity(7, 3);
        assert_eq!(cart.lines, vec![line("scone", 1)]);
    }

    proptest! {
        #[test]
        fn every_cart_survives_its_cookie(lines in vec(("[a-z0-9-]{1,20}", 0u32..99, vec(("[a-z0-9-]{1,12}", 0u32..9), 0..5)), 0..10)) {
            let lines = lines.into_iter().map(|(item, quantity, options)| CartLine {
                item: item.parse().unwrap(),
                quantity,
                options: options.into_iter().map(|(o, n)| (o.parse().unwrap(), n)).collect(),
            }).collect();
            let cart = Cart { lines };
            prop_assert_eq!(cart.to_string().parse(), Ok(cart));
        }

        #[test]
        fn no_cookie_makes_it_panic(text in "\\PC{0,80}") {
            let _ = text.parse::<Cart>();
        }
    }
}
