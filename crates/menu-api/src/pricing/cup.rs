//! Discount for a customer's own cup. It is an option of the line like any other, so that one rule
//! prices every line and the order service needs to know nothing of cups.

use super::{ItemOffer, PricedOption, piece_price};
use crate::LocalizedText;
use serde::{Deserialize, Serialize};

/// Id of the option that an own cup becomes. It is reserved: no option of a menu may have it.
pub const OWN_CUP: &str = "own-cup";

/// Name of the option that an own cup becomes.
pub fn own_cup_name() -> LocalizedText {
    bilingual_text("개인 컵 할인", "Own cup discount")
}

/// Whose cups an order is served in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CupOwner {
    /// The café's, reusable or disposable.
    #[default]
    Cafe,
    /// The customer's own.
    Own,
}

/// The discount on one piece; never more than the piece costs.
pub(super) fn own_cup_discount(
    offer: &ItemOffer,
    chosen: &[PricedOption],
    cups: CupOwner,
) -> Option<PricedOption> {
    let most =
        i128::from(offer.own_cup_discount_minor).min(piece_price(offer.price_minor, chosen)?);
    let off = i64::try_from(most).ok().filter(|off| *off > 0)?;
    (cups == CupOwner::Own).then_some(())?;
    Some(PricedOption {
        option: OWN_CUP.parse().ok()?,
        group: bilingual_text("컵", "Cup"),
        name: own_cup_name(),
        price_minor: -off,
        quantity: 1,
    })
}

fn bilingual_text(ko: &str, en: &str) -> LocalizedText {
    LocalizedText { ko: ko.to_owned(), en: en.to_owned() }
}
