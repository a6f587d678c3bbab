//! Faults put in on purpose, for the test that shows that the auditor finds them. Compiled only with the feature
//! `planted-bugs`, and silent until `JUMUN_PLANTED_BUG` names one.

use order_api::Cursor;
use std::{sync::LazyLock, time::Duration};

static NAMED: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("JUMUN_PLANTED_BUG").ok());

/// Between the answer and the commit: long enough for the process to die in.
pub(crate) const PAUSE: Duration = Duration::from_millis(300);

/// `acknowledge_before_commit`: "done" is said a moment before it is.
pub(crate) fn acknowledges_before_commit() -> bool {
    NAMED.as_deref() == Some("acknowledge_before_commit")
}

/// `drop_event`: one event in twenty is told to no reader of the feed.
pub(crate) fn drops_event(at: Cursor) -> bool {
    NAMED.as_deref() == Some("drop_event") && at.sequence % 20 == 7
}
