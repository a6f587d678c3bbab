//! A number field with minus and plus buttons. The surrounding form makes the buttons work, and
//! shows them then.

use crate::shared::ui::fill_placeholder;
use leptos::prelude::*;

/// A field from `least` to `most`; the blank in `less` and `more` is the thing counted.
pub fn render_stepper(
    name: &str,
    what: &str,
    (less, more): (&str, &str),
    (least, most): (u32, u32),
    value: u32,
) -> impl IntoView + use<> {
    view! {
        <span class="stepper">
            <button type="button" data-step="-1" aria-label=fill_placeholder(less, what)>"−"</button>
            <input
                type="number"
                inputmode="numeric"
                name=name.to_owned()
                aria-label=what.to_owned()
                min=least
                max=most
                value=value
            />
            <button type="button" data-step="1" aria-label=fill_placeholder(more, what)>"+"</button>
        </span>
    }
}
