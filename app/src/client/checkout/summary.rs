//! Items and prices at checkout, for the café's cups and for the customer's own.

use crate::{
    client::cart::line::describe_options,
    shared::{
        ssr::{request_lang, request_words},
        ui::{MoneyFormat, foreign_tag},
    },
};
use leptos::prelude::*;
use menu_api::pricing::{PricedCart, PricedLine};

/// The lines and their total.
#[component]
pub fn CheckoutSummary(
    /// Prices in the café's cups.
    cafe: PricedCart,
    /// Prices in the customer's own cup; the same lines.
    own: PricedCart,
    /// Formats amounts.
    money: MoneyFormat,
) -> impl IntoView {
    let lines = cafe.lines.iter().zip(&own.lines).map(|(cafe, own)| render_line(cafe, own, &money));
    view! {
        <ul class="lines summary">{lines.collect_view()}</ul>
        <p class="total">{request_words().common.total}" "<strong><CupVariants cafe=money.format_amount(cafe.total_minor) own=money.format_amount(own.total_minor)/></strong></p>
    }
}

fn render_line(cafe: &PricedLine, own: &PricedLine, money: &MoneyFormat) -> impl IntoView + use<> {
    let tag = request_lang().tag();
    view! {
        <li>
            <div class="words">
                <strong><span lang=foreign_tag(&cafe.name, tag)>{cafe.name.in_language(tag).to_owned()}</span>" × "{cafe.quantity}</strong>
                <span class="chosen"><CupVariants cafe=describe_options(cafe, money) own=describe_options(own, money)/></span>
            </div>
            <span class="price"><CupVariants cafe=money.format_amount(cafe.line_total_minor) own=money.format_amount(own.line_total_minor)/></span>
        </li>
    }
}

/// Both texts, of which the style sheet shows the one for the chosen cup; a single text where they
/// are equal.
#[component]
pub fn CupVariants(
    /// Text for the café's cups.
    cafe: String,
    /// Text for the customer's own cup.
    own: String,
) -> impl IntoView {
    if cafe == own {
        return cafe.into_any();
    }
    view! { <span class="in-cafe">{cafe}</span><span class="in-own">{own}</span> }.into_any()
}
