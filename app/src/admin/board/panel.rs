//! A panel opened by a button of the bar. Browsers without popovers get the same from `panels.js`
//! and the style sheet. Every panel has a close button, since not every tablet closes it at a touch
//! outside.

use crate::admin::words::page_words;
use leptos::prelude::*;

/// A button and its panel.
#[component]
pub fn Panel(
    /// Id of the panel.
    id: &'static str,
    /// Label of the button and of the panel.
    label: &'static str,
    /// Heading inside the panel.
    #[prop(into)]
    heading: String,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class="quiet" popovertarget=id>{label}</button>
        <div id=id class="panel" popover="auto" role="dialog" aria-label=label>
            <h2>
                {heading}
                <button type="button" class="quiet" popovertarget=id popovertargetaction="hide">{page_words().board.close}</button>
            </h2>
            {children()}
        </div>
    }
}
