//! Following a live feed from the browser: reconnects after an error, a sleep, a lost network and a silent death,
//! so that what is on screen is right or says that it may not be.

use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// The server sends a frame at least every 15 s; this much silence means that the line is dead.
const SILENCE_MS: f64 = 35_000.0;
const WATCH_EVERY_MS: i32 = 3_000;

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
    heard_at: RefCell<f64>,
}

/// Follows `url` for as long as the page lives.
pub fn follow(url: String, follower: Follower) {
    let line = Rc::new(Line { url, follower, source: RefCell::new(None), heard_at: RefCell::new(0.0) });
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
    let offline = line.clone();
    // The browser may keep a stream that the network has lost: only a new one tells.
    listen(window.as_ref(), "offline", move |_| {
        close(&offline);
        (offline.follower.on_connection)(false);
    });
    let watch = Closure::<dyn Fn()>::new(move || {
        let closed = line.source.borrow().as_ref().is_none_or(|s| s.ready_state() == EventSource::CLOSED);
        if closed || now_ms() - *line.heard_at.borrow() > SILENCE_MS {
            (line.follower.on_connection)(false);
            connect(&line);
        }
    });
    let _timer = window.set_interval_with_callback_and_timeout_and_arguments_0(
        watch.as_ref().unchecked_ref(),
        WATCH_EVERY_MS,
    );
    watch.forget();
}

fn close(line: &Line) {
    if let Some(old) = line.source.borrow_mut().take() {
        old.close();
    }
}

fn connect(line: &Rc<Line>) {
    close(line);
    *line.heard_at.borrow_mut() = now_ms();
    let Ok(source) = EventSource::new(&line.url) else { return };
    for name in line.follower.events.iter().chain(&["beat"]) {
        let line = line.clone();
        listen(source.as_ref(), name, move |event| {
            *line.heard_at.borrow_mut() = now_ms();
            let data = event.unchecked_ref::<MessageEvent>().data().as_string().unwrap_or_default();
            (line.follower.on_connection)(true);
            (line.follower.on_frame)(name, &data);
        });
    }
    let broken = line.clone();
    listen(source.as_ref(), "error", move |_| (broken.follower.on_connection)(false));
    *line.source.borrow_mut() = Some(source);
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
