//! Phones that open a menu full of photos at the same moment.

use crate::{
    addresses::SystemAddresses,
    history::RunHistory,
    load::{context::deepest_cause, staff},
    programs::ProgramIdentity,
};
use anyhow::{Context as _, Result, ensure};
use image::{ImageFormat, Rgb, RgbImage};
use menu_api::Menu;
use reqwest::{
    Response,
    header::{ETAG, IF_MATCH},
};
use staff_token::surface::ServiceName;
use std::{collections::BTreeMap, io::Cursor};
use tokio::task::JoinSet;

const SIDE: u32 = 320;

/// Results of all requests for photos.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PictureCounts {
    pub asked: u64,
    pub shown: u64,
    /// Other results, by status or cause.
    pub others: BTreeMap<String, u64>,
}

/// Gives every item a different photo; returns the paths of their thumbnails.
///
/// # Errors
/// If staff cannot sign in, or the menu service refuses a photo.
pub async fn upload_pictures(
    addresses: &SystemAddresses,
    history: &RunHistory,
) -> Result<Vec<String>> {
    let (_open, shop) = super::open_context(addresses, history);
    let menus = addresses.menus.first().context("there is no menu service")?;
    let session = staff::signed_session(&shop).await.context("nobody can sign in")?;
    let by = (ServiceName::Menu, ProgramIdentity::Counter);
    let mut answer =
        shop.send_signed(menus, by, shop.http.get(format!("{menus}/api/v1/menu"))).await?;
    let mut version = version_of(&answer)?;
    let menu: Menu = answer.json().await?;
    for (number, item) in menu.items.iter().enumerate() {
        let request = shop.http.put(format!("{menus}/api/v1/admin/items/{}/picture", item.id));
        let request =
            request.header(IF_MATCH, version).bearer_auth(&session).body(render_photo(number)?);
        answer = shop.send_signed(menus, by, request).await?;
        ensure!(answer.status().is_success(), "a photo was answered with {}", answer.status());
        version = version_of(&answer)?;
    }
    let hung = shop.send_signed(menus, by, shop.http.get(format!("{menus}/api/v1/menu"))).await?;
    let hung: Menu = hung.json().await?;
    let pictures = hung.items.iter().filter_map(|item| item.picture.as_ref());
    Ok(pictures.map(|picture| format!("/client/thumbnails/{}", picture.id)).collect())
}

fn version_of(answer: &Response) -> Result<String> {
    let version = answer.headers().get(ETAG).context("the menu has no version")?;
    Ok(version.to_str()?.to_owned())
}

/// A photo that is different for each number.
fn render_photo(number: usize) -> Result<Vec<u8>> {
    let [red, .., high] = number.to_le_bytes();
    let photo = RgbImage::from_fn(SIDE, SIDE, |x, y| {
        Rgb([red, high, u8::try_from((x ^ y) % 256).unwrap_or_default()])
    });
    let mut file = Cursor::new(Vec::new());
    photo.write_to(&mut file, ImageFormat::Png)?;
    Ok(file.into_inner())
}

/// Requests all `paths` at the surface at `base` at once, from as many phones.
pub async fn fetch_pictures(base: &str, paths: &[String], phones: usize) -> Result<PictureCounts> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut looks = JoinSet::new();
    for path in paths.iter().cycle().take(paths.len() * phones) {
        let request = http.get(format!("{base}{path}"));
        looks.spawn(async move {
            let answer = request.send().await.map_err(|error| deepest_cause(&error))?;
            let status = answer.status();
            answer.bytes().await.map_err(|error| deepest_cause(&error))?;
            if status.is_success() { Ok(()) } else { Err(status.as_str().to_owned()) }
        });
    }
    let mut found = PictureCounts::default();
    while let Some(look) = looks.join_next().await {
        found.asked += 1;
        match look? {
            Ok(()) => found.shown += 1,
            Err(instead) => *found.others.entry(instead).or_default() += 1,
        }
    }
    Ok(found)
}
