//! Pickup time: as soon as possible, with the estimated wait, or one of the slots that the store
//! offers today. A slot that is no longer available is never replaced by another one: the customer
//! chooses again.

use crate::{
    client::checkout::state,
    shared::ssr::{condition, request_context, request_lang, request_words, time},
};
use gateway::Quote;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use leptos::prelude::*;
use menu_api::{
    Cart, Menu, Store,
    hours::{self, OrderingStatus},
};
use std::sync::Arc;

/// The list of times, and the estimate for an order placed now.
#[component]
pub fn PickupTimeField(
    menu: Arc<Menu>,
    cart: Cart,
    /// The slot that was chosen before.
    chosen: Option<Timestamp>,
) -> impl IntoView {
    let Some(quote) = state::pickup_quote(&menu, &cart) else { return ().into_any() };
    let context = request_context();
    let words = &request_words().checkout;
    let ordering = hours::ordering_status(&menu.store, context.now);
    // The wait is promised only while the store takes orders.
    let is_promised = quote.is_now && !condition::is_ordering_paused(context.live.feed_status());
    let is_later = matches!(ordering, Ok(OrderingStatus::Closed { .. }));
    let is_ahead =
        is_later || (matches!(ordering, Ok(OrderingStatus::Open { .. })) && !quote.is_now);
    let ahead = if is_later { words.when_later } else { words.when_not_now };
    let promise = is_promised.then(|| render_promise(&quote, &menu.store));
    if is_ahead && quote.slots.is_empty() {
        return (!is_later)
            .then(|| view! { <p class="notice" role="status">{words.when_never}</p> })
            .into_any();
    }
    let is_gone = chosen.is_some_and(|at| !quote.slots.contains(&at));
    let (from, to) = quote.estimate.minute_range();
    let now = if is_promised { (words.when_now_in)(from, to) } else { words.when_now.to_owned() };
    let must_choose = is_gone || (is_ahead && chosen.is_none());
    let slots = group_by_hour(&quote.slots, &menu.store)
        .into_iter()
        .map(|(label, slots)| render_slot_group(label, slots, chosen, &menu.store));
    view! {
        <label class="field">
            <span>{words.when}</span>
            <select name="pickup" required>
                {must_choose.then(|| view! { <option value="" selected disabled>{words.when_choose}</option> })}
                {(!is_ahead).then(|| view! { <option value="now" selected={chosen.is_none()}>{now}</option> })}
                {slots.collect_view()}
            </select>
        </label>
        {is_ahead.then(|| view! { <p class="promise">{ahead}</p> })}
        {promise}
    }
    .into_any()
}

/// The wait from now, the clock times of that, and until when the order can be cancelled.
fn render_promise(quote: &Quote, store: &Store) -> impl IntoView + use<> {
    let now = request_context().now;
    let words = &request_words().checkout;
    let after = |seconds: u32| now + SignedDuration::from_secs(seconds.into());
    let said = |at| time::clock_time(at, &store.zone, request_lang());
    let between =
        format!("{}–{}", said(after(quote.estimate.from_s)), said(after(quote.estimate.to_s)));
    let (from, to) = quote.estimate.minute_range();
    let (soon, until) = (words.promise)(from, to);
    view! { <p class="promise">{soon}<strong>{between}</strong>{until}" "{words.cancel_until}</p> }
}

/// Slots by the hour on the store's clock. An hour that occurs twice when the clock is set back
/// makes two groups.
fn group_by_hour(slots: &[Timestamp], store: &Store) -> Vec<(String, Vec<Timestamp>)> {
    let zone = TimeZone::get(&store.zone).unwrap_or(TimeZone::UTC);
    let hour =
        |at: &Timestamp| zone.to_datetime(*at).strftime(request_words().checkout.hour).to_string();
    let key = |at: &Timestamp| (hour(at), zone.to_offset(*at));
    slots
        .chunk_by(|one, next| key(one) == key(next))
        .map(|chunk| (hour(&chunk[0]), chunk.to_vec()))
        .collect()
}

fn render_slot_group(
    label: String,
    slots: Vec<Timestamp>,
    chosen: Option<Timestamp>,
    store: &Store,
) -> impl IntoView + use<> {
    let now = request_context().now;
    let zone = store.zone.clone();
    let option = move |at: Timestamp| {
        let text = time::upcoming_time(at, now, &zone, request_lang());
        view! { <option value=at.to_string() selected={chosen == Some(at)}>{text}</option> }
    };
    view! { <optgroup label=label>{slots.into_iter().map(option).collect_view()}</optgroup> }
}
