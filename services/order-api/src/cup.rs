//! What an order is served in, and where that can be.

use crate::Dining;
use serde::{Deserialize, Serialize};

/// What a customer drinks from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cup {
    /// 매장 컵
    Store,
    /// 개인 컵
    Own,
    /// 일회용 컵
    Disposable,
}

impl Dining {
    /// The cups that a customer may choose from, the usual one first: the store's do not leave it. The form offers
    /// these, and whoever places an order refuses any other.
    pub fn cups(self) -> &'static [Cup] {
        match self {
            Self::Takeout => &[Cup::Disposable, Cup::Own],
            Self::Here => &[Cup::Store, Cup::Own, Cup::Disposable],
        }
    }
}
