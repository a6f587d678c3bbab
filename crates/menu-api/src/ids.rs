//! Identifiers of the menu: short readable slugs, unique within one store. They occur in links, in
//! the cart cookie and in the seed file that an owner edits.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that is no slug: 1 to 48 characters out of `a-z`, `0-9` and `-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id has 1 to 48 characters out of a-z, 0-9 and -")
    }
}

impl std::error::Error for InvalidId {}

macro_rules! slug {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The slug as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                is_slug(text).then(|| Self(text.to_owned())).ok_or(InvalidId)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

slug! {
    /// A store. Every stored row has one.
    StoreId
    /// A category of the menu.
    CategoryId
    /// An item that a customer can order.
    ItemId
    /// A group of options, shared by the items that refer to it.
    OptionGroupId
    /// One option of a group; unique within the whole menu, so a cart line needs no group.
    OptionId
    /// A picture: the first 48 hex digits of its SHA-256, so an id has the same picture for ever.
    PictureId
    /// A lane: a station that works in parallel with others, such as the bar or the kitchen.
    LaneId
}

/// Regular expression that every id matches.
pub const PATTERN: &str = "^[a-z0-9-]{1,48}$";

fn is_slug(text: &str) -> bool {
    (1..=48).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl Default for StoreId {
    /// The one store of a default installation.
    fn default() -> Self {
        Self("main".to_owned())
    }
}

impl Default for LaneId {
    /// The one lane of a café that configures none.
    fn default() -> Self {
        Self("bar".to_owned())
    }
}
