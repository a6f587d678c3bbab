//! Choosing the language of the counter's pages in this browser.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Open without a session too, since the sign-in page offers the choice.
///
/// # Errors
/// `invalid_form`.
#[server(prefix = "/admin/api", endpoint = "language")]
pub async fn set_language(lang: String) -> Result<(), ApiError> {
    use crate::shared::{
        ssr::{cookies, redirect_to, refuse_request},
        ui::Lang,
    };
    // Leads on to the sign-in page if there is no session.
    const BOARD: &str = "/admin";
    let Some(lang) = Lang::from_tag(&lang) else { return refuse_request(BOARD, "invalid_form") };
    cookies::set_lang(lang, "/admin");
    redirect_to(BOARD);
    Ok(())
}
