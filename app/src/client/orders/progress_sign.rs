//! The live part of the order page: steps, promised time, and the cancel button while cancelling is
//! allowed.

use crate::{
    client::orders::progress::{ProgressFrame, ProgressWords, STEPS, can_cancel},
    shared::ui::bind_text,
};
use leptos::prelude::*;
use order_api::OrderStatus;

/// Follows one order. The server renders its state at that time; without scripts the page refreshes
/// itself.
#[island]
pub fn OrderProgress(
    /// Id of the order.
    id: String,
    /// The state when the page was rendered.
    initial: ProgressFrame,
    /// Notice of that state's age, when it may be out of date.
    stale: Option<String>,
    /// The texts that do not change.
    words: ProgressWords,
) -> impl IntoView {
    let ProgressWords { lang, steps, promised, cancel, cancel_until, offline } = words;
    let steps = StoredValue::new(steps);
    let progress = RwSignal::new(initial);
    let connected = RwSignal::new(true);
    let stale = RwSignal::new(stale);
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    #[cfg(feature = "hydrate")]
    {
        let follower = crate::shared::live::FeedCallbacks {
            events: &["progress", "stale", "others"],
            on_frame: Box::new(move |name, data| {
                if name == "stale" {
                    stale.set(serde_json::from_str(data).unwrap_or_default());
                } else if name == "progress"
                    && let Ok(news) = serde_json::from_str::<ProgressFrame>(data)
                    && progress.with_untracked(|shown| news.version > shown.version)
                {
                    progress.set(news);
                }
            }),
            on_connection: Box::new(move |up| connected.set(up)),
        };
        crate::shared::live::follow_feed(format!("/client/live/orders/{id}"), follower);
    }
    let status = move || progress.with(|p| p.status);
    let offline = StoredValue::new(offline);
    let notice = move || if connected.get() { stale.get() } else { Some(offline.get_value()) };
    view! {
        <section class="progress" data-hydrated=move || hydrated.get() data-status=move || status().as_str()>
            <p class="progress-text" role="status" {..bind_text(move || progress.with(|p| p.text.clone()))}></p>
            <Show when=move || progress.with(|p| p.reason.is_some())>
                <p
                    class="progress-reason"
                    lang=move || progress.with(|p| p.reason_lang.clone())
                    {..bind_text(move || progress.with(|p| p.reason.clone().unwrap_or_default()))}
                ></p>
            </Show>
            <Show when=move || matches!(status(), OrderStatus::Placed | OrderStatus::Accepted | OrderStatus::Preparing)>
                <p class="progress-promise">{promised.clone()}" " <strong {..bind_text(move || progress.with(|p| p.promised.clone()))}></strong></p>
            </Show>
            <Show when=move || status().is_open()>
                <ol class="steps">
                    {steps
                        .get_value()
                        .into_iter()
                        .zip(STEPS)
                        .map(|(label, at)| {
                            view! { <li class:done={move || status() >= at} class:now={move || status() == at}>{label}</li> }
                        })
                        .collect_view()}
                </ol>
            </Show>
            <Show when=move || notice().is_some()>
                <p class="notice" role="status" data-condition="order-stale" lang=lang.clone() {..bind_text(move || notice().unwrap_or_default())}></p>
            </Show>
            <Show when=move || can_cancel(status())>
                <form method="post" action="/client/api/orders/cancel" class="cancel">
                    <input type="hidden" name="id" value=id.clone()/>
                    <button type="submit" class="quiet danger">{cancel.clone()}</button>
                    <p class="fine">{cancel_until.clone()}</p>
                </form>
            </Show>
        </section>
    }
}
