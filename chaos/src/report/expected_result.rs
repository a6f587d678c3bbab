//! Expected result of a run. A planted bug must be found by the rule that is there for it: a run
//! that fails for any other reason would prove nothing about that rule.

use super::SystemReport;
use crate::terminal;

/// Expected result of the checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedResult {
    Clean,
    /// The check `must` fails; those of `may` are consequences of the same bug; no other fails.
    Failure {
        must: String,
        may: Vec<String>,
    },
}

impl ExpectedResult {
    /// Whether `parts` meet the expectation; if a failure was expected, prints the result.
    pub(super) fn is_met(&self, parts: &[SystemReport]) -> bool {
        let Self::Failure { must, may } = self else {
            return !parts.is_empty() && parts.iter().all(SystemReport::is_clean);
        };
        let failed: Vec<&str> = parts.iter().flat_map(SystemReport::failed_checks).collect();
        let others: Vec<_> = failed
            .iter()
            .filter(|name| *name != must && may.iter().all(|may| may != *name))
            .collect();
        let found = failed.iter().any(|name| name == must);
        let measured = parts.iter().flat_map(|part| &part.measures).all(|measure| measure.passed);
        terminal::print_plain_line(format_args!(
            "\nexpected to fail: {must}: {}",
            if found { "it did" } else { "it did NOT" }
        ));
        for other in &others {
            terminal::print_plain_line(format_args!("not expected to fail: {other}"));
        }
        found && others.is_empty() && measured
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::AuditCheck;

    fn part(failed: &[&'static str]) -> SystemReport {
        let held = AuditCheck { name: "held", count: 1, violations: Vec::new() };
        let mut part = SystemReport { checks: vec![held], ..SystemReport::new("one_machine") };
        part.checks.extend(
            failed.iter().map(|name| AuditCheck::from_error(name, &anyhow::anyhow!("broken"))),
        );
        part
    }

    #[test]
    fn a_clean_run_has_no_failed_check_and_something_to_show() {
        assert!(ExpectedResult::Clean.is_met(&[part(&[])]));
        assert!(!ExpectedResult::Clean.is_met(&[part(&[]), part(&["lost"])]));
        assert!(!ExpectedResult::Clean.is_met(&[]));
    }

    #[test]
    fn a_planted_bug_is_found_only_by_its_own_rule() {
        let expected =
            ExpectedResult::Failure { must: "lost".to_owned(), may: vec!["doubled".to_owned()] };
        assert!(expected.is_met(&[part(&["lost"])]));
        assert!(expected.is_met(&[part(&["lost", "doubled"])]));
        for failed in [&[][..], &["doubled"], &["held"], &["lost", "crashed"]] {
            assert!(!expected.is_met(&[part(failed)]), "{failed:?}");
        }
    }
}
