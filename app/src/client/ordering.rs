//! Whether one can order now: what a page says of it is what an open page is told whenever it changes.

use crate::ui::said;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Whether orders are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderingState {
    /// They are.
    Open,
    /// Staff paused it.
    Paused,
    /// Outside the opening hours; one may order for later.
    Closed,
    /// Nobody hears an order. Pressing again is the retry.
    Outage,
}

/// One frame `store` of a customer's feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderingNews {
    /// Whether one can order.
    pub state: OrderingState,
    /// That, in the reader's words.
    pub words: String,
    /// Seconds that staff add to what is estimated.
    pub extra_wait_s: u32,
}

/// What a page makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderingSignWords {
    /// The language.
    pub lang: String,
    /// For tests and styles, during an outage.
    pub condition: String,
    /// What is said during an outage, if anything.
    pub outage: Option<String>,
    /// Says so while one can order, too.
    pub says_open: bool,
    /// Where the form is for checkout, that it was made for other times than these, and the button that makes it anew.
    pub remade: Option<(String, String)>,
}

/// Says whether one can order, and keeps checkout's button from promising what would be refused. Whoever follows a feed on the
/// page hands the news on.
#[island]
pub fn OrderingSign(
    /// As it was when the page was made.
    made: OrderingNews,
    /// What it says.
    words: OrderingSignWords,
) -> impl IntoView {
    let OrderingSignWords { lang, condition, outage, says_open, remade } = words;
    let news = RwSignal::new(made.clone());
    let state = move || news.with(|news| news.state);
    let text = move || match state() {
        OrderingState::Outage => outage.clone().unwrap_or_default(),
        OrderingState::Open if !says_open => String::new(),
        _ => news.with(|news| news.words.clone()),
    };
    let text = Memo::new(move |_| text());
    let is_other = move || news.with(|now| (now.state, now.extra_wait_s) != (made.state, made.extra_wait_s));
    let is_refused = move || match state() {
        OrderingState::Open | OrderingState::Outage => false,
        OrderingState::Paused => true,
        OrderingState::Closed => made.state != OrderingState::Closed,
    };
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| {
        hydrated.set(true);
        #[cfg(feature = "hydrate")]
        super::page::set_disabled("[data-places]", is_refused());
        #[cfg(not(feature = "hydrate"))]
        let _ = is_refused();
    });
    #[cfg(feature = "hydrate")]
    crate::live::hear("store", move |data| {
        if let Ok(told) = serde_json::from_str(data) {
            news.set(told);
        }
    });
    let class = move || match state() {
        OrderingState::Open => "open",
        OrderingState::Outage => "notice",
        OrderingState::Paused | OrderingState::Closed => "shut",
    };
    let is_outage = move || state() == OrderingState::Outage && text.with(|text| !text.is_empty());
    view! {
        <div class="ordering" data-hydrated=move || hydrated.get()>
            <p
                {..said(move || text.get())}
                class=class
                role=move || (state() != OrderingState::Open).then_some("status")
                data-condition=move || is_outage().then(|| condition.clone())
                hidden=move || text.with(String::is_empty)
                lang=lang
            ></p>
            {remade.map(|(words, button)| view! {
                <p class="notice" role="status" hidden=move || !is_other()>
                    {words}" "<button type="submit" class="quiet" form="checkout" formaction="/client/api/checkout">{button}</button>
                </p>
            })}
        </div>
    }
}

#[cfg(feature = "ssr")]
mod server {
    use super::{OrderingNews, OrderingSign, OrderingSignWords, OrderingState};
    use crate::{
        ssr::{FeedStatus, condition, context, time},
        ui::{Lang, State},
    };
    use jiff::{SignedDuration, Timestamp};
    use leptos::prelude::*;
    use menu_api::{
        Store,
        hours::{self, Ordering},
    };

    const A_DAY: SignedDuration = SignedDuration::from_hours(24);

    impl OrderingNews {
        /// As the store and the feed of orders stand at `now`, for a reader of `lang`.
        pub fn of(store: &Store, feed: FeedStatus, now: Timestamp, lang: Lang) -> Self {
            let hours = &lang.words().hours;
            let when = |at| time::upcoming(at, now, &store.zone, lang);
            let (state, words) = match hours::ordering(store, now) {
                _ if condition::ordering_paused(feed) => {
                    (OrderingState::Outage, State::BrowsingOnly.text(lang))
                }
                Ok(Ordering::Open { until, closes_at }) => {
                    let closes = (until != closes_at).then(|| when(closes_at));
                    // A store that is open around the clock has no end to tell.
                    let is_endless = until.duration_since(now) > A_DAY;
                    let words = (hours.open_until)(&when(until), closes.as_deref());
                    (OrderingState::Open, if is_endless { hours.open.to_owned() } else { words })
                }
                Ok(Ordering::Paused { until, .. }) => {
                    (OrderingState::Paused, (hours.paused)(until.map(when).as_deref()))
                }
                Ok(Ordering::Closed { opens_at, .. }) => {
                    (OrderingState::Closed, (hours.closed)(opens_at.map(when).as_deref()))
                }
                Err(_) => (OrderingState::Closed, (hours.closed)(None)),
            };
            let extra_wait_s = store.extra_wait(now).map_or(0, |wait| wait.extra_s);
            Self { state, words, extra_wait_s }
        }

        /// When that is over by itself, as far as known.
        pub fn ends_at(store: &Store, now: Timestamp) -> Option<Timestamp> {
            let ends = match hours::ordering(store, now).ok()? {
                Ordering::Open { until, .. } => Some(until),
                Ordering::Paused { until, .. } => until,
                Ordering::Closed { opens_at, .. } => opens_at,
            };
            let slower_until = store.extra_wait(now).and_then(|wait| wait.until);
            ends.into_iter().chain(slower_until).min()
        }
    }

    /// Where one only looks and fills the cart; `says_open` where there is room to say that one can order.
    #[component]
    pub fn OpeningSign(store: Store, #[prop(default = true)] says_open: bool) -> impl IntoView {
        let lang = context().lang;
        let outage = Some(State::BrowsingOnly.text(lang));
        sign(
            &store,
            lang,
            OrderingSignWords { condition: "browsing-only".into(), outage, says_open, ..none(lang) },
        )
    }

    /// Where one orders. What a refusal has just said of an outage is not said twice.
    #[component]
    pub fn CheckoutSign(store: Store, is_refused: bool) -> impl IntoView {
        let lang = context().lang;
        let outage = (!is_refused).then(|| State::OrderingPaused.text(lang));
        let words = lang.words();
        let remade = Some((words.hours.changed.to_owned(), words.checkout.recalculate.to_owned()));
        sign(
            &store,
            lang,
            OrderingSignWords { condition: "ordering-paused".into(), outage, remade, ..none(lang) },
        )
    }

    fn none(lang: Lang) -> OrderingSignWords {
        let lang = lang.tag().to_owned();
        OrderingSignWords { lang, condition: String::new(), outage: None, says_open: true, remade: None }
    }

    fn sign(store: &Store, lang: Lang, words: OrderingSignWords) -> impl IntoView + use<> {
        let context = context();
        let made = OrderingNews::of(store, context.live.feed(), context.now, lang);
        view! { <OrderingSign made words/> }
    }
}

#[cfg(feature = "ssr")]
pub use server::{CheckoutSign, OpeningSign};
