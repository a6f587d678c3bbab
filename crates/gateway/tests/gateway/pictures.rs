//! Tests of pictures when a page asks for all of them at once, and while the menu service is slow,
//! broken or gone.

use crate::{
    fake_menu::{FakeMenu, PictureAnswer},
    fake_order,
    fixture::{Folder, gateway, menu_until, now, nowhere, placement},
};
use axum::http::StatusCode;
use futures::future::join_all;
use gateway::{CacheFreshness, Gateway, PictureSize};
use std::time::Duration;

const LATE: PictureAnswer = PictureAnswer::Late(Duration::from_millis(60));

struct Cafe {
    menu: FakeMenu,
    gateway: Gateway,
    _folder: Folder,
}

async fn cafe(order_url: String) -> Cafe {
    let menu = FakeMenu::start();
    let folder = Folder::new();
    let gateway = gateway(menu.process.url(), order_url, folder.path());
    menu_until(&gateway, |known| known.freshness == CacheFreshness::Fresh).await;
    Cafe { menu, gateway, _folder: folder }
}

impl Cafe {
    /// Asks for all pictures at once and returns how many arrive.
    async fn had(&self, ids: impl Iterator<Item = usize>) -> usize {
        let asked = ids.map(async |id| {
            let id = format!("p{id}").parse().unwrap();
            let answer = self.gateway.fetch_picture(&id, PictureSize::Small).await;
            answer.is_ok_and(|picture| picture.is_some_and(|picture| picture == id.as_str()))
        });
        join_all(asked).await.into_iter().filter(|was_had| *was_had).count()
    }

    fn asked(&self) -> usize {
        *self.menu.pictures.asked.borrow()
    }
}

#[tokio::test]
async fn every_picture_of_a_cold_page_comes_however_many_ask_at_once() {
    let cafe = cafe(nowhere()).await;
    cafe.menu.pictures.set(LATE);
    assert_eq!(cafe.had(0..46).await, 46);
    assert_eq!(cafe.had((100..146).cycle().take(4 * 46)).await, 4 * 46);
    assert_eq!(cafe.had(200..200 + 4 * 46).await, 4 * 46);
    assert_eq!(cafe.asked(), 6 * 46, "one question a picture");
    assert_eq!(cafe.gateway.dependency_statuses()[0].shed, 0);
}

#[tokio::test]
async fn a_crowd_that_asks_for_one_picture_asks_once() {
    let cafe = cafe(nowhere()).await;
    cafe.menu.pictures.set(LATE);
    assert_eq!(cafe.had([7; 120].into_iter()).await, 120);
    assert_eq!(cafe.asked(), 1);
}

#[tokio::test]
async fn what_was_shown_is_shown_without_the_service() {
    let mut cafe = cafe(nowhere()).await;
    assert_eq!(cafe.had(0..10).await, 10);
    cafe.menu.process.kill();
    assert_eq!(cafe.had(0..11).await, 10);
}

#[tokio::test]
async fn a_failure_is_not_kept_and_leaves_the_menu_alone() {
    let cafe = cafe(nowhere()).await;
    cafe.menu.pictures.set(PictureAnswer::Refused(StatusCode::INTERNAL_SERVER_ERROR));
    assert_eq!(cafe.had(0..46).await, 0);
    cafe.menu.pictures.set(PictureAnswer::Refused(StatusCode::NOT_FOUND));
    assert_eq!(
        cafe.gateway.fetch_picture(&"p1".parse().unwrap(), PictureSize::Small).await,
        Ok(None)
    );
    assert_eq!(cafe.gateway.dependency_statuses()[0].endpoints[0].opened, 0);
    cafe.menu.pictures.set(LATE);
    assert_eq!(cafe.had(0..46).await, 46);
}

#[tokio::test]
async fn an_order_is_checked_against_the_menu_while_pictures_hang() {
    let (order, orders) = fake_order::start();
    let cafe = cafe(order.url()).await;
    cafe.menu.pictures.set(PictureAnswer::Never);
    let mut asked = cafe.menu.pictures.asked.subscribe();
    let placing = async {
        asked.wait_for(|asked| *asked >= 16).await.unwrap();
        for key in ["first", "second"] {
            cafe.gateway.place_order(placement(key), now()).await.unwrap();
        }
    };
    let (had, ()) = tokio::join!(cafe.had(0..300), placing);
    cafe.gateway.place_order(placement("afterwards"), now()).await.unwrap();
    let verified: Vec<_> =
        orders.0.lock().unwrap().placed.iter().map(|(_, new, _)| new.menu_verified).collect();
    assert_eq!((had, verified), (0, vec![true; 3]));
    assert_eq!(cafe.gateway.dependency_statuses()[0].endpoints[0].opened, 0);
}
