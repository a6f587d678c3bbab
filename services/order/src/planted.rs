//! Deliberate bugs that prove that the auditor finds such bugs. Compiled only with the feature
//! `planted-bugs`, and inactive until `JUMUN_PLANTED_BUG` names one.

use order_api::FeedCursor;
use std::{sync::LazyLock, time::Duration};

static NAMED: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("JUMUN_PLANTED_BUG").ok());

/// Delay from the answer to the commit, long enough for the process to be killed in between.
pub(crate) const PAUSE: Duration = Duration::from_millis(300);

/// `acknowledge_before_commit`: the caller gets its answer before the commit.
pub(crate) fn acknowledges_before_commit() -> bool {
    NAMED.as_deref() == Some("acknowledge_before_commit")
}

/// `drop_event`: one event in twenty is left out of every feed.
pub(crate) fn drops_event(at: FeedCursor) -> bool {
    NAMED.as_deref() == Some("drop_event") && at.sequence % 20 == 7
}
