//! Audit: compares the clients' record with the database, the feeds and the services at the end.
//!
//! Each rule is a plain function over [`Case`], so that a test can give it a history that breaks
//! this one rule: a checker that cannot fail would prove nothing.

mod boards;
mod case;
pub(crate) mod database;
mod erasure;
mod facts;
mod feeds;
mod findings;
mod lifecycle;
mod orders;
mod placements;
mod read_back;
#[cfg(test)]
pub(crate) mod tests;

pub use case::Case;
pub use erasure::{FORGOTTEN, SearchedPlace, are_forgotten};
pub use facts::{Event, Facts, KeyRow};
pub use findings::{Check, Verdict};

use crate::{addresses::Addresses, history::History};
use findings::Findings;

/// Reads the order database and every order replica, and applies every rule. The load must have
/// stopped.
pub async fn audit(addresses: &Addresses, history: &History) -> Verdict {
    let facts = match database::facts(&addresses.order_database).await {
        Ok(facts) => facts,
        Err(error) => return unreadable(&error),
    };
    let mut checks = history.read(|entries| rules(&Case::new(&facts, entries)));
    checks.push(read_back::check(addresses, &facts).await);
    checks.push(complete(history));
    Verdict { checks }
}

/// Applies every rule that needs no network.
pub fn rules(case: &Case<'_>) -> Vec<Check> {
    vec![
        placements::none_lost(case),
        placements::none_doubled(case),
        placements::as_acknowledged(case),
        placements::nobody_elses(case),
        placements::retries_are_known(case),
        orders::numbers_are_unique(case),
        orders::open_numbers_are_unique(case),
        orders::sums_are_right(case),
        lifecycle::only_along_the_table(case),
        lifecycle::acknowledged_steps_are_there(case),
        lifecycle::nobody_saw_what_never_was(case),
        feeds::nothing_is_missed(case),
        feeds::everybody_caught_up(case),
        boards::show_what_is(case),
    ]
}

fn complete(history: &History) -> Check {
    let mut findings = Findings::new("the record is complete");
    findings.count = history.read(|entries| entries.len() as u64);
    if history.dropped() > 0 {
        findings.add(format!("{} lines found no room, so nothing is proved", history.dropped()));
    }
    findings.finish()
}

fn unreadable(error: &anyhow::Error) -> Verdict {
    Verdict { checks: vec![Check::broken("the order database can be read", error)] }
}
