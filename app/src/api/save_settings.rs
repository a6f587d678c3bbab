//! Saving a customer's display settings: language and easy mode.

use super::ApiError;
use leptos::prelude::*;

/// Absent settings keep their value. `back` is the page to redirect to.
///
/// # Errors
/// `invalid_form`.
#[server(prefix = "/client/api", endpoint = "settings")]
pub async fn save_settings(
    lang: Option<String>,
    easy: Option<bool>,
    #[server(default)] back: String,
) -> Result<(), ApiError> {
    use crate::{
        ssr::{cookies, refuse},
        ui::Lang,
    };
    let chosen = lang.as_deref().map(Lang::tagged);
    if chosen == Some(None) {
        return refuse("/client/settings", "invalid_form");
    }
    if let Some(lang) = chosen.flatten() {
        cookies::set_lang(lang, "/client");
    }
    if let Some(easy) = easy {
        cookies::set_easy(easy);
    }
    leptos_axum::redirect(if is_ours(&back) { &back } else { "/client" });
    Ok(())
}

/// Whether `page` is a page of the customer surface. Prevents open redirects.
#[cfg(feature = "ssr")]
fn is_ours(page: &str) -> bool {
    let Some(rest) = page.strip_prefix("/client") else { return false };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_?=&".contains(&byte);
    (rest.is_empty() || rest.starts_with(['/', '?'])) && rest.bytes().all(is_plain)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn settings_lead_back_to_a_page_of_ours_only() {
        for ours in ["/client", "/client/settings?saved=1", "/client/items/cafe-latte"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in [
            "",
            "/",
            "//evil.example",
            "/clientele",
            "/client/../admin",
            "/client\r\nx: y",
            "https://evil.example/client",
        ] {
            assert!(!is_ours(other), "{other}");
        }
    }
}
