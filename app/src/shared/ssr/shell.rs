//! The HTML document around every page: head, content security policy, and the scripts that hydrate
//! its islands.

use crate::shared::{
    ssr::{
        ModulePreload, PageScript, RequestContext,
        pwa::{CachedPageNotice, PwaHead},
    },
    ui::Lang,
};
use http::{HeaderName, HeaderValue, header};
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::{MetaTags, provide_meta_context};

/// The HTML document of one surface; `children` is its router.
#[component]
pub fn DocumentShell(
    /// The location of the surface's assets.
    options: LeptosOptions,
    /// `<html class>`, by which the style sheet distinguishes the surfaces.
    surface: &'static str,
    /// `<html lang>`.
    lang: Lang,
    /// A customer page shown to staff as a preview: without islands, and its forms cannot be sent.
    #[prop(optional)]
    preview: bool,
    children: Children,
) -> impl IntoView {
    provide_meta_context();
    provide_context(AssetPath(format!("/{}", options.site_pkg_dir)));
    set_security_headers(if preview { "'none'" } else { "'self'" });
    let easy = with_context(|context: &RequestContext| context.easy).unwrap_or_default();
    let class = if easy { format!("{surface} easy") } else { surface.to_owned() };
    let style = asset_path(&format!("{surface}.css"));
    let icon = asset_path("icon.svg");
    let is_client = surface == "client" && !preview;
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() class=class>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="theme-color" content="#faf6f0" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#17120f" media="(prefers-color-scheme: dark)"/>
                <link rel="stylesheet" href=style/>
                <link rel="icon" type="image/svg+xml" href=icon/>
                {(!preview).then(|| view! { <IslandScripts name=options.output_name.to_string()/> })}
                {is_client.then(|| view! { <PwaHead/> })}
                <MetaTags/>
            </head>
            <body>{is_client.then(|| view! { <CachedPageNotice/> })} {children()}</body>
        </html>
    }
}

/// The scripts that hydrate the page's islands: see `islands.js`.
#[component]
fn IslandScripts(
    /// The base name of the build's script and wasm.
    name: String,
) -> impl IntoView {
    // Markup outside of islands needs no hydration markers.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let module = asset_path(&format!("{name}.js"));
    view! {
        <ModulePreload href=module.clone()/>
        <PageScript name="islands.js" defer=true attr:data-module=module attr:data-wasm=asset_path(&format!("{name}_bg.wasm"))/>
    }
}

/// The URL path of this build's hashed assets.
#[derive(Clone)]
struct AssetPath(String);

/// The URL path of an asset.
pub fn asset_path(name: &str) -> String {
    let path = use_context::<AssetPath>().map_or_else(|| "/pkg".to_owned(), |path| path.0);
    format!("{path}/{name}")
}

/// Sets the security headers of the page. `forms` is the `form-action` of the content security
/// policy.
fn set_security_headers(forms: &str) {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else {
        return;
    };
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action {forms}; \
         frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.insert_header(name, value);
        }
    }
}
