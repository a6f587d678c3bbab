//! The name of a device that is enrolled.

use crate::admin::words::page_words;
use leptos::prelude::*;

/// The default name of a newly enrolled device, derived from its `User-Agent`.
pub fn device_name() -> String {
    const KINDS: [(&str, &str); 7] = [
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("CrOS", "Chromebook"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];
    let parts = use_context::<http::request::Parts>();
    let agent =
        parts.as_ref().and_then(|parts| parts.headers.get(http::header::USER_AGENT)?.to_str().ok());
    let agent = agent.unwrap_or_default();
    let unknown = page_words().common.device;
    KINDS.iter().find(|(mark, _)| agent.contains(mark)).map_or(unknown, |(_, name)| name).to_owned()
}
