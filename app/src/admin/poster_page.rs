//! A poster to print, with the QR code that opens the menu on a customer's phone.

use super::page::Head;
use crate::ssr::{PageScript, context};
use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// Quiet zone around the code, in modules.
const QUIET: usize = 4;

/// `/admin/poster`
#[component]
pub fn PosterPage() -> impl IntoView {
    let address = context().client_address;
    let url = address.menu_page();
    let warning = address.is_loopback().then(|| {
        view! {
            <p class="problem" role="alert">"이 주소는 이 컴퓨터에서만 열려요. 손님의 휴대폰이 여는 주소를 서버 설정 JUMUN_CLIENT_URL에 적어 주세요."</p>
        }
    });
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
            <div class="finding">
                {warning}
                <button type="button" class="primary" data-print>"인쇄"</button>
                <p>"주소가 맞는지 확인해 주세요. A5에서 A3까지 깨끗하게 나와요."</p>
            </div>
            <PageScript name="print.js"/>
            <article class="poster">
                <h2>{name}</h2>
                <p class="call">"기다리지 말고 휴대폰으로 주문하세요"<small lang="en">"Order on your phone"</small></p>
                {poster}
                <p class="address">{url}</p>
            </article>
        </main>
    }
}

/// Width in modules with the quiet zone, and the dark modules as an SVG path; `None` when the
/// address does not fit into a code.
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
