//! Results of rules.

/// Violations of one rule that are described; further ones are only counted.
const TOLD: usize = 20;

/// Result of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCheck {
    /// The rule, as a sentence.
    pub name: &'static str,
    /// Number of things it looked at; a rule that looked at nothing proves nothing.
    pub count: u64,
    /// One line for people each; the last may give the number of further ones.
    pub violations: Vec<String>,
}

impl AuditCheck {
    /// A rule that could not be checked.
    pub fn from_error(name: &'static str, error: &anyhow::Error) -> Self {
        Self { name, count: 0, violations: vec![format!("{error:#}")] }
    }

    /// Makes it a violation to have looked at nothing.
    pub fn require_evidence(&mut self) {
        if self.count == 0 && self.violations.is_empty() {
            self.violations.push("it looked at nothing, so nothing is proved".to_owned());
        }
    }
}

/// Results of all rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditVerdict {
    pub checks: Vec<AuditCheck>,
}

impl AuditVerdict {
    /// Whether no rule was violated.
    pub fn is_clean(&self) -> bool {
        self.checks.iter().all(|check| check.violations.is_empty())
    }
}

/// A [`Check`] under construction.
pub(super) struct RuleFindings {
    name: &'static str,
    pub(super) count: u64,
    violations: Vec<String>,
    untold: u64,
}

impl RuleFindings {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, count: 0, violations: Vec::new(), untold: 0 }
    }

    pub(super) fn add_violation(&mut self, violation: String) {
        if self.violations.len() < TOLD {
            self.violations.push(violation);
        } else {
            self.untold += 1;
        }
    }

    /// Counts one more thing; adds a violation unless it `holds`.
    pub(super) fn expect_that(&mut self, holds: bool, violation: impl FnOnce() -> String) {
        self.count += 1;
        if !holds {
            self.add_violation(violation());
        }
    }

    pub(super) fn into_check(mut self) -> AuditCheck {
        if self.untold > 0 {
            self.violations.push(format!("and {} more", self.untold));
        }
        AuditCheck { name: self.name, count: self.count, violations: self.violations }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_looked_at_nothing_has_not_held() {
        let mut findings = RuleFindings::new("a rule");
        findings.expect_that(true, String::new);
        let mut idle = RuleFindings::new("a rule").into_check();
        let mut busy = findings.into_check();
        idle.require_evidence();
        busy.require_evidence();
        assert_eq!((idle.violations.len(), busy.violations.len()), (1, 0));
    }

    #[test]
    fn a_thousand_violations_are_a_page_and_their_number() {
        let mut findings = RuleFindings::new("a rule");
        (0..1_000).for_each(|n| findings.expect_that(n == 7, || format!("violation {n}")));
        let check = findings.into_check();
        assert_eq!((check.count, check.violations.len()), (1_000, TOLD + 1));
        assert_eq!(check.violations[TOLD], "and 979 more");
        assert!(!AuditVerdict { checks: vec![check] }.is_clean());
    }
}
