//! Rule about personal data: names and notes of customers are erased when their time is over,
//! wherever they were kept.

use super::findings::{AuditCheck, RuleFindings};
use order_api::{Order, OrderId};
use std::collections::HashSet;

/// Name of the rule, also when it is skipped.
pub const FORGOTTEN: &str = "names and notes are gone when their time is over";

/// A place where names and notes may be, and those found there.
#[derive(Debug, Default)]
pub struct SearchedCopy {
    pub name: String,
    pub found: HashSet<String>,
}

/// `orders` and `before` are from before the retention time was over: all orders, and the names and
/// notes found in the rows of the database. Of these orders, those in `ended` had ended. All
/// `places` were searched afterwards; the first of them is the same rows. A search that misses data
/// that is there proves nothing.
pub fn check_erasure(
    orders: &[Order],
    ended: &HashSet<OrderId>,
    before: &HashSet<String>,
    places: &[SearchedCopy],
) -> AuditCheck {
    let mut findings = RuleFindings::new(FORGOTTEN);
    for order in orders {
        for said in customer_texts(order) {
            findings.expect_that(before.contains(said), || {
                format!("order {}: {said} was not found while it was there", order.id)
            });
            if !ended.contains(&order.id) {
                let rows = places.first();
                findings.expect_that(rows.is_some_and(|rows| rows.found.contains(said)), || {
                    format!("order {}: {said} is gone, and the order had not ended", order.id)
                });
                continue;
            }
            for place in places {
                findings.expect_that(!place.found.contains(said), || {
                    format!("order {}: {said} is in {}", order.id, place.name)
                });
            }
        }
    }
    findings.into_check()
}

/// Name and note of an order, where the load gave it some.
fn customer_texts(order: &Order) -> impl Iterator<Item = &str> {
    [order.customer.name.as_str(), order.note.as_str()]
        .into_iter()
        .filter(|said| crate::load::mark::is_mark(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::{database, tests::sample_order},
        history::PlacementKey,
        load::mark,
    };
    use order_api::OrderStatus;
    use sqlx::{ConnectOptions as _, Executor as _, sqlite::SqliteConnectOptions};

    fn marked_order(n: u128, status: OrderStatus) -> Order {
        let mut order = sample_order(n, status, 2);
        let key = PlacementKey::from(format!("key-{n}").as_str());
        (order.customer.name, order.note) = (mark::name_of(&key), mark::note_of(&key));
        order
    }

    fn searched_copy(name: &str, orders: &[&Order]) -> SearchedCopy {
        let found =
            orders.iter().flat_map(|order| customer_texts(order)).map(str::to_owned).collect();
        SearchedCopy { name: name.to_owned(), found }
    }

    fn find_violations(before: &[&Order], places: &[SearchedCopy]) -> Vec<String> {
        let orders =
            [marked_order(1, OrderStatus::Completed), marked_order(2, OrderStatus::Placed)];
        let ended = HashSet::from([orders[0].id]);
        check_erasure(&orders, &ended, &searched_copy("before", before).found, places).violations
    }

    #[test]
    fn a_name_that_is_left_behind_is_found_wherever_it_is() {
        let ended = marked_order(1, OrderStatus::Completed);
        let open = marked_order(2, OrderStatus::Placed);
        let both = [&ended, &open];
        let open = [&open];
        assert_eq!(
            find_violations(
                &both,
                &[searched_copy("a row", &open), searched_copy("a backup", &open)]
            ),
            Vec::<String>::new()
        );
        let left = find_violations(
            &both,
            &[searched_copy("a row", &open), searched_copy("a backup", &both)],
        );
        assert_eq!(left.len(), 2, "name and note: {left:?}");
        assert!(left[0].ends_with(&format!("{} is in a backup", ended.customer.name)), "{left:?}");
    }

    #[test]
    fn a_blind_search_and_a_premature_erasure_are_found() {
        let ended = marked_order(1, OrderStatus::Completed);
        let open = marked_order(2, OrderStatus::Placed);
        assert_eq!(
            find_violations(&[], &[searched_copy("a row", &[&open])]).len(),
            4,
            "nothing was found before"
        );
        let too_soon = find_violations(&[&ended, &open], &[searched_copy("a row", &[])]);
        assert!(too_soon.len() == 2 && too_soon[0].contains("had not ended"), "{too_soon:?}");
    }

    #[tokio::test]
    async fn a_table_that_nobody_knows_is_searched_too() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let url = format!("sqlite:{}", file.path().display());
        let mut connection = url.parse::<SqliteConnectOptions>().unwrap().connect().await.unwrap();
        let name = mark::name_of(&PlacementKey::from("k"));
        let note = mark::note_of(&PlacementKey::from("k"));
        connection
            .execute("CREATE TABLE \"a new one\" (n INTEGER, body BLOB, text TEXT)")
            .await
            .unwrap();
        let insert =
            sqlx::query("INSERT INTO \"a new one\" VALUES (1, $1, $2), (NULL, NULL, NULL)");
        let insert =
            insert.bind(format!("[{name}]").into_bytes()).bind(format!("{{\"note\":\"{note}\"}}"));
        connection.execute(insert).await.unwrap();
        let mut found = HashSet::new();
        database::visit_values(&url, &mut |value| mark::collect_marks(value, &mut found))
            .await
            .unwrap();
        assert_eq!(found, HashSet::from([name, note]));
    }
}
