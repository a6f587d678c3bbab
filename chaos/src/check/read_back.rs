//! Rule about replicas: each reads back the contents of the database.

use super::{
    facts::Facts,
    findings::{Check, Findings},
};
use crate::{
    addresses::Addresses,
    programs::{Program, Programs},
};
use member_token::surface::ServiceName;
use order_api::{Order, OrderId, OrderPage};
use serde::de::DeserializeOwned;
use std::{collections::HashMap, time::Duration};

const DEADLINE: Duration = Duration::from_secs(10);
/// Orders requested one by one at each replica; all orders are read in pages.
const SINGLE: usize = 200;

/// Reads every order in pages and some one by one, at every replica.
pub(super) async fn check(addresses: &Addresses, facts: &Facts) -> Check {
    let mut findings = Findings::new("every replica reads back what the database holds");
    match reqwest::Client::builder().timeout(DEADLINE).no_proxy().build() {
        Ok(http) => {
            for replica in &addresses.orders {
                let reads = Reads { http: &http, programs: &addresses.programs, replica };
                if let Err(error) = read(&reads, facts, &mut findings).await {
                    findings.add(format!("{replica}: {error}"));
                }
            }
        }
        Err(error) => findings.add(error.to_string()),
    }
    findings.finish()
}

/// Access to one replica.
struct Reads<'a> {
    http: &'a reqwest::Client,
    programs: &'a Programs,
    replica: &'a str,
}

async fn read(reads: &Reads<'_>, facts: &Facts, findings: &mut Findings) -> Result<(), reqwest::Error> {
    let Reads { http, replica, .. } = reads;
    let mut left: HashMap<OrderId, &Order> = facts.orders.iter().map(|order| (order.id, order)).collect();
    let mut cursor = None;
    loop {
        let mut query = vec![("limit", "200".to_owned())];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let page: OrderPage = reads.get(http.get(format!("{replica}/api/v1/orders")).query(&query)).await?;
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
        let order: Order = reads.get(http.get(format!("{replica}/api/v1/orders/{}", known.id))).await?;
        findings.expect(order == *known, || format!("{replica}: order {} is read as another", known.id));
    }
    Ok(())
}

impl Reads<'_> {
    async fn get<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> reqwest::Result<T> {
        let by = (ServiceName::Order, Program::Counter);
        self.programs.send(self.replica, by, request).await?.error_for_status()?.json().await
    }
}
