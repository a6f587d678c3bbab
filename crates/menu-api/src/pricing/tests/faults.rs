//! One error in an otherwise legal cart: it is refused, with the line and the fault.

use super::{random::legal, *};
use proptest::{prelude::*, sample::Index};

/// A legal cart at ordinary prices, and the index of one of its lines.
fn cart_and_line() -> impl Strategy<Value = (Menu, Cart, usize)> {
    (legal(0..=12_000), any::<Index>()).prop_map(|((menu, cart), which)| {
        let index = which.index(cart.lines.len());
        (menu, cart, index)
    })
}

/// Breaks line `index` with `harm` and expects that fault there and nowhere else.
fn refused(
    menu: &Menu,
    mut cart: Cart,
    index: usize,
    harm: impl FnOnce(&mut CartLine) -> LineFault,
) -> Result<(), TestCaseError> {
    prop_assert!(price_cart(menu, &cart, NOW).is_ok());
    let fault = harm(&mut cart.lines[index]);
    prop_assert_eq!(price_cart(menu, &cart, NOW), Err(vec![(index, fault)]));
    Ok(())
}

fn groups_of<'a>(menu: &'a Menu, line: &CartLine) -> Vec<&'a OptionGroup> {
    menu.find_item(&line.item)
        .unwrap()
        .option_groups
        .iter()
        .map(|id| menu.find_option_group(id).unwrap())
        .collect()
}

/// The faults when the item of line `index` is gone: one for each line that has it.
fn all_with_item(cart: &Cart, index: usize, fault: &LineFault) -> Vec<(usize, LineFault)> {
    let gone = cart.lines[index].item.clone();
    let lines = cart.lines.iter().enumerate().filter(|(_, line)| line.item == gone);
    lines.map(|(index, _)| (index, fault.clone())).collect()
}

