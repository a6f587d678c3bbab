//! Random menus and carts, priced a second time by an independent sum.

use super::*;
use proptest::{collection::vec, prelude::*, sample::subsequence};
use std::ops::RangeInclusive;

/// A menu and a cart that is legal on it: only its prices can make it refused.
pub(super) fn legal(prices: RangeInclusive<i64>) -> impl Strategy<Value = (Menu, Cart)> {
    let options = vec((prices.clone(), 1..4u32), 1..5);
    let groups = vec((options, any::<u32>(), any::<u32>()), 0..5);
    groups
        .prop_map(|groups| groups.into_iter().enumerate().map(legal_group).collect::<Vec<_>>())
        .prop_flat_map(move |groups| {
            let ids: Vec<_> = groups.iter().map(|group| group.id.clone()).collect();
            let items = vec((prices.clone(), subsequence(ids.clone(), 0..=ids.len())), 1..4);
            let lines =
                vec((any::<prop::sample::Index>(), 1..=MAX_QUANTITY, vec(0..4u32, 20)), 1..6);
            (Just(groups), items, lines)
        })
        .prop_map(|(groups, items, lines)| {
            let items = items.into_iter().enumerate().map(|(n, (price, groups))| {
                let groups: Vec<_> = groups.iter().map(OptionGroupId::as_str).collect();
                sample_item(&format!("item-{n}"), price, &groups)
            });
            let menu = sample_menu(items.collect(), groups);
            let lines = lines.into_iter().map(|(which, quantity, wants)| {
                let item = &menu.items[which.index(menu.items.len())];
                CartLine {
                    item: item.id.clone(),
                    quantity,
                    options: legal_choice(&menu, item, &wants),
                }
            });
            let cart = Cart { lines: lines.collect() };
            (menu, cart)
        })
}

type Drawn = (Vec<(i64, u32)>, u32, u32);

fn legal_group((n, (options, min, max)): (usize, Drawn)) -> OptionGroup {
    let capacity: u32 = options.iter().map(|(_, most)| most).sum();
    let max = 1 + max % capacity;
    let options = options
        .iter()
        .enumerate()
        .map(|(o, (price, most))| sample_option(&format!("o{n}-{o}"), *price, *most));
    sample_group(&format!("group-{n}"), min % (max + 1), max, options.collect())
}

/// The wanted quantity of each option, cut to the group's `max` and filled up to its `min`.
fn legal_choice(menu: &Menu, item: &Item, wants: &[u32]) -> Vec<(OptionId, u32)> {
    let mut chosen = Vec::new();
    for (group, wants) in item.option_groups.iter().zip(wants.chunks(4)) {
        let group = menu.find_option_group(group).unwrap();
        let mut left = group.max;
        let mut quantities: Vec<u32> = Vec::new();
        for (option, want) in group.options.iter().zip(wants) {
            quantities.push((*want).min(option.max_quantity).min(left));
            left -= quantities.last().unwrap();
        }
        let mut missing = group.min.saturating_sub(quantities.iter().sum());
        for (option, quantity) in group.options.iter().zip(&mut quantities) {
            let more = missing.min(option.max_quantity - *quantity);
            (*quantity, missing) = (*quantity + more, missing - more);
        }
        let options = group.options.iter().map(|option| option.id.clone()).zip(quantities);
        chosen.extend(options.filter(|(_, quantity)| *quantity > 0));
    }
    chosen.reverse(); // the customer's order is not the menu's
    chosen
}

/// The total of every line, without any bound.
fn naive(menu: &Menu, cart: &Cart) -> Vec<i128> {
    let option =
        |id: &OptionId| menu.option_groups.iter().flat_map(|g| &g.options).find(|o| o.id == *id);
    let each = |line: &CartLine| -> i128 {
        let options: i128 = line
            .options
            .iter()
            .map(|(id, quantity)| {
                i128::from(option(id).unwrap().price_minor) * i128::from(*quantity)
            })
            .sum();
        i128::from(menu.find_item(&line.item).unwrap().price_minor) + options
    };
    cart.lines.iter().map(|line| each(line) * i128::from(line.quantity)).collect()
}

fn agrees(menu: &Menu, cart: &Cart) -> Result<(), TestCaseError> {
    let amounts = 0..=i128::from(i64::MAX);
    let totals = naive(menu, cart);
    let outside = |amounts: &RangeInclusive<i128>, sums: &[i128]| -> Vec<usize> {
        sums.iter()
            .enumerate()
            .filter(|(_, sum)| !amounts.contains(sum))
            .map(|(index, _)| index)
            .collect()
    };
    let running: Vec<i128> = totals
        .iter()
        .scan(0, |sum, total| {
            *sum += total;
            Some(*sum)
        })
        .collect();
    let mut wrong = outside(&amounts, &totals);
    if wrong.is_empty() {
        wrong = outside(&amounts, &running).into_iter().take(1).collect();
    }
    match price_cart(menu, cart, NOW) {
        Ok(priced) => {
            prop_assert!(wrong.is_empty(), "{wrong:?} leave the range");
            let lines: Vec<_> =
                priced.lines.iter().map(|line| i128::from(line.line_total_minor)).collect();
            prop_assert_eq!(&lines, &totals);
            prop_assert_eq!(i128::from(priced.total_minor), totals.iter().sum::<i128>());
        }
        Err(faults) => {
            let expected: Vec<_> =
                wrong.into_iter().map(|i| (i, LineFault::AmountOutOfRange)).collect();
            prop_assert_eq!(faults, expected);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_legal_cart_costs_what_a_plain_sum_says((menu, cart) in legal(-300..=12_000)) {
        agrees(&menu, &cart)?;
    }

    #[test]
    fn no_price_is_so_extreme_that_it_wraps_or_panics((menu, cart) in legal(i64::MIN..=i64::MAX)) {
        agrees(&menu, &cart)?;
    }
}
