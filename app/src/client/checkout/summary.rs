//! Items and prices at checkout, for the café's cups and for the customer's own.

use crate::{
    client::cart::line::chosen,
    shared::{
        ssr::{lang, words},
        ui::{Money, foreign},
    },
};
use leptos::prelude::*;
use menu_api::pricing::{PricedCart, PricedLine};

/// The lines and their total.
#[component]
pub fn Summary(
    /// Prices in the café's cups.
    cafe: PricedCart,
    /// Prices in the customer's own cup; the same lines.
    own: PricedCart,
    /// Formats amounts.
    money: Money,
) -> impl IntoView {
    let lines = cafe.lines.iter().zip(&own.lines).map(|(cafe, own)| line(cafe, own, &money));
    view! {
        <ul class="lines summary">{lines.collect_view()}</ul>
        <p class="total">{words().common.total}" "<strong><ByCup cafe=money.text(cafe.total_minor) own=money.text(own.total_minor)/></strong></p>
    }
}

fn line(cafe: &PricedLine, own: &PricedLine, money: &Money) -> impl IntoView + use<> {
    let tag = lang().tag();
    view! {
        <li>
            <div class="words">
                <strong><span lang=foreign(&cafe.name, tag)>{cafe.name.of(tag).to_owned()}</span>" × "{cafe.quantity}</strong>
                <span class="chosen"><ByCup cafe=chosen(cafe, money) own=chosen(own, money)/></span>
            </div>
            <span class="price"><ByCup cafe=money.text(cafe.line_total_minor) own=money.text(own.line_total_minor)/></span>
        </li>
    }
}

/// Both texts, of which the style sheet shows the one for the chosen cup; a single text where they
/// are equal.
#[component]
pub fn ByCup(
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
