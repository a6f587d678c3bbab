//! What of an order's own words its printed ticket lacks.

use crate::ui::Lang;
use leptos::prelude::*;
use order_api::{Order, paper_text::unprintable};

/// Says which letters of name and note no printer has, if there are any.
pub fn unprinted(order: &Order, lang: Lang) -> Option<impl IntoView + use<>> {
    let missing = unprintable(&format!("{} {}", order.customer.name, order.note)).join(" ");
    let words = lang.words().order.unprintable;
    (!missing.is_empty()).then(|| view! { <p class="fine">{words(&missing)}</p> })
}
