//! All-day totals: everything still to be made, added up by item, so that seven lattes are steamed
//! as seven.

use crate::{admin::board::ticket::Ticket, shared::ui::Lang};
use std::collections::BTreeMap;

/// Quantity of one item that is still to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemTotal {
    /// Name of the item.
    pub name: String,
    /// Language of the name, if it is not the reader's.
    pub name_lang: Option<&'static str>,
    /// Total over all options.
    pub quantity: i64,
    /// Combinations of options with their quantities, most first; empty when all are plain.
    pub ways: Vec<(String, i64)>,
}

/// Totals of `tickets` still to be made at `station`, or anywhere for `None`; most first.
pub fn all_day_totals<'a>(
    tickets: impl IntoIterator<Item = &'a Ticket>,
    station: Option<&str>,
) -> Vec<ItemTotal> {
    let mut items = BTreeMap::<(&str, Option<&'static str>), BTreeMap<&str, i64>>::new();
    let waits = |ticket: &&Ticket| ticket.status.is_awaited();
    for line in tickets.into_iter().filter(waits).flat_map(|ticket| &ticket.lines) {
        if !line.done && line.is_at(station) {
            let name = (line.name.as_str(), line.name_lang.map(Lang::tag));
            *items.entry(name).or_default().entry(&line.options).or_default() += line.quantity;
        }
    }
    let total = |((name, name_lang), ways): ((&str, _), BTreeMap<&str, i64>)| {
        let quantity = ways.values().sum();
        let named = ways.len() > 1 || ways.keys().any(|options| !options.is_empty());
        let mut ways: Vec<_> =
            ways.into_iter().filter(|_| named).map(|(way, n)| (way.to_owned(), n)).collect();
        ways.sort_by_key(|(_, quantity)| -quantity);
        ItemTotal { name: name.to_owned(), name_lang, quantity, ways }
    };
    let mut totals: Vec<_> = items.into_iter().map(total).collect();
    totals.sort_by_key(|total| -total.quantity);
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::board::{ticket::TicketLine, visible_tickets::tests::sample_ticket};
    use order_api::OrderStatus;

    fn line(quantity: i64, name: &str, options: &str, station: &str) -> TicketLine {
        let station = Some(station.to_owned());
        TicketLine {
            quantity,
            name: name.to_owned(),
            options: options.to_owned(),
            station,
            ..Default::default()
        }
    }

    #[test]
    fn what_is_still_to_be_made_is_added_up_by_item_and_by_way() {
        let with = |status, lines| Ticket { lines, ..sample_ticket("a", status, 1) };
        let latte = |quantity, options| line(quantity, "라떼", options, "bar");
        let tickets = [
            with(OrderStatus::Placed, vec![latte(2, "HOT"), line(1, "쿠키", "", "kitchen")]),
            with(
                OrderStatus::Preparing,
                vec![
                    latte(2, "HOT"),
                    latte(3, "ICE"),
                    TicketLine { done: true, ..latte(9, "ICE") },
                ],
            ),
            with(OrderStatus::Ready, vec![latte(9, "HOT")]),
        ];
        let ways = vec![("HOT".to_owned(), 4), ("ICE".to_owned(), 3)];
        let lattes = ItemTotal { name: "라떼".to_owned(), name_lang: None, quantity: 7, ways };
        let cookie =
            ItemTotal { name: "쿠키".to_owned(), name_lang: None, quantity: 1, ways: vec![] };
        assert_eq!(all_day_totals(&tickets, None), [lattes.clone(), cookie.clone()]);
        assert_eq!(all_day_totals(&tickets, Some("bar")), [lattes]);
        assert_eq!(all_day_totals(&tickets, Some("kitchen")), [cookie]);
    }
}
