//! A walk-in order that staff are taking. Its whole state is in the page's address, so every press
//! is a plain link and nothing is stored.

use crate::{client::item::selection, shared::ssr::PageAddress};
use leptos_router::params::ParamsMap;
use menu_api::{Cart, CartLine, ItemId, cart::CartFull};
use uuid::Uuid;

/// Cart and idempotency key of the walk-in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WalkInOrder {
    pub key: Uuid,
    pub cart: Cart,
}

impl WalkInOrder {
    /// Parses both texts; `None` when one cannot be read.
    pub fn from_fields(cart: &str, key: &str) -> Option<Self> {
        Some(Self { key: key.parse().ok()?, cart: cart.parse().ok()? })
    }

    /// The slip in the address, or an empty one with the key `fresh`.
    pub fn from_query(asked: &ParamsMap, fresh: Uuid) -> Self {
        let text = |name: &str| asked.get(name).unwrap_or_default();
        Self::from_fields(&text("cart"), &text("key"))
            .unwrap_or(Self { key: fresh, cart: Cart::default() })
    }

    /// The page with this slip.
    pub fn page_address(&self) -> PageAddress {
        PageAddress::from("/admin/walk-in")
            .with_query("key", self.key)
            .with_query("cart", &self.cart)
    }

    /// Address of [`Self::page`].
    pub fn page_href(&self) -> String {
        self.page_address().to_string()
    }

    /// A copy with `line` added, or put in the place of the line at `at`.
    ///
    /// # Errors
    /// [`CartFull`].
    pub fn with_line(&self, line: CartLine, at: Option<usize>) -> Result<Self, CartFull> {
        let mut next = self.clone();
        match at.and_then(|at| next.cart.lines.get_mut(at)) {
            Some(old) => *old = line,
            None => next.cart.add(line)?,
        }
        Ok(next)
    }

    /// A copy with the line at `at` set to `quantity`; 0 removes it.
    pub fn with_quantity(&self, at: usize, quantity: u32) -> Self {
        let mut next = self.clone();
        next.cart.set_quantity(at, quantity);
        next
    }
}

/// An item whose options are being chosen.
pub(super) struct WalkInSelection {
    pub item: ItemId,
    /// Index of the slip's line being edited.
    pub at: Option<usize>,
    /// The choice that the form has sent.
    pub sent: Option<CartLine>,
}

impl WalkInSelection {
    /// The item and choice in the address.
    pub fn from_query(asked: &ParamsMap) -> Option<Self> {
        let number = |name: &str| asked.get(name).and_then(|text| text.parse().ok());
        let item = asked.get("item")?;
        let quantity = asked.get("quantity").and_then(|text| text.parse().ok());
        let pairs = || asked.clone().into_iter();
        let inside =
            |name: &str, field: &str| Some(name.strip_prefix(field)?.strip_suffix(']')?.to_owned());
        let choices = pairs().filter_map(|(name, value)| inside(&name, "choice[").map(|_| value));
        let counts = pairs().filter_map(|(name, value)| Some((inside(&name, "count[")?, value)));
        let sent = quantity.and_then(|quantity| {
            selection::cart_line_from_fields(&item, quantity, choices, counts)
        });
        Some(Self { item: item.parse().ok()?, at: number("line"), sent })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(cart: &str) -> WalkInOrder {
        WalkInOrder::from_fields(cart, "01890000-0000-7000-8000-000000000001").unwrap()
    }

    #[test]
    fn a_slip_is_its_address_and_nonsense_begins_a_new_one() {
        let slip = slip("latte*2~hot!scone*1");
        let (_, query) =
            slip.page_href().split_once('?').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let asked: ParamsMap = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert_eq!(WalkInOrder::from_query(&asked, Uuid::nil()), slip);
        let empty = WalkInOrder { key: Uuid::nil(), cart: Cart::default() };
        assert_eq!(WalkInOrder::from_query(&ParamsMap::new(), Uuid::nil()), empty);
        assert_eq!(WalkInOrder::from_fields("라떼", "x"), None);
    }

    #[test]
    fn a_line_grows_is_replaced_and_goes() {
        let line = |text: &str| text.parse::<Cart>().unwrap().lines.remove(0);
        let latte = slip("latte*1~hot");
        assert_eq!(
            latte.with_line(line("latte*1~hot"), None).unwrap().cart.to_string(),
            "latte*2~hot"
        );
        assert_eq!(
            latte.with_line(line("latte*1~iced"), Some(0)).unwrap().cart.to_string(),
            "latte*1~iced"
        );
        assert!(latte.with_quantity(0, 0).cart.is_empty());
    }

    #[test]
    fn a_form_is_read_field_by_field() {
        let asked: ParamsMap = [
            ("item", "latte"),
            ("line", "1"),
            ("quantity", "3"),
            ("choice[temperature]", "iced"),
            ("choice[bean]", ""),
            ("count[shot]", "2"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into_iter()
        .collect();
        let choosing = WalkInSelection::from_query(&asked).unwrap();
        assert_eq!((choosing.item.as_str(), choosing.at), ("latte", Some(1)));
        let sent = Cart { lines: vec![choosing.sent.unwrap()] };
        assert_eq!(sent.to_string(), "latte*3~iced~shot*2");
    }
}
