use crate::service::{Service, answer, gist};
use image::{DynamicImage, ImageFormat, RgbImage};
use reqwest::{Method, header};
use serde_json::json;
use std::io::Cursor;

fn png(side: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(side, side + 40))
        .write_to(&mut file, ImageFormat::Png)
        .unwrap();
    file.into_inner()
}

async fn send(
    service: &Service,
    version: i64,
    file: Vec<u8>,
) -> (reqwest::StatusCode, serde_json::Value) {
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

/// A photo as large as a phone takes them: 24 megapixels.
fn largest_photo() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(6_000, 4_000)).write_to(&mut file, ImageFormat::Jpeg).unwrap();
    file.into_inner()
}

/// Path of the photo, set in a child of this test process, so that its memory can be measured
/// alone.
const CHILD: &str = "JUMUN_TEST_LITTLE_MEMORY";
/// Memory of the service on the smallest machine.
const LITTLE_BYTES: u64 = 256 * 1024 * 1024;

/// A grey progressive JPEG without subsampling: three components, one scan, one bit a block.
fn progressive(width: u16, height: u16) -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], content].concat()
    };
    let ([w0, w1], [h0, h1]) = (width.to_be_bytes(), height.to_be_bytes());
    let quantization = [&[0][..], &[1; 64]].concat();
    let huffman = [&[0, 1][..], &[0; 15], &[0]].concat();
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8) * 3;
    [
        vec![0xff, 0xd8],
        segment(0xdb, &quantization),
        segment(0xc2, &[8, h0, h1, w0, w1, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
        segment(0xc4, &huffman),
        segment(0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 0, 0]),
        vec![0; blocks.div_ceil(8)],
        vec![0xff, 0xd9],
    ]
    .concat()
}

/// Adds an Exif block with an orientation of a quarter turn, as of a phone held upright.
fn turned(jpeg: &[u8]) -> Vec<u8> {
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, exif, &jpeg[2..]].concat()
}

#[test]
fn no_picture_ends_a_service_that_has_little_memory() {
    let photo = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(photo.path(), largest_photo()).unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "picture::pictures_of_all_sizes_are_taken_or_refused", "--nocapture"]);
    child.env(CHILD, photo.path());
    let ended = child.output().unwrap();
    let said = [ended.stdout, ended.stderr]
        .map(|said| String::from_utf8_lossy(&said).into_owned())
        .concat();
    assert!(ended.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
async fn pictures_of_all_sizes_are_taken_or_refused() {
    let service = Service::start().await;
    let given = std::env::var_os(CHILD);
    // Reads the photo instead of making it, which would count as memory of the service.
    let photo = given.as_ref().map_or_else(largest_photo, |path| std::fs::read(path).unwrap());
    let planted = progressive(12_000, 2_000);
    assert!(planted.len() < 150_000, "a small file: {}", planted.len());
    for planted in [planted, progressive(8_000, 3_000), progressive(6_000, 4_000)] {
        assert_eq!(gist(&send(&service, 1, planted).await), (422, json!("invalid_picture")));
    }
    assert_eq!(gist(&send(&service, 1, progressive(4_000, 4_000)).await), (200, json!(2)));
    assert_eq!(gist(&send(&service, 2, photo.clone()).await), (200, json!(3)));
    assert_eq!(
        gist(&send(&service, 3, turned(&photo)).await),
        (200, json!(3)),
        "it is as black as before"
    );
    assert_eq!(service.menu().await.version, 3);
    if given.is_some() {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let most = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"))
            .unwrap();
        assert!(most.parse::<u64>().unwrap() * 1024 <= LITTLE_BYTES, "{most} kB of memory at most");
    }
}
