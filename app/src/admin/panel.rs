//! What a button of the bar opens. Browsers without popovers get the same from `panels.js` and the style sheet; every panel
//! has a button that closes it, since not every tablet does that at a touch beside it.

use leptos::prelude::*;

/// A button and its panel.
#[component]
pub fn Panel(
    /// The panel's.
    id: &'static str,
    /// On the button; names the panel, too.
    label: &'static str,
    /// Over what is in it.
    #[prop(into)]
    heading: String,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class="quiet" popovertarget=id>{label}</button>
        <div id=id class="panel" popover="auto" role="dialog" aria-label=label>
            <h2>
                {heading}
                <button type="button" class="quiet" popovertarget=id popovertargetaction="hide">"닫기"</button>
            </h2>
            {children()}
        </div>
    }
}
