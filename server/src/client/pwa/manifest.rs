//! The web app manifest: an installed surface has the store's own name, in the phone's language.

use crate::session::identity;
use app::shared::{ssr::languages, ui::Lang};
use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use gateway::Gateway;
use http::{HeaderMap, HeaderValue, header};
use serde_json::{Value, json};

/// `--paper` of the light style sheet: the colour that a phone shows while the first page loads.
const PAPER: &str = "#faf6f0";

/// Serves the manifest. Pages link to it with credentials, so that the language cookie decides.
pub fn serve_manifest(pkg: &str, gateway: &Gateway, headers: &HeaderMap, secure: bool) -> Response {
    let offered = languages::offered_languages(gateway);
    let lang =
        identity::negotiate_language(headers, offered.as_deref().unwrap_or(Lang::ALL), secure);
    let name = gateway.known_menu().map_or_else(
        || "Jumun".to_owned(),
        |known| known.menu.store.name.in_language(lang.tag()).to_owned(),
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/manifest+json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::VARY, HeaderValue::from_static("accept-language, cookie")),
    ];
    (headers, Json(manifest_json(pkg, &name, lang))).into_response()
}

fn manifest_json(pkg: &str, name: &str, lang: Lang) -> Value {
    let icon = |file: &str, size: u32, purpose: &str| {
        json!({
            "src": format!("{pkg}/pwa/{file}.png"), "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": purpose,
        })
    };
    json!({
        "id": "/client",
        "start_url": "/client",
        "scope": "/client",
        "name": name,
        "short_name": name,
        "lang": lang.tag(),
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": [
            icon("icon-192", 192, "any"),
            icon("icon-512", 512, "any"),
            icon("icon-maskable-512", 512, "maskable"),
        ],
    })
}