proptest! {
    #[test]
    fn an_unknown_item((menu, cart, index) in cart_and_line()) {
        refused(&menu, cart, index, |line| {
            line.item = "no-such-item".parse().unwrap();
            LineFault::UnknownItem
        })?;
    }

    #[test]
    fn a_quantity_of_none_or_too_many(
        (menu, cart, index) in cart_and_line(),
        quantity in prop_oneof![Just(0), MAX_QUANTITY + 1..=u32::MAX],
    ) {
        refused(&menu, cart, index, |line| {
            line.quantity = quantity;
            LineFault::InvalidQuantity
        })?;
    }

    #[test]
    fn an_option_that_the_item_does_not_have((menu, cart, index) in cart_and_line()) {
        let own: Vec<_> = groups_of(&menu, &cart.lines[index]).iter().map(|g| g.id.clone()).collect();
        let foreign = menu.option_groups.iter().find(|group| !own.contains(&group.id));
        let option = foreign.map_or_else(|| "no-such-option".parse().unwrap(), |g| g.options[0].id.clone());
        refused(&menu, cart, index, |line| {
            line.options.push((option.clone(), 1));
            LineFault::UnknownOption { option }
        })?;
    }

    #[test]
    fn an_option_that_stands_there_twice((menu, cart, index) in cart_and_line(), which in any::<Index>()) {
        prop_assume!(!cart.lines[index].options.is_empty());
        refused(&menu, cart, index, |line| {
            let (option, quantity) = line.options[which.index(line.options.len())].clone();
            line.options.push((option.clone(), quantity));
            LineFault::DoubledOption { option }
        })?;
    }

    #[test]
    fn an_options_quantity_of_none_or_too_many(
        (menu, cart, index) in cart_and_line(),
        which in any::<Index>(),
        too_many in prop::option::of(4..=u32::MAX),
    ) {
        prop_assume!(!cart.lines[index].options.is_empty());
        refused(&menu, cart, index, |line| {
            let which = which.index(line.options.len());
            let option = line.options[which].0.clone();
            line.options[which].1 = too_many.unwrap_or(0);
            LineFault::InvalidOptionQuantity { option }
        })?;
    }

    #[test]
    fn a_required_group_left_out((menu, cart, index) in cart_and_line()) {
        let required = groups_of(&menu, &cart.lines[index]).into_iter().find(|group| group.min > 0);
        prop_assume!(required.is_some());
        let required = required.unwrap();
        refused(&menu, cart, index, |line| {
            line.options.retain(|(id, _)| !required.options.iter().any(|option| option.id == *id));
            LineFault::TooFewOptions { group: required.id.clone() }
        })?;
    }

    #[test]
    fn more_than_a_group_allows((menu, cart, index) in cart_and_line()) {
        let tight = groups_of(&menu, &cart.lines[index])
            .into_iter()
            .find(|group| group.options.iter().map(|o| o.max_quantity).sum::<u32>() > group.max);
        prop_assume!(tight.is_some());
        let tight = tight.unwrap();
        refused(&menu, cart, index, |line| {
            line.options.retain(|(id, _)| !tight.options.iter().any(|option| option.id == *id));
            line.options.extend(tight.options.iter().map(|option| (option.id.clone(), option.max_quantity)));
            LineFault::TooManyOptions { group: tight.id.clone() }
        })?;
    }

    #[test]
    fn an_item_that_is_sold_out_or_hidden((mut menu, cart, index) in cart_and_line(), hidden in any::<bool>()) {
        let (availability, fault) = if hidden {
            (Availability::Hidden, LineFault::UnknownItem)
        } else {
            (Availability::SoldOut { until: SoldOutUntil::Manual }, LineFault::ItemSoldOut)
        };
        let gone = cart.lines[index].item.clone();
        menu.items.iter_mut().find(|item| item.id == gone).unwrap().availability = availability;
        prop_assert_eq!(price_cart(&menu, &cart, NOW), Err(all_with_item(&cart, index, &fault)));
    }

    #[test]
    fn an_option_that_is_sold_out_or_hidden((mut menu, cart, index) in cart_and_line(), hidden in any::<bool>()) {
        let line = cart.lines[index].clone();
        prop_assume!(!line.options.is_empty());
        let option = line.options[0].0.clone();
        let group =
            menu.option_groups.iter_mut().find(|g| g.options.iter().any(|o| o.id == option)).unwrap();
        for o in group.options.iter_mut().filter(|o| o.id == option) {
            o.availability =
                if hidden { Availability::Hidden } else { Availability::SoldOut { until: SoldOutUntil::Manual } };
        }
        let left: u32 = group.options.iter().filter(|o| o.id != option).map(|o| o.max_quantity).sum();
        let fault = match (left < group.min, hidden) {
            (true, _) => LineFault::ItemSoldOut,
            (false, true) => LineFault::UnknownOption { option },
            (false, false) => LineFault::OptionSoldOut { option },
        };
        prop_assert_eq!(price_cart(&menu, &Cart { lines: vec![line] }, NOW), Err(vec![(0, fault)]));
    }

    #[test]
    fn a_required_group_with_nothing_left_takes_the_item_away((mut menu, cart, index) in cart_and_line()) {
        let required = groups_of(&menu, &cart.lines[index]).into_iter().find(|group| group.min > 0);
        prop_assume!(required.is_some());
        let required = required.unwrap().id.clone();
        for option in &mut menu.option_groups.iter_mut().find(|g| g.id == required).unwrap().options {
            option.availability = Availability::SoldOut { until: SoldOutUntil::Manual };
        }
        let faults = price_cart(&menu, &cart, NOW).unwrap_err();
        let first = all_with_item(&cart, index, &LineFault::ItemSoldOut);
        prop_assert!(first.iter().all(|fault| faults.contains(fault)), "{faults:?}");
    }

    #[test]
    fn several_broken_lines_are_all_named((menu, mut cart, index) in cart_and_line()) {
        cart.lines[index].quantity = 0;
        cart.lines.push(line("no-such-item", 1, &[]));
        let expected = vec![(index, LineFault::InvalidQuantity), (cart.lines.len() - 1, LineFault::UnknownItem)];
        prop_assert_eq!(price_cart(&menu, &cart, NOW), Err(expected));
    }
}
