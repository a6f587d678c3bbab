//! Saving the checkout form and showing it with updated prices, for browsers whose style sheets
//! cannot react to a choice.

use crate::{client::checkout::checkout_form::Asked, shared::api_error::ApiError};
use leptos::prelude::*;

/// # Errors
/// `invalid_form`.
#[server(prefix = "/client/api", endpoint = "checkout")]
pub async fn keep_checkout(#[server(flatten)] asked: Asked) -> Result<(), ApiError> {
    use crate::{
        client::checkout::state::Checkout,
        shared::ssr::{redirect_to, refuse},
    };
    const CHECKOUT: &str = "/client/checkout";
    let Some(checkout) = Checkout::of(&asked) else { return refuse(CHECKOUT, "invalid_form") };
    checkout.keep();
    redirect_to(CHECKOUT);
    Ok(())
}
