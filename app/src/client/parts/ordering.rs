//! Whether the store takes orders now. A page is rendered with the same state that its feed sends
//! on every change.

use crate::shared::ui::bind_text;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Whether the store takes orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderingState {
    Open,
    /// Paused by staff.
    Paused,
    /// Outside the opening hours; orders for later are possible.
    Closed,
    /// The order service cannot be reached. The checkout button stays enabled: pressing it again is
    /// the retry.
    Outage,
}

/// The frame `store` of a customer's feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderingUpdate {
    pub state: OrderingState,
    /// The state in words, in the reader's language.
    pub words: String,
    /// Seconds that staff add to the estimated wait.
    pub extra_wait_s: u32,
}

/// Texts of [`OrderingSign`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderingSignWords {
    /// Language tag.
    pub lang: String,
    /// `data-condition` during an outage, for tests and styles.
    pub condition: String,
    /// Notice during an outage, where the page shows one.
    pub outage: Option<String>,
    /// Whether the sign also says that the store is open.
    pub says_open: bool,
    /// At checkout only: the notice that the form was rendered for other times, and the label of
    /// the button that renders it again.
    pub remade: Option<(String, String)>,
}

/// Shows whether the store takes orders, and disables checkout's button while an order would be
/// refused. Listens to the frame `store` of the page's feed.
#[island]
pub fn OrderingSign(
    /// The state when the page was rendered.
    made: OrderingUpdate,
    /// Texts of the sign.
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
    let is_other =
        move || news.with(|now| (now.state, now.extra_wait_s) != (made.state, made.extra_wait_s));
    let is_refused = move || match state() {
        OrderingState::Open | OrderingState::Outage => false,
        OrderingState::Paused => true,
        OrderingState::Closed => made.state != OrderingState::Closed,
    };
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| {
        hydrated.set(true);
        #[cfg(feature = "hydrate")]
        crate::client::parts::dom::set_disabled("[data-places]", is_refused());
        #[cfg(not(feature = "hydrate"))]
        let _ = is_refused();
    });
    #[cfg(feature = "hydrate")]
    crate::shared::live::listen_for_frame("store", move |data| {
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
                {..bind_text(move || text.get())}
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
    use super::{OrderingSign, OrderingSignWords, OrderingState, OrderingUpdate};
    use crate::shared::{
        ssr::{FeedStatus, condition, request_context, time},
        ui::{Lang, PageNotice},
    };
    use jiff::{SignedDuration, Timestamp};
    use leptos::prelude::*;
    use menu_api::{
        Store,
        hours::{self, OrderingStatus},
    };

    const A_DAY: SignedDuration = SignedDuration::from_hours(24);

    impl OrderingUpdate {
        /// The state of the store and of the order feed at `now`, for a reader of `lang`.
        pub fn from_store(store: &Store, feed: FeedStatus, now: Timestamp, lang: Lang) -> Self {
            let hours = &lang.words().hours;
            let when = |at| time::upcoming_time(at, now, &store.zone, lang);
            let (state, words) = match hours::ordering_status(store, now) {
                _ if condition::is_ordering_paused(feed) => {
                    (OrderingState::Outage, PageNotice::BrowsingOnly.text_in(lang))
                }
                Ok(OrderingStatus::Open { until, closes_at }) => {
                    let closes = (until != closes_at).then(|| when(closes_at));
                    // A store that never closes has no closing time to show.
                    let is_endless = until.duration_since(now) > A_DAY;
                    let words = (hours.open_until)(&when(until), closes.as_deref());
                    (OrderingState::Open, if is_endless { hours.open.to_owned() } else { words })
                }
                Ok(OrderingStatus::Paused { until, .. }) => {
                    (OrderingState::Paused, (hours.paused)(until.map(when).as_deref()))
                }
                Ok(OrderingStatus::Closed { opens_at, .. }) => {
                    (OrderingState::Closed, (hours.closed)(opens_at.map(when).as_deref()))
                }
                Err(_) => (OrderingState::Closed, (hours.closed)(None)),
            };
            let extra_wait_s = store.extra_wait(now).map_or(0, |wait| wait.extra_s);
            Self { state, words, extra_wait_s }
        }

        /// When this state or the extra wait ends by itself, whichever is first; `None` when
        /// neither time is known.
        pub fn next_change_at(store: &Store, now: Timestamp) -> Option<Timestamp> {
            let ends = match hours::ordering_status(store, now).ok()? {
                OrderingStatus::Open { until, .. } => Some(until),
                OrderingStatus::Paused { until, .. } => until,
                OrderingStatus::Closed { opens_at, .. } => opens_at,
            };
            let slower_until = store.extra_wait(now).and_then(|wait| wait.until);
            ends.into_iter().chain(slower_until).min()
        }
    }

    /// The sign for pages without checkout; `says_open` where there is room to say that the store
    /// is open.
    #[component]
    pub fn OpeningSign(store: Store, #[prop(default = true)] says_open: bool) -> impl IntoView {
        let lang = request_context().lang;
        let outage = Some(PageNotice::BrowsingOnly.text_in(lang));
        render_sign(
            &store,
            lang,
            OrderingSignWords {
                condition: "browsing-only".into(),
                outage,
                says_open,
                ..blank_words(lang)
            },
        )
    }

    /// The sign for checkout. After a refusal it leaves out the outage, which the refusal has
    /// already explained.
    #[component]
    pub fn CheckoutSign(store: Store, is_refused: bool) -> impl IntoView {
        let lang = request_context().lang;
        let outage = (!is_refused).then(|| PageNotice::OrderingPaused.text_in(lang));
        let words = lang.words();
        let remade = Some((words.hours.changed.to_owned(), words.checkout.recalculate.to_owned()));
        render_sign(
            &store,
            lang,
            OrderingSignWords {
                condition: "ordering-paused".into(),
                outage,
                remade,
                ..blank_words(lang)
            },
        )
    }

    fn blank_words(lang: Lang) -> OrderingSignWords {
        let lang = lang.tag().to_owned();
        OrderingSignWords {
            lang,
            condition: String::new(),
            outage: None,
            says_open: true,
            remade: None,
        }
    }

    fn render_sign(store: &Store, lang: Lang, words: OrderingSignWords) -> impl IntoView + use<> {
        let context = request_context();
        let made = OrderingUpdate::from_store(store, context.live.feed_status(), context.now, lang);
        view! { <OrderingSign made words/> }
    }
}

#[cfg(feature = "ssr")]
pub use server::{CheckoutSign, OpeningSign};
