//! A poster to print, with the QR code that opens the menu on a customer's phone.

use crate::{
    admin::{
        page::PageHeader,
        words::{page_words, staff_words},
    },
    shared::{
        ssr::{PageScript, request_context, request_lang},
        ui::{Lang, foreign_tag},
    },
};
use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// Quiet zone around the code, in modules.
const QUIET: usize = 4;

/// `/admin/poster`
#[component]
pub fn PosterPage() -> impl IntoView {
    let words = &page_words().store.poster;
    let address = request_context().client_address;
    let url = address.menu_page();
    let warning = address.is_loopback().then(|| {
        view! {
            <p class="problem" role="alert">{words.local_address}</p>
        }
    });
    let known = request_context().gateway.known_menu();
    let store = known.as_ref().map(|known| &known.menu.store);
    // The poster is for customers: it is in the store's default language, whoever prints it.
    let main = store
        .and_then(|store| store.languages.first())
        .copied()
        .map(Lang::from)
        .unwrap_or_default();
    let main_tag = (main != request_lang()).then(|| main.tag());
    let name = store.map(|store| store.name.clone()).unwrap_or_default();
    let (name, name_tag) =
        (name.in_language(main.tag()).to_owned(), foreign_tag(&name, main.tag()));
    let call = |lang: Lang| staff_words(lang).store.poster.call;
    let others = Lang::ALL.iter().filter(|other| **other != main);
    let others =
        others.map(|other| view! { <small lang=other.tag()>{call(*other)}</small> }).collect_view();
    let code = qr_code_path(&url);
    let poster = match code {
        Some((size, path)) => view! {
            <svg viewBox=format!("0 0 {size} {size}") role="img" aria-label=words.code shape-rendering="crispEdges">
                <path d=path></path>
            </svg>
        }
        .into_any(),
        None => view! { <p class="problem" role="alert">{words.address_too_long}</p> }.into_any(),
    };
    view! {
        <PageHeader title=page_words().common.poster/>
        <main class="poster-page">
            <div class="finding">
                {warning}
                <button type="button" class="primary" data-print>{page_words().common.print}</button>
                <p>{words.print_hint}</p>
            </div>
            <PageScript name="print.js"/>
            <article class="poster" lang=main_tag>
                <h2 lang=name_tag>{name}</h2>
                <p class="call">{call(main)}{others}</p>
                {poster}
                <p class="address">{url}</p>
            </article>
        </main>
    }
}

/// Width in modules with the quiet zone, and the dark modules as an SVG path; `None` when the
/// address does not fit into a code.
fn qr_code_path(url: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(url, EcLevel::Q).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let dark = colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
    let path = dark
        .map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET))
        .collect();
    Some((width + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_margin() {
        let (size, path) = qr_code_path("http://127.0.0.1:3000/client").unwrap();
        let far = size - QUIET - 1;
        for corner in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            assert!(path.contains(&format!("M{} {}h1", corner.0, corner.1)), "{corner:?}");
        }
        assert!(!path.contains("M0 ") && !path.contains("M3 "));
        assert_eq!(qr_code_path(&"x".repeat(4_000)), None);
    }
}
