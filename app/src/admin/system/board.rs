//! The live part of the system page: shows the last sample, and a notice when no newer one arrives.

use crate::{
    admin::{
        board::connection::ReloadLink,
        system::state::{
            BreakerStatus, EndpointSample, MenuFreshness, RecentTries, ServiceSample, SystemSample,
        },
        words::staff_words,
    },
    shared::ui::ClockDoubt,
    shared::ui::{Lang, OrderFeedState, PageNotice, PageProblem, RoundedAge, bind_text},
};
use leptos::prelude::*;

/// `/admin/system`, starting with the sample that the server took when it rendered the page.
#[island]
pub fn SystemBoard(
    /// The sample to start from.
    initial: SystemSample,
    /// The reader's language.
    lang: Lang,
) -> impl IntoView {
    let system = RwSignal::new(initial);
    let connected = RwSignal::new(true);
    let age = RwSignal::new(RoundedAge::Moments);
    let signed_out = RwSignal::new(false);
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    #[cfg(feature = "hydrate")]
    feed::follow_samples(system, connected, age, signed_out);
    let words = move || match signed_out.get() {
        true => PageProblem::SignedOut.text_in(lang).to_owned(),
        false => PageNotice::SystemOffline(age.get()).text_in(lang),
    };
    view! {
        <div class="system" data-hydrated=move || hydrated.get() lang=lang.tag()>
            <p class="fine">{staff_words(lang).system.seen_from_here}</p>
            <Show when=move || !connected.get() || signed_out.get()>
                <p class="stale" role="alert"><span {..bind_text(words)}></span>" "<ReloadLink page="/admin/system" signed_out lang/></p>
            </Show>
            <For each=move || system.get().clock_doubt key=|doubt: &ClockDoubt| *doubt let:doubt>
                <p class="stale" role="alert" data-clock="doubtful">{clock_doubt_text(doubt, lang)}</p>
            </For>
            <For each=move || system.get().services key=|service| format!("{service:?}") let:service>{render_service(&service, lang)}</For>
            <For each=move || [system.get()] key=|system| format!("{:?}", (&system.menu, &system.feed, &system.streams)) let:system>
                {render_local_state(&system, lang)}
            </For>
        </div>
    }
}

fn clock_doubt_text(doubt: ClockDoubt, lang: Lang) -> &'static str {
    let words = &staff_words(lang).system;
    match doubt {
        ClockDoubt::Early => words.clock_early,
        ClockDoubt::Ahead => words.clock_ahead,
    }
}

/// A service with its endpoints.
fn render_service(service: &ServiceSample, lang: Lang) -> impl IntoView + use<> {
    let words = &staff_words(lang).system;
    let title = match service.name.as_str() {
        "menu" => words.menu_service,
        "staff" => words.staff_service,
        _ => words.order_service,
    };
    let figures = [
        (words.rate, rate_text(service.recent)),
        (words.success, percent_text(service.recent.success_percent())),
        (words.in_flight, format!("{} / {}", service.in_flight, service.limit)),
        (words.shed, service.shed.to_string()),
        (words.retries, percent_text(service.retry_percent())),
    ];
    let latency = render_latency(service.recent);
    let endpoints =
        service.endpoints.iter().map(|endpoint| render_endpoint(endpoint, lang)).collect_view();
    view! {
        <section class="service" aria-label=title data-service=service.name.clone()>
            <h2>{title}</h2>
            <dl class="figures">{figures.map(|(label, value)| render_figure(label, value))}{latency}</dl>
            <p class="none" hidden=!service.endpoints.is_empty()>{words.no_endpoints}</p>
            <ul class="endpoints">{endpoints}</ul>
        </section>
    }
}

/// One endpoint.
fn render_endpoint(endpoint: &EndpointSample, lang: Lang) -> impl IntoView + use<> {
    let words = &staff_words(lang).system;
    let (name, mark, meaning) = match endpoint.breaker {
        BreakerStatus::Closed => ("closed", "●", words.closed),
        BreakerStatus::Open => ("open", "■", words.open),
        BreakerStatus::HalfOpen => ("half-open", "◐", words.half_open),
    };
    let since = duration_text(i64::try_from(endpoint.since_ms).unwrap_or(i64::MAX));
    let figures = [
        (words.rate, rate_text(endpoint.recent)),
        (words.success, percent_text(endpoint.recent.success_percent())),
        (words.endpoint_in_flight, endpoint.in_flight.to_string()),
        (words.opened, endpoint.opened.to_string()),
    ];
    let latency = render_latency(endpoint.recent);
    let failure = endpoint.last_failure.clone().unwrap_or_default();
    let unfailed = failure.is_empty();
    view! {
        <li data-endpoint=endpoint.address.clone() data-breaker=name>
            <p class="address">
                <strong>{endpoint.address.clone()}</strong>
                <span class="breaker"><span aria-hidden="true">{mark}</span>" "<b lang="en">{name}</b>" · "{meaning}" · "{since}</span>
            </p>
            <dl class="figures">{figures.map(|(label, value)| render_figure(label, value))}{latency}</dl>
            <p class="failure" hidden=unfailed>{words.last_failure}": "<span lang="en">{failure}</span></p>
        </li>
    }
}

