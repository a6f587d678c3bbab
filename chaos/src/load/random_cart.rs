//! Random carts of customers.

use crate::history::{IntendedLine, IntendedOption, IntendedOrder};
use jiff::Timestamp;
use menu_api::{
    Cart, CartLine, Menu,
    pricing::{self, ItemOffer, OfferGroup, PricedCart},
};
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};

/// One item with its filled form.
pub(crate) struct ChosenItem {
    pub(crate) item: String,
    pub(crate) form: Vec<(String, String)>,
    line: CartLine,
}

impl ChosenItem {
    /// A random available item, with options as its groups require them.
    pub(crate) fn choose_random(menu: &Menu, now: Timestamp, rng: &mut StdRng) -> Option<Self> {
        let offers: Vec<ItemOffer> = menu
            .items
            .iter()
            .filter_map(|item| menu.offer_of(item, now))
            .map(ItemOffer::for_now)
            .filter(|o| o.available)
            .collect();
        let offer = offers.choose(rng)?;
        let mut wish = Self {
            item: offer.item.to_string(),
            form: Vec::new(),
            line: CartLine {
                item: offer.item.clone(),
                quantity: rng.random_range(1..=3),
                options: vec![],
            },
        };
        offer.groups.iter().for_each(|group| wish.choose_options(group, rng));
        wish.form.push(("item".to_owned(), wish.item.clone()));
        wish.form.push(("quantity".to_owned(), wish.line.quantity.to_string()));
        pricing::price_line(offer, &wish.line).is_ok().then_some(wish)
    }

    fn choose_options(&mut self, group: &OfferGroup, rng: &mut StdRng) {
        let most = group.max.min(group.min + u32::from(rng.random_bool(0.3)));
        let free: Vec<_> =
            group.options.iter().filter(|o| o.available && o.max_quantity > 0).collect();
        for option in free.sample(rng, most as usize) {
            let pick_one = (group.min, group.max) == (1, 1);
            self.form.push(if pick_one {
                (format!("choice[{}]", group.id), option.id.to_string())
            } else {
                (format!("count[{}]", option.id), "1".to_owned())
            });
            self.line.options.push((option.id.clone(), 1));
        }
    }
}

/// The cart that these items make, as the surface builds it.
pub(crate) fn build_cart(wishes: &[ChosenItem]) -> Option<Cart> {
    let mut cart = Cart::default();
    wishes.iter().try_for_each(|wish| cart.add(wish.line.clone())).ok()?;
    Some(cart)
}

/// The order that this cart has to become, at the total on the page.
pub(crate) fn intended_order(
    menu: &Menu,
    cart: &Cart,
    now: Timestamp,
    shown_total: i64,
) -> IntendedOrder {
    let priced = pricing::price_cart(menu, cart, now).ok().filter(|p| p.total_minor == shown_total);
    let line_total = |index: usize| {
        priced.as_ref().and_then(|priced: &PricedCart| {
            priced.lines.get(index).map(|line| line.line_total_minor)
        })
    };
    let lines = cart.lines.iter().enumerate().map(|(index, line)| {
        let option = |(id, quantity): &(menu_api::OptionId, u32)| IntendedOption {
            option: id.to_string(),
            quantity: i64::from(*quantity),
        };
        let mut options: Vec<_> = line.options.iter().map(option).collect();
        options.sort();
        let item = line.item.to_string();
        let quantity = i64::from(line.quantity);
        IntendedLine { item, quantity, options, line_total: line_total(index) }
    });
    IntendedOrder { lines: lines.collect(), total: shown_total }
}
