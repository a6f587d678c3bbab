//! The menu service as far as the gateway knows it.

use crate::fixture::{self, Process};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response, Sse, sse::Event},
    routing::get,
};
use futures::{Stream, StreamExt, stream};
use menu_api::{Menu, MenuChanged};
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::watch;

pub struct FakeMenu {
    pub process: Process,
    menu: watch::Sender<Menu>,
    /// How often the menu was asked for.
    pub asked: Arc<AtomicUsize>,
}

#[derive(Clone)]
struct Fake {
    menu: watch::Sender<Menu>,
    asked: Arc<AtomicUsize>,
}

impl FakeMenu {
    pub fn start() -> Self {
        let (menu, asked) = (watch::Sender::new(fixture::menu(1)), Arc::new(AtomicUsize::new(0)));
        let router = Router::new()
            .route("/api/v1/menu", get(whole))
            .route("/api/v1/menu/events", get(events))
            .with_state(Fake { menu: menu.clone(), asked: asked.clone() });
        Self { process: Process::start(router), menu, asked }
    }

    /// A change by staff.
    pub fn change(&self, change: impl FnOnce(&mut Menu)) {
        self.menu.send_modify(|menu| {
            menu.version += 1;
            change(menu);
        });
    }
}

async fn whole(State(fake): State<Fake>, headers: HeaderMap) -> Response {
    fake.asked.fetch_add(1, Ordering::SeqCst);
    let menu = fake.menu.borrow().clone();
    let tag = format!("\"{}\"", menu.version);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    ([(header::ETAG, tag)], Json(menu)).into_response()
}

async fn events(State(fake): State<Fake>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = stream::unfold(fake.menu.subscribe(), |mut menu| async move {
        menu.changed().await.ok()?;
        let version = menu.borrow_and_update().version;
        Some((Event::default().event("menu").json_data(MenuChanged { version }).unwrap(), menu))
    });
    Sse::new(changes.map(Ok))
}
