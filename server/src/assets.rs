//! Static files of the browser half: their path holds a digest, so browsers may cache them for
//! ever.

use anyhow::{Context as _, ensure};
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::Response,
};
use leptos::config::LeptosOptions;
use std::path::Path;
use tower_http::services::ServeDir;

/// Address of the service worker, which controls paths that begin with `/client`.
pub const WORKER: &str = "/client/sw.js";

/// Leptos options with the folder of script, wasm and style: `pkg/<digest>`, or `pkg` for a build
/// without digests.
pub fn leptos_options(surface: &'static str, site_root: &Path) -> anyhow::Result<LeptosOptions> {
    let pkg = site_root.join("pkg");
    ensure!(pkg.is_dir(), "no built pages in {}; run `cargo xtask site`", pkg.display());
    let site_pkg_dir = match std::fs::read_to_string(pkg.join("current")) {
        Ok(digest) => format!("pkg/{}", digest.trim()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "pkg".to_owned(),
        Err(error) => return Err(error).context("cannot read the digest of the built pages"),
    };
    let root = site_root.to_string_lossy().into_owned();
    Ok(LeptosOptions::builder()
        .output_name(surface)
        .site_root(root)
        .site_pkg_dir(site_pkg_dir)
        .build())
}

/// The URL path of the build's folder.
pub fn pkg_path(options: &LeptosOptions) -> String {
    format!("/{}", options.site_pkg_dir)
}

/// Whether a path is a static file or the service worker, which costs as little.
pub fn is_file(path: &str) -> bool {
    path.starts_with("/pkg/") || path == WORKER
}

/// Serves the files, compressed at build time with brotli and gzip.
pub fn file_router(site_root: &Path) -> Router {
    let files = ServeDir::new(site_root.join("pkg")).precompressed_br().precompressed_gzip();
    Router::new().nest_service("/pkg", files).layer(middleware::from_fn(set_cache_headers))
}

/// Files below a digest are immutable; the others are revalidated each time. A shared cache keeps
/// one answer for each encoding, which needs a `Vary` that [`ServeDir`] does not set.
async fn set_cache_headers(request: Request, next: Next) -> Response {
    let has_digest = request.uri().path().trim_start_matches("/pkg/").contains('/');
    let mut response = next.run(request).await;
    let found = matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED);
    let value =
        if has_digest && found { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}
