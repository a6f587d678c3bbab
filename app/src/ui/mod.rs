//! Words and small views that both sides of a page use. No clock, randomness or locale in here: the server and the
//! browser must render the same.

/// Longest staff PIN, in characters.
pub const LONGEST_PIN: usize = 32;

mod words;
pub use words::{allergen_name, chosen_options, fault_code, money, problem_text, signed_money, status_text};
