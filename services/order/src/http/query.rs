//! Types of query parameters that several lists share.

use order_api::limits;
use serde::Deserialize;
use serde_json::{Value, json};
use service_kit::openapi::{Bounds, ONE_LINE};

/// Id of the only store in a default setup.
const DEFAULT_STORE: &str = "main";
pub(super) const DEFAULT_LIMIT: u32 = 50;

/// A text of 1 to `MOST` characters. Control characters are refused: no stored text contains any,
/// and Postgres refuses a NUL even in a search.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct SearchText<const MOST: usize>(String);

impl<const MOST: usize> SearchText<MOST> {
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

impl<const MOST: usize> TryFrom<String> for SearchText<MOST> {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if (1..=MOST).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
            Ok(Self(text))
        } else {
            Err(format!("1 to {MOST} characters, none of them a control character"))
        }
    }
}

/// Id of a store; without the parameter, the default store's.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct StoreParameter(SearchText<{ limits::ID_CHARS }>);

impl StoreParameter {
    pub(super) fn into_text(self) -> String {
        self.0.into_text()
    }
}

impl Default for StoreParameter {
    fn default() -> Self {
        Self(SearchText(DEFAULT_STORE.to_owned()))
    }
}

/// The query of a list that only a store narrows.
#[derive(Debug, Deserialize)]
pub(super) struct StoreQuery {
    #[serde(default)]
    pub(super) store: StoreParameter,
}

/// Maximum number of entries on a page: 1 to [`limits::PAGE`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
pub(super) struct PageLimit(pub(super) u32);

impl Default for PageLimit {
    fn default() -> Self {
        Self(DEFAULT_LIMIT)
    }
}

impl TryFrom<u32> for PageLimit {
    type Error = String;
    fn try_from(limit: u32) -> Result<Self, String> {
        if (1..=limits::PAGE).contains(&limit) {
            Ok(Self(limit))
        } else {
            Err(format!("1 to {}", limits::PAGE))
        }
    }
}

/// Bounds of [`SearchText`].
pub(super) fn search_text_bounds(most: usize) -> Value {
    json!({ "minLength": 1, "maxLength": most, "pattern": ONE_LINE })
}

/// Bounds of the parameters that their types do not express.
pub(super) fn parameter_bounds() -> Bounds {
    let mut store = search_text_bounds(limits::ID_CHARS);
    store["default"] = DEFAULT_STORE.into();
    vec![
        ("store", store),
        (
            "order",
            json!({ "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" }),
        ),
        ("before", json!({ "minimum": i64::MIN, "maximum": i64::MAX })),
        ("limit", json!({ "minimum": 1, "maximum": limits::PAGE })),
    ]
}
