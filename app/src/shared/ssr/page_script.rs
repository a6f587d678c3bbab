//! The scripts of a page. The content security policy allows scripts with the response's nonce and
//! the scripts that they load; being served from the same origin is not enough.

use crate::shared::ssr::asset_path;
use leptos::{nonce::use_nonce, prelude::*};

/// A script from the asset folder; its parameters are given as `attr:data-…`.
#[component]
pub fn PageScript(
    /// The file name of the asset.
    name: &'static str,
    /// Whether the script runs only after the page is parsed.
    #[prop(optional)]
    defer: bool,
) -> impl IntoView {
    view! { <script src=asset_path(name) nonce=use_nonce() defer=defer></script> }
}

/// A preload of a module that a script will import.
#[component]
pub fn ModulePreload(href: String) -> impl IntoView {
    view! { <link rel="modulepreload" href=href nonce=use_nonce()/> }
}
