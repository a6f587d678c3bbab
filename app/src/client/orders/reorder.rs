//! Reordering: turns a line of an earlier order into a cart line and finds what has changed since.

use menu_api::{
    Cart, CartLine, Menu,
    pricing::{self, LineFault, OWN_CUP},
};
use order_api::OrderLine;

/// The same item and options by id, without the own-cup option, which is not chosen with an item.
/// `None` if an id or a quantity cannot be parsed.
pub fn to_cart_line(line: &OrderLine) -> Option<CartLine> {
    let chosen = line.options.iter().filter(|option| option.option_id != OWN_CUP);
    let option = |option: &order_api::LineOption| {
        Some((option.option_id.parse().ok()?, u32::try_from(option.quantity).ok()?))
    };
    let mut options = chosen.map(option).collect::<Option<Vec<_>>>()?;
    options.sort();
    Some(CartLine {
        item: line.item_id.parse().ok()?,
        quantity: u32::try_from(line.quantity).ok()?,
        options,
    })
}

/// What the cart page reports about a reordered line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReorderDifference {
    /// The line is not in the cart: its item left the menu, or the cart was full.
    Missing(LineFault),
    /// The line is in the cart but cannot be ordered as it is.
    Fault(LineFault),
    /// The unit price has changed; both in minor units.
    Price { then: i64, now: i64 },
}

/// What has changed for a line since it was ordered; `None` if nothing has.
pub fn find_difference(
    line: &OrderLine,
    menu: &Menu,
    cart: &Cart,
    now: jiff::Timestamp,
) -> Option<ReorderDifference> {
    let Some(wanted) = to_cart_line(line) else {
        return Some(ReorderDifference::Missing(LineFault::UnknownItem));
    };
    let Some(offer) = menu.find_offer(&wanted.item, now) else {
        return Some(ReorderDifference::Missing(LineFault::UnknownItem));
    };
    if !cart.lines.iter().any(|line| line.item == wanted.item && line.options == wanted.options) {
        return Some(ReorderDifference::Missing(LineFault::InvalidQuantity));
    }
    match pricing::price_line(&offer, &wanted) {
        Err(fault) => Some(ReorderDifference::Fault(fault)),
        Ok(priced) => {
            let own_cup = line.options.iter().filter(|option| option.option_id == OWN_CUP);
            let discount: i64 =
                own_cup.map(|option| option.price.saturating_mul(option.quantity)).sum();
            let quantity = line.quantity.max(1);
            let then = (line.line_total / quantity).saturating_sub(discount);
            let now = priced.line_total_minor / quantity;
            (then != now).then_some(ReorderDifference::Price { then, now })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use order_api::LineOption;

    fn latte_menu(price: i64, availability: &str) -> Menu {
        serde_json::from_value(serde_json::json!({
            "version": 1,
            "store": { "id": "main", "name": { "ko": "가게" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} },
            "categories": [],
            "items": [{
                "id": "latte", "category": "c", "name": { "ko": "라떼" }, "price_minor": price,
                "availability": { "state": availability, "until": "manual" }
            }],
            "option_groups": []
        }))
        .unwrap()
    }

    fn order_line(item: &str) -> OrderLine {
        let own_cup = LineOption {
            option_id: OWN_CUP.to_owned(),
            group: String::new(),
            name: String::new(),
            price: -300,
            quantity: 1,
        };
        OrderLine {
            item_id: item.to_owned(),
            name: String::new(),
            unit_price: 4_000,
            quantity: 2,
            options: vec![own_cup],
            line_total: 7_400,
        }
    }

    #[test]
    fn a_line_is_compared_with_the_current_menu() {
        let mut cart = Cart::default();
        cart.add(to_cart_line(&order_line("latte")).unwrap()).unwrap();
        let now = jiff::Timestamp::UNIX_EPOCH;
        let of = |item, menu: Menu| find_difference(&order_line(item), &menu, &cart, now);
        assert_eq!(
            of("latte", latte_menu(4_000, "available")),
            None,
            "the cup's discount is no price of the item's"
        );
        assert_eq!(
            of("latte", latte_menu(4_500, "available")),
            Some(ReorderDifference::Price { then: 4_000, now: 4_500 })
        );
        assert_eq!(
            of("latte", latte_menu(4_000, "sold_out")),
            Some(ReorderDifference::Fault(LineFault::ItemSoldOut))
        );
        assert_eq!(
            of("mocha", latte_menu(4_000, "available")),
            Some(ReorderDifference::Missing(LineFault::UnknownItem))
        );
        let none = find_difference(
            &order_line("latte"),
            &latte_menu(4_000, "available"),
            &Cart::default(),
            now,
        );
        assert_eq!(
            none,
            Some(ReorderDifference::Missing(LineFault::InvalidQuantity)),
            "there was no room"
        );
    }
}
