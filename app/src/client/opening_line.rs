//! Whether one can order now, in one line; the same function guards the placing.

use crate::ssr::{context, time, words};
use leptos::prelude::*;
use menu_api::{
    Store,
    hours::{self, Ordering},
};

/// Says when one can order, if that is not now.
#[component]
pub fn OpeningLine(store: Store) -> impl IntoView {
    let (context, words) = (context(), &words().hours);
    let when = |at| time::upcoming(at, context.now, &store.zone, context.lang);
    let line = match hours::ordering(&store, context.now) {
        Ok(Ordering::Open { .. }) => return view! { <p class="open">{words.open}</p> }.into_any(),
        Ok(Ordering::Paused { until }) => (words.paused)(until.map(when).as_deref()),
        Ok(Ordering::Closed { opens_at }) => (words.closed)(opens_at.map(when).as_deref()),
        _ => (words.closed)(None),
    };
    view! { <p class="shut" role="status">{line}</p> }.into_any()
}
