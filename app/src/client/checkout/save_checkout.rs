//! Saving the checkout form and showing it with updated prices, for browsers whose style sheets
//! cannot react to a choice.

use crate::{client::checkout::checkout_form::CheckoutForm, shared::api_error::ApiError};
use leptos::prelude::*;

/// # Errors
/// `invalid_form`.
#[server(prefix = "/client/api", endpoint = "checkout")]
pub async fn save_checkout(#[server(flatten)] asked: CheckoutForm) -> Result<(), ApiError> {
    use crate::{
        client::checkout::state::CheckoutState,
        shared::ssr::{redirect_to, refuse_request},
    };
    const CHECKOUT: &str = "/client/checkout";
    let Some(checkout) = CheckoutState::from_form(&asked) else {
        return refuse_request(CHECKOUT, "invalid_form");
    };
    checkout.save_cookie();
    redirect_to(CHECKOUT);
    Ok(())
}
