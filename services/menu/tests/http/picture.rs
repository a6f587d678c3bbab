use crate::service::{Service, answer, gist};
use image::{DynamicImage, ImageFormat, RgbImage};
use reqwest::{Method, header};
use serde_json::json;
use std::io::Cursor;

fn png(side: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(side, side + 40)).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

async fn send(service: &Service, version: i64, file: Vec<u8>) -> (reqwest::StatusCode, serde_json::Value) {
    let request = service.request(Method::PUT, "/admin/items/americano/picture");
    let request = request.header(header::IF_MATCH, format!("\"{version}\"")).body(file);
    answer(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_picture_is_shown_by_its_item_and_kept_for_ever_under_its_id() {
    let service = Service::start().await;
    let (status, body) = send(&service, 1, png(700)).await;
    assert_eq!((status.as_u16(), &body["version"]), (200, &json!(2)));
    let picture = service.menu().await.items[1].picture.clone().unwrap();
    for (way, side) in [("thumbnails", 288), ("pictures", 640)] {
        let response = service.get(&format!("/{way}/{}", picture.id)).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "image/jpeg");
        assert!(response.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let seen = image::load_from_memory(&response.bytes().await.unwrap()).unwrap();
        assert_eq!((seen.width(), seen.height()), (side, side));
    }
    assert_eq!(gist(&send(&service, 2, png(700)).await), (200, json!(2)), "the same again");
    let alt = json!({"picture": {"alt": {"ko": "얼음이 든 잔"}}});
    assert_eq!(gist(&service.patch("/admin/items/americano", 2, alt).await), (200, json!(3)));
    let gone = json!({"picture": null});
    assert_eq!(gist(&service.patch("/admin/items/americano", 3, gone).await), (200, json!(4)));
    assert_eq!(service.menu().await.items[1].picture, None);
}

#[tokio::test]
async fn what_is_no_picture_changes_nothing() {
    let service = Service::start().await;
    assert_eq!(gist(&send(&service, 1, b"<svg/>".to_vec()).await), (422, json!("invalid_picture")));
    assert_eq!(gist(&send(&service, 1, vec![]).await), (422, json!("invalid_picture")));
    assert_eq!(gist(&send(&service, 7, png(9)).await), (412, json!("version_conflict")));
    let too_large = send(&service, 1, vec![0; 8 * 1024 * 1024 + 1]).await;
    assert_eq!(gist(&too_large), (413, json!("payload_too_large")));
    assert_eq!(service.menu().await.version, 1);
    assert_eq!(service.get("/pictures/abc").await.status().as_u16(), 404);
    assert_eq!(service.get("/pictures/A").await.status().as_u16(), 400);
}
