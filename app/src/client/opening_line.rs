//! Whether one can order now, in one line; the same function guards the placing.

use crate::ssr::{context, time, words};
use jiff::SignedDuration;
use leptos::prelude::*;
use menu_api::{
    Store,
    hours::{self, Ordering},
};

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Says until when one can order, or when next.
#[component]
pub fn OpeningLine(store: Store) -> impl IntoView {
    let (context, words) = (context(), &words().hours);
    let when = |at| time::upcoming(at, context.now, &store.zone, context.lang);
    let line = match hours::ordering(&store, context.now) {
        Ok(Ordering::Open { until, closes_at }) => {
            let closes = (until != closes_at).then(|| when(closes_at));
            // A store that is open around the clock has no end to tell.
            let line = if until.duration_since(context.now) > A_DAY {
                words.open.to_owned()
            } else {
                (words.open_until)(&when(until), closes.as_deref())
            };
            return view! { <p class="open">{line}</p> }.into_any();
        }
        Ok(Ordering::Paused { until }) => (words.paused)(until.map(when).as_deref()),
        Ok(Ordering::Closed { opens_at }) => (words.closed)(opens_at.map(when).as_deref()),
        _ => (words.closed)(None),
    };
    view! { <p class="shut" role="status">{line}</p> }.into_any()
}
