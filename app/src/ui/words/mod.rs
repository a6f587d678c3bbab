//! The words that people read: one value of [`Words`] for each language, so that a word that is missing does not
//! compile.
//!
//! A word is a field. One with something to fill in is a function, since languages put it in different places. What
//! is named by a type ([`Problem`], [`State`], a status, an allergen) is a function too, whose match is exhaustive.
//! Pages say `words().cart.title`; islands get the few words they need as text, so that no language is downloaded.

pub mod en;
pub mod ko;
mod money;
mod problem;
mod sections;
mod state;

pub use money::{Money, money_digits, plain_amount};
pub use problem::{Act, Problem};
pub use sections::{
    Board, Cart, Checkout, Common, Counter, Hours, Item, Menu, Offline, Order, Orders, Settings,
};
pub use state::{Age, State};

use menu_api::Allergen;
use order_api::Status;

/// Everything that is said in one language. Another language is another file with one value of this, and a line in
/// [`crate::ui::Lang`].
pub struct Words {
    /// For the attribute `lang`.
    pub tag: &'static str,
    /// The language's name for itself.
    pub name: &'static str,
    /// How a time of the day is written, for `strftime`.
    pub clock: &'static str,
    /// How a day with a time is written, for `strftime`.
    pub day_and_clock: &'static str,
    /// What stands before and after an amount in this currency; `None`: its code stands before it.
    pub money: fn(&str) -> Option<(&'static str, &'static str)>,
    pub common: Common,
    pub menu: Menu,
    pub hours: Hours,
    pub item: Item,
    pub cart: Cart,
    pub checkout: Checkout,
    pub order: Order,
    pub orders: Orders,
    pub board: Board,
    pub settings: Settings,
    pub offline: Offline,
    pub counter: Counter,
    /// Why something was not done.
    pub problem: fn(Problem) -> &'static str,
    /// How things stand, where that is not as usual.
    pub state: fn(State) -> String,
    /// What a customer reads about where an order stands.
    pub status: fn(Status) -> &'static str,
    /// Allergens, as the law's list writes them.
    pub allergen: fn(Allergen) -> &'static str,
}
