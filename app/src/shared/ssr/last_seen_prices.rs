//! The prices and names of cart lines as last shown to the customer. A cart may be days old while
//! the menu changes, and a page can report a change only against what its owner saw and agreed to.
//! One unit price and one name per line are stored beside the cart; they are never charged.

use crate::shared::ui::Lang;
use jiff::Timestamp;
use menu_api::{
    Cart, CartLine, Menu,
    pricing::{self, PricedLine},
};
use serde::{Deserialize, Serialize};

/// The size that fits, with the name and the attributes, into a cookie that browsers accept.
const MOST_BYTES: usize = 3_700;

/// One cart line as its owner last saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(i64, String)", into = "(i64, String)")]
pub struct LastSeenPrice {
    /// Unit price with options, in minor units.
    pub each_minor: i64,
    /// The item's name, since the menu may no longer have the item. Empty if it did not fit into
    /// the cookie.
    pub name: String,
}

impl From<(i64, String)> for LastSeenPrice {
    fn from((each_minor, name): (i64, String)) -> Self {
        Self { each_minor, name }
    }
}

impl From<LastSeenPrice> for (i64, String) {
    fn from(shown: LastSeenPrice) -> Self {
        (shown.each_minor, shown.name)
    }
}

/// The last shown values of each line of `cart`, from the cookie's text. All are `None` if the text
/// does not match the cart.
pub fn parse_prices(text: &str, cart: &Cart) -> Vec<Option<LastSeenPrice>> {
    let kept: Vec<Option<LastSeenPrice>> = serde_json::from_str(text).unwrap_or_default();
    if kept.len() == cart.lines.len() { kept } else { vec![None; cart.lines.len()] }
}

/// The cookie's text for `cart`: lines in `before` keep the values that were shown then, new lines
/// get the current ones.
pub fn carry_over_prices(
    before: &[(&CartLine, Option<LastSeenPrice>)],
    cart: &Cart,
    menu: Option<(&Menu, Timestamp, Lang)>,
) -> String {
    let carried = |line: &CartLine| {
        let known = before.iter().find(|(known, _)| is_same_choice(known, line));
        known.map_or_else(|| current_price(line, menu), |(_, shown)| shown.clone())
    };
    let mut all: Vec<Option<LastSeenPrice>> = cart.lines.iter().map(carried).collect();
    let text = encode_prices(&all);
    if max_encoded_len(&text) <= MOST_BYTES {
        return text;
    }
    all.iter_mut().flatten().for_each(|shown| shown.name.clear());
    encode_prices(&all)
}

/// Whether two lines have the same item and options; the quantity may differ.
pub fn is_same_choice(one: &CartLine, other: &CartLine) -> bool {
    one.item == other.item && one.options == other.options
}

/// The unit price of a line with its options, in minor units.
pub fn unit_price_minor(line: &PricedLine) -> i64 {
    line.line_total_minor / i64::from(line.quantity.max(1))
}

fn current_price(line: &CartLine, menu: Option<(&Menu, Timestamp, Lang)>) -> Option<LastSeenPrice> {
    let (menu, now, lang) = menu?;
    let priced = pricing::price_line(&menu.find_offer(&line.item, now)?, line).ok()?;
    Some(LastSeenPrice {
        each_minor: unit_price_minor(&priced),
        name: priced.name.in_language(lang.tag()).to_owned(),
    })
}

fn encode_prices(shown: &[Option<LastSeenPrice>]) -> String {
    serde_json::to_string(shown).unwrap_or_default()
}

/// An upper bound: in an encoded cookie value, every byte except letters and digits takes at most
/// three bytes.
fn max_encoded_len(text: &str) -> usize {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { 1 } else { 3 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cart(text: &str) -> Cart {
        text.parse().unwrap()
    }

    fn shown(each_minor: i64, name: &str) -> Option<LastSeenPrice> {
        Some(LastSeenPrice { each_minor, name: name.to_owned() })
    }

    #[test]
    fn a_line_that_stays_keeps_what_was_shown_of_it_wherever_it_stands() {
        let before = cart("latte*1~hot!scone*2");
        let known: Vec<_> =
            before.lines.iter().zip([shown(5_000, "라떼"), shown(3_300, "스콘")]).collect();
        let after = cart("scone*5!latte*1~iced!latte*2~hot");
        let text = carry_over_prices(&known, &after, None);
        assert_eq!(parse_prices(&text, &after), [shown(3_300, "스콘"), None, shown(5_000, "라떼")]);
    }

    #[test]
    fn what_does_not_fit_the_cart_tells_nothing() {
        let two = cart("latte*1!scone*1");
        for text in ["", "[]", "[[1,\"a\"]]", "{", "[[1,\"a\"],[2,\"b\"],null]", "[1,2]"] {
            assert_eq!(parse_prices(text, &two), [None, None], "{text}");
        }
    }

    #[test]
    fn names_give_way_before_a_browser_would_drop_the_cookie() {
        let lines: Vec<String> = (0..20).map(|n| format!("item-{n}*1")).collect();
        let full = cart(&lines.join("!"));
        let known: Vec<_> =
            full.lines.iter().map(|line| (line, shown(5_000, &"가".repeat(30)))).collect();
        let text = carry_over_prices(&known, &full, None);
        assert!(max_encoded_len(&text) <= MOST_BYTES);
        assert_eq!(parse_prices(&text, &full), vec![shown(5_000, ""); 20]);
    }
}
