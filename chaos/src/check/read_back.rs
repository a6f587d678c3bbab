//! Rule about replicas: each reads back the contents of the database. Without load these still
//! change a little, since orders that are not accepted in time expire.

use super::{
    database,
    facts::DatabaseFacts,
    findings::{AuditCheck, RuleFindings},
};
use crate::{
    addresses::SystemAddresses,
    programs::{ProgramIdentity, ProgramSigner},
};
use order_api::{Order, OrderId, OrderPage};
use serde::de::DeserializeOwned;
use staff_token::surface::ServiceName;
use std::{collections::HashMap, time::Duration};

const DEADLINE: Duration = Duration::from_secs(10);
/// Orders requested one by one at each replica; all orders are read in pages.
const SINGLE: usize = 200;

/// Reads every order in pages and some one by one, at every replica.
pub(super) async fn check_read_back(
    addresses: &SystemAddresses,
    facts: &DatabaseFacts,
) -> AuditCheck {
    let (mut findings, mut changed) =
        (RuleFindings::new("every replica reads back what the database holds"), Vec::new());
    match reqwest::Client::builder().timeout(DEADLINE).no_proxy().build() {
        Ok(http) => {
            for replica in &addresses.orders {
                let reads = ReplicaAccess { http: &http, programs: &addresses.programs, replica };
                match find_differences(&reads, facts, &mut findings).await {
                    Ok(others) => changed.extend(others.into_iter().map(|order| (replica, order))),
                    Err(error) => findings.add_violation(format!("{replica}: {error}")),
                }
            }
        }
        Err(error) => findings.add_violation(error.to_string()),
    }
    let later = match changed.is_empty() {
        true => Ok(DatabaseFacts::default()),
        false => database::read_facts(&addresses.order_database).await,
    };
    match later {
        Ok(later) => {
            let changes = changes_between(facts, &later);
            for (replica, order) in changed {
                let same = changes.get(&(order.id, order.version)) == Some(&&order);
                findings.expect_that(same, || {
                    format!("{replica}: order {} is read as another", order.id)
                });
            }
        }
        Err(error) => findings.add_violation(format!("{error:#}")),
    }
    findings.into_check()
}

/// The states that events gave orders between two reads of the database, by order and version.
fn changes_between<'a>(
    before: &DatabaseFacts,
    after: &'a DatabaseFacts,
) -> HashMap<(OrderId, i64), &'a Order> {
    let known: HashMap<_, _> =
        before.orders.iter().map(|order| (order.id, order.version)).collect();
    let is_new =
        |order: &&Order| known.get(&order.id).is_some_and(|version| *version < order.version);
    let made = after.events.iter().map(|event| &event.event.order).filter(is_new);
    made.map(|order| ((order.id, order.version), order)).collect()
}

/// Access to one replica.
struct ReplicaAccess<'a> {
    http: &'a reqwest::Client,
    programs: &'a ProgramSigner,
    replica: &'a str,
}

/// Returns the orders that are not read as they are in `facts`.
async fn find_differences(
    reads: &ReplicaAccess<'_>,
    facts: &DatabaseFacts,
    findings: &mut RuleFindings,
) -> Result<Vec<Order>, reqwest::Error> {
    let ReplicaAccess { http, replica, .. } = reads;
    let mut left: HashMap<OrderId, &Order> =
        facts.orders.iter().map(|order| (order.id, order)).collect();
    let mut cursor = None;
    let mut others = Vec::new();
    loop {
        let mut query = vec![("limit", "200".to_owned())];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let page: OrderPage =
            reads.get(http.get(format!("{replica}/api/v1/orders")).query(&query)).await?;
        for order in page.orders {
            match left.remove(&order.id) {
                Some(known) if *known == order => findings.count += 1,
                Some(_) => others.push(order),
                None => {
                    findings.add_violation(format!(
                        "{replica}: order {} is read twice, or is new",
                        order.id
                    ));
                }
            }
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    for id in left.keys() {
        findings.expect_that(false, || format!("{replica}: order {id} is in no list"));
    }
    for known in facts.orders.iter().step_by((facts.orders.len() / SINGLE).max(1)) {
        let order: Order =
            reads.get(http.get(format!("{replica}/api/v1/orders/{}", known.id))).await?;
        match order == *known {
            true => findings.count += 1,
            false => others.push(order),
        }
    }
    Ok(others)
}

impl ReplicaAccess<'_> {
    async fn get<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
    ) -> reqwest::Result<T> {
        let by = (ServiceName::Order, ProgramIdentity::Counter);
        self.programs.send(self.replica, by, request).await?.error_for_status()?.json().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{
        FeedRow,
        tests::{feed_row, sample_order},
    };
    use order_api::OrderStatus;

    fn database_facts(order: Order, events: Vec<FeedRow>) -> DatabaseFacts {
        DatabaseFacts { orders: vec![order], events, keys: vec![] }
    }

    #[test]
    fn only_what_an_event_made_of_an_order_meanwhile_is_a_change() {
        let placed = sample_order(1, OrderStatus::Placed, 1);
        let expired = sample_order(1, OrderStatus::Expired, 2);
        let before = database_facts(placed.clone(), vec![feed_row(1, placed.clone())]);
        let after = database_facts(
            expired.clone(),
            vec![feed_row(1, placed), feed_row(2, expired.clone())],
        );
        assert_eq!(changes_between(&before, &after), HashMap::from([((expired.id, 2), &expired)]));
        assert_eq!(changes_between(&before, &before), HashMap::new());
        assert_eq!(changes_between(&after, &after), HashMap::new(), "all of it is old");
    }
}
