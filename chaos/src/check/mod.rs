//! Audit: compares the clients' record with the database, the feeds and the services at the end.
//!
//! Each rule is a plain function over [`AuditCase`], so that a test can give it a history that
//! breaks this one rule: a checker that cannot fail would prove nothing.

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

pub use case::AuditCase;
pub use erasure::{FORGOTTEN, SearchedCopy, check_erasure};
pub use facts::{DatabaseFacts, FeedRow, KeyRow};
pub use findings::{AuditCheck, AuditVerdict};

use crate::{addresses::SystemAddresses, history::RunHistory};
use findings::RuleFindings;

/// Reads the order database and every order replica, and applies every rule. The load must have
/// stopped.
pub async fn audit_run(addresses: &SystemAddresses, history: &RunHistory) -> AuditVerdict {
    let facts = match database::read_facts(&addresses.order_database).await {
        Ok(facts) => facts,
        Err(error) => return unreadable_verdict(&error),
    };
    let mut checks = history.with_entries(|entries| apply_rules(&AuditCase::new(&facts, entries)));
    checks.push(read_back::check_read_back(addresses, &facts).await);
    checks.push(check_completeness(history));
    AuditVerdict { checks }
}

/// Applies every rule that needs no network.
pub fn apply_rules(case: &AuditCase<'_>) -> Vec<AuditCheck> {
    vec![
        placements::check_no_lost_orders(case),
        placements::check_no_duplicates(case),
        placements::check_order_contents(case),
        placements::check_orders_requested(case),
        placements::check_retries_recognized(case),
        orders::check_unique_numbers(case),
        orders::check_unique_open_numbers(case),
        orders::check_sums(case),
        lifecycle::check_lifecycle_steps(case),
        lifecycle::check_acknowledged_steps(case),
        lifecycle::check_seen_states(case),
        feeds::check_no_event_missed(case),
        feeds::check_readers_caught_up(case),
        boards::check_board_contents(case),
    ]
}

fn check_completeness(history: &RunHistory) -> AuditCheck {
    let mut findings = RuleFindings::new("the record is complete");
    findings.count = history.with_entries(|entries| entries.len() as u64);
    if history.dropped_count() > 0 {
        findings.add_violation(format!(
            "{} lines found no room, so nothing is proved",
            history.dropped_count()
        ));
    }
    findings.into_check()
}

fn unreadable_verdict(error: &anyhow::Error) -> AuditVerdict {
    AuditVerdict { checks: vec![AuditCheck::from_error("the order database can be read", error)] }
}
