//! Expected result of a run. A planted bug must be found by the rule that is there for it: a run
//! that fails for any other reason would prove nothing about that rule.

use super::Part;
use crate::terminal;

/// Expected result of the checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    Clean,
    /// The check `must` fails; those of `may` are consequences of the same bug; no other fails.
    Failure {
        must: String,
        may: Vec<String>,
    },
}

impl Expected {
    /// Whether `parts` meet the expectation; if a failure was expected, prints the result.
    pub(super) fn is_met(&self, parts: &[Part]) -> bool {
        let Self::Failure { must, may } = self else {
            return !parts.is_empty() && parts.iter().all(Part::is_clean);
        };
        let failed: Vec<&str> = parts.iter().flat_map(Part::failed_checks).collect();
        let others: Vec<_> =
            failed.iter().filter(|name| *name != must && may.iter().all(|may| may != *name)).collect();
        let found = failed.iter().any(|name| name == must);
        let measured = parts.iter().flat_map(|part| &part.measures).all(|measure| measure.passed);
        terminal::plain(format_args!(
            "\nexpected to fail: {must}: {}",
            if found { "it did" } else { "it did NOT" }
        ));
        for other in &others {
            terminal::plain(format_args!("not expected to fail: {other}"));
        }
        found && others.is_empty() && measured
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Check;

    fn part(failed: &[&'static str]) -> Part {
        let held = Check { name: "held", count: 1, violations: Vec::new() };
        let mut part = Part { checks: vec![held], ..Part::new("one_machine") };
        part.checks.extend(failed.iter().map(|name| Check::broken(name, &anyhow::anyhow!("broken"))));
        part
    }

    #[test]
    fn a_clean_run_has_no_failed_check_and_something_to_show() {
        assert!(Expected::Clean.is_met(&[part(&[])]));
        assert!(!Expected::Clean.is_met(&[part(&[]), part(&["lost"])]));
        assert!(!Expected::Clean.is_met(&[]));
    }

    #[test]
    fn a_planted_bug_is_found_only_by_its_own_rule() {
        let expected = Expected::Failure { must: "lost".to_owned(), may: vec!["doubled".to_owned()] };
        assert!(expected.is_met(&[part(&["lost"])]));
        assert!(expected.is_met(&[part(&["lost", "doubled"])]));
        for failed in [&[][..], &["doubled"], &["held"], &["lost", "crashed"]] {
            assert!(!expected.is_met(&[part(failed)]), "{failed:?}");
        }
    }
}
