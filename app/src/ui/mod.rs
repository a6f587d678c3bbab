//! Words and small views that both sides of a page use. No clock, randomness or locale in here: the server and the
//! browser must render the same.

/// Longest staff PIN, in characters.
pub const LONGEST_PIN: usize = 32;

mod lang;
mod upstream;
pub mod words;

pub use lang::Lang;
pub use upstream::Upstream;
pub use words::{
    Act, Age, Label, Problem, State, allergen_name, chosen_options, fault_code, money, signed_money,
    status_text,
};
