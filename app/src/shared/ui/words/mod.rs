//! The translated texts: one value of [`LanguageWords`] per language, so that a missing text is a
//! compile error.
//!
//! A text is a field. A text with placeholders is a function, since languages put them in different
//! positions. Texts for the values of a type ([`PageProblem`], [`PageNotice`], a status, an
//! allergen) are a function too, whose match is exhaustive. Pages use `request_words().cart.title`. Islands
//! get the few texts they need from the server, so that no translations are downloaded.

pub mod en;
pub mod ko;
mod money;
mod page_notice;
mod problem;
mod sections;

pub use money::{MoneyFormat, minor_unit_digits, plain_amount};
pub use page_notice::{PageNotice, RoundedAge};
pub use problem::{OrderAction, PageProblem};
pub use sections::{
    CartPageWords, CheckoutPageWords, GeneralWords, ItemPageWords, MenuPageWords, OfflinePageWords,
    OpeningHoursWords, OrderListWords, OrderPageWords, ReadyScreenWords, SettingsPageWords,
};

use menu_api::Allergen;
use order_api::OrderStatus;

/// All texts of one language. To add a language, add a file with one value of this type and a line
/// in [`crate::shared::ui::Lang`].
pub struct LanguageWords {
    /// The language tag, for the attribute `lang`.
    pub tag: &'static str,
    /// The language's name for itself.
    pub name: &'static str,
    /// `strftime` format of a time of day.
    pub clock: &'static str,
    /// `strftime` format of a day with a time.
    pub day_and_clock: &'static str,
    /// Prefix and suffix of an amount in this currency; `None` means that the currency code is the
    /// prefix.
    pub money: fn(&str) -> Option<(&'static str, &'static str)>,
    pub common: GeneralWords,
    pub menu: MenuPageWords,
    pub hours: OpeningHoursWords,
    pub item: ItemPageWords,
    pub cart: CartPageWords,
    pub checkout: CheckoutPageWords,
    pub order: OrderPageWords,
    pub orders: OrderListWords,
    pub board: ReadyScreenWords,
    pub settings: SettingsPageWords,
    pub offline: OfflinePageWords,
    /// Why a request was refused or failed.
    pub problem: fn(PageProblem) -> &'static str,
    /// Notices about degraded operation.
    pub state: fn(PageNotice) -> String,
    /// An order's status, as customers read it.
    pub status: fn(OrderStatus) -> &'static str,
    /// Allergens, named as in the legal list.
    pub allergen: fn(Allergen) -> &'static str,
}
