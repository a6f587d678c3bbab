//! Whether one can order now, in one line; the same function guards the placing.

use crate::ssr::{context, time};
use leptos::prelude::*;
use menu_api::{
    Store,
    hours::{self, Ordering},
};

/// Says when one can order, if that is not now.
#[component]
pub fn OpeningLine(store: Store) -> impl IntoView {
    let when = |at| time::upcoming(at, context().now, &store.zone);
    let line = match hours::ordering(&store, context().now) {
        Ok(Ordering::Open { .. }) => return view! { <p class="open">"지금 주문할 수 있어요"</p> }.into_any(),
        Ok(Ordering::Paused { until: Some(until) }) => {
            format!("주문을 잠시 멈췄어요. {}에 다시 열려요", when(until))
        }
        Ok(Ordering::Paused { until: None }) => "주문을 잠시 멈췄어요".to_owned(),
        Ok(Ordering::Closed { opens_at: Some(at) }) => format!("영업시간이 아니에요. {}에 열어요", when(at)),
        _ => "지금은 영업하지 않아요".to_owned(),
    };
    view! { <p class="shut" role="status">{line}</p> }.into_any()
}
