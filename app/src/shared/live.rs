//! Client of the live feeds in the browser. It reconnects after an error, a sleep, a lost network
//! and a connection that died silently, so that the screen is either current or marked as possibly
//! stale.
//!
//! The first frame holds the whole state, so a reconnect misses nothing. Retries back off
//! exponentially with jitter, so that a restarting surface does not meet all its phones at once.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CustomEvent, CustomEventInit, EventSource, MessageEvent, js_sys::Math};

/// The server sends a frame at least every 15 s; a longer silence than this means a dead
/// connection.
const SILENCE_MS: f64 = 35_000.0;
const WATCH_EVERY_MS: i32 = 3_000;
/// The first pause after a broken connection; it doubles with every failed attempt.
const FIRST_PAUSE_MS: f64 = 600.0;
/// The first pause after an answer that refuses: every 503 of the server asks for one second.
const REFUSED_PAUSE_MS: f64 = 2_000.0;
const LONGEST_PAUSE_MS: f64 = 12_000.0;

/// Callback with a frame's name and data.
pub type OnFrame = Box<dyn Fn(&str, &str)>;

/// The callbacks of a page for its feed.
pub struct FeedCallbacks {
    /// Names of the frames to listen for, in addition to `beat`.
    pub events: &'static [&'static str],
    /// Called for every frame.
    pub on_frame: OnFrame,
    /// Called with whether the connection is up.
    pub on_connection: Box<dyn Fn(bool)>,
}

struct LiveConnection {
    url: String,
    follower: FeedCallbacks,
    source: RefCell<Option<EventSource>>,
    heard_at: Cell<f64>,
    /// Failed attempts since the last frame.
    failures: Cell<i32>,
    /// When the next attempt is due; `None` during an attempt and while frames arrive.
    due_at: Cell<Option<f64>>,
}

/// Follows `url` for as long as the page lives.
pub fn follow_feed(url: String, follower: FeedCallbacks) {
    let line = Rc::new(LiveConnection {
        url,
        follower,
        source: RefCell::new(None),
        heard_at: Cell::new(0.0),
        failures: Cell::new(0),
        due_at: Cell::new(None),
    });
    open_connection(&line);
    let Some(window) = web_sys::window() else { return };
    for name in ["online", "visibilitychange"] {
        let line = line.clone();
        // A wake-up always reconnects: the first frame is the whole state, so nothing is missed.
        add_listener(window.as_ref(), name, move |_| {
            if !is_hidden() {
                open_connection(&line);
            }
        });
    }
    // A frozen page may resume while hidden; it reconnects because it may have to ring for new
    // orders.
    if let Some(document) = window.document() {
        let frozen = line.clone();
        add_listener(document.as_ref(), "resume", move |_| open_connection(&frozen));
    }
    let offline = line.clone();
    // The browser may keep a stream that the network has lost; only a new connection shows it.
    add_listener(window.as_ref(), "offline", move |_| {
        close_connection(&offline);
        report_connection(&offline, false);
    });
    let watch = Closure::<dyn Fn()>::new(move || {
        // Timers stop while the page is suspended; an overdue attempt is made here.
        let overdue = line.due_at.get().is_some_and(|due_at| due_at <= now_ms());
        if overdue || now_ms() - line.heard_at.get() > SILENCE_MS {
            report_connection(&line, false);
            open_connection(&line);
        }
    });
    let _timer = window.set_interval_with_callback_and_timeout_and_arguments_0(
        watch.as_ref().unchecked_ref(),
        WATCH_EVERY_MS,
    );
    watch.forget();
}

/// Closes the connection and schedules a reconnect. The browser's own retries would neither back
/// off nor spread out, and they stop for good at an answer that refuses.
fn schedule_reconnect(line: &Rc<LiveConnection>) {
    let refused = line
        .source
        .borrow()
        .as_ref()
        .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
    close_connection(line);
    report_connection(line, false);
    let first_ms = if refused { REFUSED_PAUSE_MS } else { FIRST_PAUSE_MS };
    let failures = line.failures.get();
    line.failures.set(failures.saturating_add(1));
    let longest_ms = (first_ms * 2f64.powi(failures.min(8))).min(LONGEST_PAUSE_MS);
    let pause_ms = longest_ms * (0.5 + Math::random() / 2.0);
    line.due_at.set(Some(now_ms() + pause_ms));
    let Some(window) = web_sys::window() else { return };
    let due = line.clone();
    let again = Closure::once_into_js(move || {
        if due.due_at.get().is_some_and(|due_at| due_at <= now_ms()) {
            open_connection(&due);
        }
    });
    // A timer may fire slightly early; the watch then finds the attempt due.
    let _timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(
        again.unchecked_ref(),
        pause_ms as i32 + 5,
    );
}

fn close_connection(line: &LiveConnection) {
    line.due_at.set(None);
    if let Some(old) = line.source.borrow_mut().take() {
        old.close();
    }
}

fn open_connection(line: &Rc<LiveConnection>) {
    close_connection(line);
    line.heard_at.set(now_ms());
    let Ok(source) = EventSource::new(&line.url) else { return };
    for name in line.follower.events.iter().chain(&["beat"]) {
        let line = line.clone();
        add_listener(source.as_ref(), name, move |event| {
            line.heard_at.set(now_ms());
            line.failures.set(0);
            let data = event.unchecked_ref::<MessageEvent>().data().as_string().unwrap_or_default();
            report_connection(&line, true);
            (line.follower.on_frame)(name, &data);
            dispatch_live_event(name, &data);
        });
    }
    let broken = line.clone();
    add_listener(source.as_ref(), "error", move |_| schedule_reconnect(&broken));
    *line.source.borrow_mut() = Some(source);
}

fn report_connection(line: &LiveConnection, up: bool) {
    (line.follower.on_connection)(up);
    dispatch_live_event("connection", if up { "true" } else { "false" });
}

/// Passes a frame on to the page's scripts as the document event `live:<name>`.
fn dispatch_live_event(name: &str, data: &str) {
    let told = CustomEventInit::new();
    told.set_detail(&data.into());
    let event = CustomEvent::new_with_event_init_dict(&format!("live:{name}"), &told);
    let document = web_sys::window().and_then(|window| window.document());
    if let (Some(document), Ok(event)) = (document, event) {
        let _ = document.dispatch_event(&event);
    }
}

/// Listens, for the page's lifetime, to frames of a feed that another part of the page follows.
#[cfg(feature = "client")]
pub fn listen_for_frame(name: &str, act: impl Fn(&str) + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    add_listener(document.as_ref(), &format!("live:{name}"), move |event| {
        act(&event.unchecked_ref::<CustomEvent>().detail().as_string().unwrap_or_default());
    });
}

/// Adds an event listener for the page's lifetime.
fn add_listener(
    target: &web_sys::EventTarget,
    name: &str,
    then: impl Fn(web_sys::Event) + 'static,
) {
    let closure = Closure::<dyn Fn(web_sys::Event)>::new(then);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

/// Milliseconds since the page was opened.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
