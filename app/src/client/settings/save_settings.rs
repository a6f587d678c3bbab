//! Saving a customer's display settings: language and easy mode.

use crate::shared::api_error::ApiError;
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
    use crate::shared::{
        ssr::{PageAddress, cookies, redirect_to, refuse_request},
        ui::Lang,
    };
    let chosen = lang.as_deref().map(Lang::from_tag);
    if chosen == Some(None) {
        return refuse_request("/client/settings", "invalid_form");
    }
    if let Some(lang) = chosen.flatten() {
        cookies::set_lang(lang, "/client");
    }
    if let Some(easy) = easy {
        cookies::set_easy(easy);
    }
    redirect_to(PageAddress::parse_customer_page(&back).unwrap_or_else(|| "/client".into()));
    Ok(())
}
