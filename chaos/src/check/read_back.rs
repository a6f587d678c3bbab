//! The rule about replicas: each reads back what the database holds.

use super::{
    facts::Facts,
    findings::{Check, Findings},
};
use crate::addresses::Addresses;
use order_api::{Order, OrderId, OrderPage};
use serde::de::DeserializeOwned;
use std::{collections::HashMap, time::Duration};

const DEADLINE: Duration = Duration::from_secs(10);
/// Orders asked for one by one at each replica; all of them are read in pages.
const SINGLE: usize = 200;

/// Every order in pages and some one by one, at every replica.
pub(super) async fn check(addresses: &Addresses, facts: &Facts) -> Check {
    let mut findings = Findings::new("every replica reads back what the database holds");
    match reqwest::Client::builder().timeout(DEADLINE).no_proxy().build() {
        Ok(http) => {
            for replica in &addresses.orders {
                if let Err(error) = read(&http, replica, facts, &mut findings).await {
                    findings.add(format!("{replica}: {error}"));
                }
            }
        }
        Err(error) => findings.add(error.to_string()),
    }
    findings.finish()
}

async fn read(
    http: &reqwest::Client,
    replica: &str,
    facts: &Facts,
    findings: &mut Findings,
) -> Result<(), reqwest::Error> {
    let mut left: HashMap<OrderId, &Order> = facts.orders.iter().map(|order| (order.id, order)).collect();
    let mut cursor = None;
    loop {
        let mut query = vec![("limit", "200".to_owned())];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let page: OrderPage = get(http.get(format!("{replica}/api/v1/orders")).query(&query)).await?;
        for order in page.orders {
            let same = left.remove(&order.id).is_some_and(|known| *known == order);
            findings.expect(same, || format!("{replica}: order {} is read as another, or twice", order.id));
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    for id in left.keys() {
        findings.expect(false, || format!("{replica}: order {id} is in no list"));
    }
    for known in facts.orders.iter().step_by((facts.orders.len() / SINGLE).max(1)) {
        let order: Order = get(http.get(format!("{replica}/api/v1/orders/{}", known.id))).await?;
        findings.expect(order == *known, || format!("{replica}: order {} is read as another", known.id));
    }
    Ok(())
}

async fn get<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, reqwest::Error> {
    request.send().await?.error_for_status()?.json().await
}
