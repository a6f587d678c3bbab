//! Reads the fields of the item form as a cart line. The browser uses it to show the price and the
//! server to store the line, so both read a form the same way.

#[cfg(feature = "ssr")]
use crate::shared::ssr::PageAddress;
use menu_api::CartLine;
#[cfg(feature = "ssr")]
use menu_api::{ItemId, Menu, pricing::ItemOffer};

/// `choices` are the picked option ids, `counts` pairs of option id and typed quantity. An empty
/// choice is no option, and neither is an empty or zero quantity. `None` when an id or a quantity
/// is invalid.
pub fn cart_line_from_fields<K: AsRef<str>, V: AsRef<str>>(
    item: &str,
    quantity: u32,
    choices: impl IntoIterator<Item = V>,
    counts: impl IntoIterator<Item = (K, V)>,
) -> Option<CartLine> {
    let mut options = Vec::new();
    for choice in choices {
        if !choice.as_ref().is_empty() {
            options.push((choice.as_ref().parse().ok()?, 1));
        }
    }
    for (option, count) in counts {
        let count = count.as_ref().trim();
        let count: u32 = if count.is_empty() { 0 } else { count.parse().ok()? };
        if count > 0 {
            options.push((option.as_ref().parse().ok()?, count));
        }
    }
    Some(CartLine { item: item.parse().ok()?, quantity, options })
}

/// The choice before the customer has changed anything: each option's default quantity.
#[cfg(feature = "ssr")]
pub fn default_choice(offer: &ItemOffer) -> CartLine {
    let options = offer.groups.iter().flat_map(|g| &g.options).filter(|o| o.default_quantity > 0);
    CartLine {
        item: offer.item.clone(),
        quantity: 1,
        options: options.map(|o| (o.id.clone(), o.default_quantity)).collect(),
    }
}

/// Address of the menu at the item, after the item was put into the cart.
#[cfg(feature = "ssr")]
pub fn menu_address_after_add(item: &ItemId, menu: &Menu, easy: bool) -> PageAddress {
    let page = PageAddress::from("/client").with_query("added", 1).with_element("item", item);
    match menu.find_item(item).filter(|_| easy) {
        Some(item) => page.with_query("category", &item.category),
        None => page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_quantities_are_no_choice_and_invalid_ones_no_line() {
        let line = |count| cart_line_from_fields("latte", 1, vec!["hot"], vec![("shot", count)]);
        assert_eq!(line("").map(|l| l.options.len()), Some(1));
        assert_eq!(line("0").map(|l| l.options.len()), Some(1));
        assert_eq!(line("2").map(|l| l.options[1].1), Some(2));
        assert_eq!(
            cart_line_from_fields("latte", 1, vec![""], vec![("shot", "")])
                .map(|l| l.options.len()),
            Some(0)
        );
        assert_eq!(line("-1"), None);
        assert_eq!(line("1e9"), None);
        assert_eq!(
            cart_line_from_fields("Café!", 1, Vec::<&str>::new(), Vec::<(&str, &str)>::new()),
            None
        );
    }
}
