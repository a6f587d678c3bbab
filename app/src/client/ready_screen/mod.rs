//! The public screen of pickup numbers.

#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod pickup_numbers;
