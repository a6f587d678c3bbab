//! The scripts of a page. The policy lets in what carries the answer's nonce and what such a script loads, and nothing for
//! standing on our own address.

use super::asset;
use leptos::{nonce::use_nonce, prelude::*};

/// A script that came with the style sheet; what it is told is given as `attr:data-…`.
#[component]
pub fn PageScript(
    /// The asset's name.
    name: &'static str,
    /// Runs once the page has been read.
    #[prop(optional)]
    defer: bool,
) -> impl IntoView {
    view! { <script src=asset(name) nonce=use_nonce() defer=defer></script> }
}

/// The address of a module that a script is going to import.
#[component]
pub fn ModulePreload(href: String) -> impl IntoView {
    view! { <link rel="modulepreload" href=href nonce=use_nonce()/> }
}
