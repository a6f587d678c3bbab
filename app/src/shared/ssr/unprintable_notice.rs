//! A notice about characters that a printed ticket cannot show.

use crate::shared::ui::Lang;
use leptos::prelude::*;
use order_api::{Order, paper_text::find_unprintable};

/// Lists the characters of the name and the note that printers cannot print; `None` if there are
/// none.
pub fn render_unprintable_notice(order: &Order, lang: Lang) -> Option<impl IntoView + use<>> {
    let missing = find_unprintable(&format!("{} {}", order.customer.name, order.note)).join(" ");
    let words = lang.words().order.unprintable;
    (!missing.is_empty()).then(|| view! { <p class="fine">{words(&missing)}</p> })
}