/// State that this process keeps itself: the menu and the feed of orders.
fn render_local_state(system: &SystemSample, lang: Lang) -> impl IntoView + use<> {
    let words = &staff_words(lang).system;
    let freshness = match system.menu.freshness {
        MenuFreshness::Unseen => words.unseen,
        MenuFreshness::Fresh => words.fresh,
        MenuFreshness::Stale => words.stale,
        MenuFreshness::StaleOnDisk => words.stale_on_disk,
    };
    let feed = &system.feed;
    let menu = [(words.menu, freshness.to_owned()), (words.age, menu_age_text(system.menu.age_s))];
    let linked = match feed.upstream {
        OrderFeedState::Starting => words.starting,
        OrderFeedState::Connected => words.connected,
        OrderFeedState::Lost => words.lost,
    };
    let orders = [
        (words.feed, linked.to_owned()),
        (words.since, feed.since_ms.map_or_else(missing_figure, duration_text)),
        (words.lag, feed.lag_ms.map_or_else(missing_figure, lag_text)),
        (words.orders, feed.orders.to_string()),
        (words.streams, format!("{} / {}", system.streams.open, system.streams.limit)),
    ];
    view! {
        <div class="own">
            <section class="service" data-service="menu-cache" data-good=(system.menu.freshness == MenuFreshness::Fresh).to_string()>
                <dl class="figures">{menu.map(|(label, value)| render_figure(label, value))}</dl>
            </section>
            <section class="service" data-service="feed" data-good=(feed.upstream == OrderFeedState::Connected).to_string()>
                <dl class="figures">{orders.map(|(label, value)| render_figure(label, value))}</dl>
            </section>
        </div>
    }
}

fn render_figure(label: &'static str, value: String) -> impl IntoView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }
}

fn render_latency(recent: RecentTries) -> impl IntoView {
    let ms = |ms: f64| if recent.tries == 0 { missing_figure() } else { format!("{ms:.0} ms") };
    view! {
        <div><dt lang="en">"p50"</dt><dd>{ms(recent.p50_ms)}</dd></div>
        <div><dt lang="en">"p99"</dt><dd>{ms(recent.p99_ms)}</dd></div>
    }
}

fn rate_text(recent: RecentTries) -> String {
    format!("{:.1}", recent.per_second())
}

fn percent_text(share: Option<f64>) -> String {
    share.map_or_else(missing_figure, |share| format!("{share:.0}%"))
}

/// Placeholder for a missing figure.
fn missing_figure() -> String {
    "–".to_owned()
}

fn menu_age_text(age_s: Option<u64>) -> String {
    age_s.map_or_else(missing_figure, |age_s| {
        duration_text(i64::try_from(age_s).unwrap_or(i64::MAX).saturating_mul(1_000))
    })
}

/// As [`span`], but in milliseconds below one second.
fn lag_text(ms: i64) -> String {
    if (0..1_000).contains(&ms) { format!("{ms} ms") } else { duration_text(ms) }
}

/// `9 s`, `12 min`, `3 h`, `2 d`, and at most `> 99 d`: the units are the same in every language.
fn duration_text(ms: i64) -> String {
    match ms / 1_000 {
        seconds @ ..60 => format!("{} s", seconds.max(0)),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds @ 3_600..172_800 => format!("{} h", seconds / 3_600),
        seconds @ 172_800..8_640_000 => format!("{} d", seconds / 86_400),
        _ => "> 99 d".to_owned(),
    }
}

#[cfg(feature = "hydrate")]
mod feed {
    use super::{RoundedAge, SystemSample};
    use crate::shared::live::{FeedCallbacks, follow_feed, now_ms};
    use leptos::prelude::*;
    use std::time::Duration;

    const TICK: Duration = Duration::from_secs(10);

    /// Follows the samples, and counts the age of the last one.
    pub fn follow_samples(
        system: RwSignal<SystemSample>,
        connected: RwSignal<bool>,
        age: RwSignal<RoundedAge>,
        signed_out: RwSignal<bool>,
    ) {
        let heard_at_ms = StoredValue::new(now_ms());
        let grow = move || {
            age.set(RoundedAge::from_duration(Duration::from_millis(
                (now_ms() - heard_at_ms.get_value()).max(0.0) as u64,
            )));
        };
        set_interval(grow, TICK);
        let on_frame = move |name: &str, data: &str| match name {
            "system" => {
                if let Ok(look) = serde_json::from_str(data) {
                    heard_at_ms.set_value(now_ms());
                    signed_out.set(false);
                    system.set(look);
                }
            }
            "signed_out" => signed_out.set(true),
            _ => (),
        };
        let on_connection = move |up: bool| {
            grow();
            connected.set(up);
        };
        follow_feed(
            "/admin/live/system".to_owned(),
            FeedCallbacks {
                events: &["system", "signed_out"],
                on_frame: Box::new(on_frame),
                on_connection: Box::new(on_connection),
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_the_largest_unit_that_fits() {
        let spans = [-5, 59_999, 60_000, 3_600_000, 172_800_000, 8_639_999_999, i64::MAX]
            .map(duration_text);
        assert_eq!(spans, ["0 s", "59 s", "1 min", "1 h", "2 d", "99 d", "> 99 d"]);
        assert_eq!(
            [-5, 0, 999, 1_000, 90_000].map(lag_text),
            ["0 s", "0 ms", "999 ms", "1 s", "1 min"]
        );
    }

    #[test]
    fn a_menu_that_was_never_seen_has_no_age() {
        assert_eq!([None, Some(0), Some(u64::MAX)].map(menu_age_text), ["–", "0 s", "> 99 d"]);
    }
}
