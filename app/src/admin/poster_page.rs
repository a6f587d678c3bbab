//! A poster to print: the code that a customer's phone reads to order.

use super::page::Head;
use crate::ssr::{asset, context};
use http::request::Parts;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use qrcode::{Color, EcLevel, QrCode};

/// The light margin that readers need around a code, in modules.
const QUIET: usize = 4;
/// Where customers order, on the machine that staff have open.
const PORT: u16 = 3000;

/// `/admin/poster?url=`
#[component]
pub fn PosterPage() -> impl IntoView {
    let url = use_query_map()
        .get_untracked()
        .get("url")
        .filter(|url| url.starts_with("http"))
        .unwrap_or_else(usual);
    let name = context().gateway.menu().map(|known| known.menu.store.name.clone());
    let name = name.map_or_else(String::new, |name| name.ko);
    let code = code(&url);
    let poster = match code {
        Some((size, path)) => view! {
            <svg viewBox=format!("0 0 {size} {size}") role="img" aria-label="주문 QR 코드" shape-rendering="crispEdges">
                <path d=path></path>
            </svg>
        }
        .into_any(),
        None => view! { <p class="problem" role="alert">"주소가 너무 길어요"</p> }.into_any(),
    };
    view! {
        <Head title="QR 포스터"/>
        <main class="poster-page">
            <form method="get" action="/admin/poster" class="finding">
                <label class="field"><span>"손님이 주문하는 주소"</span><input type="url" name="url" value=url.clone() required/></label>
                <button type="submit" class="quiet">"다시 만들기"</button>
                <button type="button" class="primary" data-print>"인쇄"</button>
                <p>"주소가 맞는지 확인해 주세요. A5에서 A3까지 깨끗하게 나와요."</p>
            </form>
            <script src=asset("print.js")></script>
            <article class="poster">
                <h2>{name}</h2>
                <p class="call">"기다리지 말고 휴대폰으로 주문하세요"<small lang="en">"Order on your phone"</small></p>
                {poster}
                <p class="address">{url}</p>
            </article>
        </main>
    }
}

/// The address as it is in the default run.
fn usual() -> String {
    let host = use_context::<Parts>().and_then(|parts| {
        let host = parts.headers.get(http::header::HOST)?.to_str().ok()?;
        Some(host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned())
    });
    let (scheme, host) = (if context().secure { "https" } else { "http" }, host.unwrap_or_default());
    if context().secure {
        format!("{scheme}://{host}/client")
    } else {
        format!("{scheme}://{host}:{PORT}/client")
    }
}

/// The width in modules with its margin, and the dark modules as a path; `None` for an address that no code holds.
fn code(url: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(url, EcLevel::Q).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let dark = colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
    let path =
        dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    Some((width + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_margin() {
        let (size, path) = code("http://127.0.0.1:3000/client").unwrap();
        let far = size - QUIET - 1;
        for corner in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            assert!(path.contains(&format!("M{} {}h1", corner.0, corner.1)), "{corner:?}");
        }
        assert!(!path.contains("M0 ") && !path.contains("M3 "));
        assert_eq!(code(&"x".repeat(4_000)), None);
    }
}
