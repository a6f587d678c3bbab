//! Following a live feed from the browser: reconnects after an error, a sleep, a lost network and a silent death,
//! so that what is on screen is right or says that it may not be.
//!
//! The first frame is the whole state, so whoever comes back has missed nothing. After an error the next try waits
//! longer each time, and each page differently: a surface that restarts must not be met by all its phones at once.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CustomEvent, CustomEventInit, EventSource, MessageEvent, js_sys::Math};

/// The server sends a frame at least every 15 s; this much silence means that the line is dead.
const SILENCE_MS: f64 = 35_000.0;
const WATCH_EVERY_MS: i32 = 3_000;
/// The pause after a connection that broke; it doubles with every try that fails.
const FIRST_PAUSE_MS: f64 = 600.0;
/// The pause after an answer that says no: every 503 of ours asks for a second.
const REFUSED_PAUSE_MS: f64 = 2_000.0;
const LONGEST_PAUSE_MS: f64 = 12_000.0;

/// Takes a frame's name and data.
pub type OnFrame = Box<dyn Fn(&str, &str)>;

/// What a page does with its feed.
pub struct Follower {
    /// Names of the frames to listen for, besides `beat`.
    pub events: &'static [&'static str],
    /// Called with every frame.
    pub on_frame: OnFrame,
    /// Called with whether frames are arriving.
    pub on_connection: Box<dyn Fn(bool)>,
}

struct Line {
    url: String,
    follower: Follower,
    source: RefCell<Option<EventSource>>,
    heard_at: Cell<f64>,
    /// Tries that failed since the last frame.
    failures: Cell<i32>,
    /// When the next try is due; `None` while one is under way or frames arrive.
    due_at: Cell<Option<f64>>,
}

/// Follows `url` for as long as the page lives.
pub fn follow(url: String, follower: Follower) {
    let line = Rc::new(Line {
        url,
        follower,
        source: RefCell::new(None),
        heard_at: Cell::new(0.0),
        failures: Cell::new(0),
        due_at: Cell::new(None),
    });
    connect(&line);
    let Some(window) = web_sys::window() else { return };
    for name in ["online", "visibilitychange"] {
        let line = line.clone();
        // A wake-up always starts afresh: the first frame is the whole state, so nothing can have been missed.
        listen(window.as_ref(), name, move |_| {
            if !is_hidden() {
                connect(&line);
            }
        });
    }
    // A page that the system had frozen may wake up while nobody looks: it has news to ring for.
    if let Some(document) = window.document() {
        let frozen = line.clone();
        listen(document.as_ref(), "resume", move |_| connect(&frozen));
    }
    let offline = line.clone();
    // The browser may keep a stream that the network has lost: only a new one tells.
    listen(window.as_ref(), "offline", move |_| {
        close(&offline);
        tell(&offline, false);
    });
    let watch = Closure::<dyn Fn()>::new(move || {
        // Timers sleep with the page: whatever is due is made up for here.
        let overdue = line.due_at.get().is_some_and(|due_at| due_at <= now_ms());
        if overdue || now_ms() - line.heard_at.get() > SILENCE_MS {
            tell(&line, false);
            connect(&line);
        }
    });
    let _timer = window.set_interval_with_callback_and_timeout_and_arguments_0(
        watch.as_ref().unchecked_ref(),
        WATCH_EVERY_MS,
    );
    watch.forget();
}

/// Ends the connection and comes back after a pause of this page's own. The browser's own retries would neither
/// spread nor slow down, and end for good at an answer that says no.
fn come_back(line: &Rc<Line>) {
    let refused =
        line.source.borrow().as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED);
    close(line);
    tell(line, false);
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
            connect(&due);
        }
    });
    // A timer may come a little early: then the watch finds it due.
    let _timer = window
        .set_timeout_with_callback_and_timeout_and_arguments_0(again.unchecked_ref(), pause_ms as i32 + 5);
}

fn close(line: &Line) {
    line.due_at.set(None);
    if let Some(old) = line.source.borrow_mut().take() {
        old.close();
    }
}

fn connect(line: &Rc<Line>) {
    close(line);
    line.heard_at.set(now_ms());
    let Ok(source) = EventSource::new(&line.url) else { return };
    for name in line.follower.events.iter().chain(&["beat"]) {
        let line = line.clone();
        listen(source.as_ref(), name, move |event| {
            line.heard_at.set(now_ms());
            line.failures.set(0);
            let data = event.unchecked_ref::<MessageEvent>().data().as_string().unwrap_or_default();
            tell(&line, true);
            (line.follower.on_frame)(name, &data);
            hand_on(name, &data);
        });
    }
    let broken = line.clone();
    listen(source.as_ref(), "error", move |_| come_back(&broken));
    *line.source.borrow_mut() = Some(source);
}

fn tell(line: &Line, up: bool) {
    (line.follower.on_connection)(up);
    hand_on("connection", if up { "true" } else { "false" });
}

/// Hands a frame on to the page's own scripts, as an event `live:<name>` of the document.
fn hand_on(name: &str, data: &str) {
    let told = CustomEventInit::new();
    told.set_detail(&data.into());
    let event = CustomEvent::new_with_event_init_dict(&format!("live:{name}"), &told);
    let document = web_sys::window().and_then(|window| window.document());
    if let (Some(document), Ok(event)) = (document, event) {
        let _ = document.dispatch_event(&event);
    }
}

/// Hears the frames of a feed that something else on the page follows, for as long as the page lives.
#[cfg(feature = "client")]
pub fn hear(name: &str, act: impl Fn(&str) + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    listen(document.as_ref(), &format!("live:{name}"), move |event| {
        act(&event.unchecked_ref::<CustomEvent>().detail().as_string().unwrap_or_default());
    });
}

/// Listens for as long as the page lives.
fn listen(target: &web_sys::EventTarget, name: &str, then: impl Fn(web_sys::Event) + 'static) {
    let closure = Closure::<dyn Fn(web_sys::Event)>::new(then);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

/// Milliseconds since the page opened.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
