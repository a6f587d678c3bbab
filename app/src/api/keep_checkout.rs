//! Keeps what was filled in at checkout and shows it priced anew: for browsers whose style sheets cannot follow a choice.

use super::{ApiError, Asked};
use leptos::prelude::*;

/// # Errors
/// `invalid_form`.
#[server(prefix = "/client/api", endpoint = "checkout")]
pub async fn keep_checkout(#[server(flatten)] asked: Asked) -> Result<(), ApiError> {
    use crate::ssr::{checkout::Checkout, refuse};
    const CHECKOUT: &str = "/client/checkout";
    let Some(checkout) = Checkout::of(&asked) else { return refuse(CHECKOUT, "invalid_form") };
    checkout.keep();
    leptos_axum::redirect(CHECKOUT);
    Ok(())
}
