//! Stub menu service with the endpoints that the gateway uses.

use crate::fixture::{self, Process};
use axum::{
    Json, Router,
    extract::{Path, State},
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
    time::Duration,
};
use tokio::{sync::watch, time::sleep};

pub struct FakeMenu {
    pub process: Process,
    menu: watch::Sender<Menu>,
    /// Number of requests for the menu.
    pub asked: Arc<AtomicUsize>,
    pub pictures: FakePictures,
}

#[derive(Clone)]
struct Fake {
    menu: watch::Sender<Menu>,
    asked: Arc<AtomicUsize>,
}

/// Pictures of the stub; clones share their state.
#[derive(Clone)]
pub struct FakePictures {
    /// Number of requests for a picture.
    pub asked: watch::Sender<usize>,
    answer: watch::Sender<PictureAnswer>,
}

/// How the stub answers a request for a picture.
#[derive(Debug, Clone, Copy)]
pub enum PictureAnswer {
    Late(Duration),
    Refused(StatusCode),
    Never,
}

impl FakePictures {
    pub fn set(&self, answer: PictureAnswer) {
        self.answer.send_replace(answer);
    }
}

impl FakeMenu {
    pub fn start() -> Self {
        let menu = watch::Sender::new(fixture::menu(1));
        let asked = Arc::default();
        let pictures = FakePictures {
            asked: watch::Sender::new(0),
            answer: watch::Sender::new(PictureAnswer::Late(Duration::ZERO)),
        };
        let pictures_router = Router::new()
            .route("/api/v1/thumbnails/{id}", get(picture))
            .route("/api/v1/pictures/{id}", get(picture))
            .with_state(pictures.clone());
        let router = Router::new()
            .route("/api/v1/menu", get(whole))
            .route("/api/v1/menu/events", get(events))
            .with_state(Fake { menu: menu.clone(), asked: Arc::clone(&asked) })
            .merge(pictures_router);
        Self { process: Process::start(router), menu, asked, pictures }
    }

    /// Changes the menu as staff do, under the next version.
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

async fn picture(
    State(pictures): State<FakePictures>,
    Path(id): Path<String>,
) -> Result<String, StatusCode> {
    pictures.asked.send_modify(|asked| *asked += 1);
    let answer = *pictures.answer.borrow();
    match answer {
        PictureAnswer::Late(late) => sleep(late).await,
        PictureAnswer::Refused(status) => return Err(status),
        PictureAnswer::Never => std::future::pending().await,
    }
    Ok(id)
}

async fn events(State(fake): State<Fake>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = stream::unfold(fake.menu.subscribe(), |mut menu| async move {
        menu.changed().await.ok()?;
        let version = menu.borrow_and_update().version;
        Some((Event::default().event("menu").json_data(MenuChanged { version }).unwrap(), menu))
    });
    Sse::new(changes.map(Ok))
}
