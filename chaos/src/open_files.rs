//! Limit on open files of this process and its children: thousands of stream readers need thousands
//! of sockets.

use anyhow::{Result, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Open files of a process besides its readers' sockets.
const OTHERS: u64 = 200;

/// Raises the soft limit to the hard limit.
pub fn raise_limit() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let _asked_for_again_by_who_needs_it =
        setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}

/// Checks that there is room for this many sockets.
///
/// # Errors
/// If there is not; the message says how to raise the limit.
pub fn require_sockets(sockets: usize) -> Result<()> {
    check_limit(getrlimit(Resource::Nofile).current, sockets as u64 + OTHERS)
}

fn check_limit(limit: Option<u64>, needed: u64) -> Result<()> {
    ensure!(
        limit.is_none_or(|limit| limit >= needed),
        "{needed} open files are needed and {} are allowed: raise `ulimit -Hn`",
        limit.unwrap_or_default()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_limit_is_refused_in_clear_words() {
        assert!(check_limit(Some(2_200), 2_200).is_ok() && check_limit(None, 2_200).is_ok());
        let refused = check_limit(Some(1_024), 2_200).unwrap_err().to_string();
        assert_eq!(refused, "2200 open files are needed and 1024 are allowed: raise `ulimit -Hn`");
    }
}
