//! Cups, and which of them each way of dining allows.

use crate::DiningMode;
use serde::{Deserialize, Serialize};

/// The kind of cup a drink is served in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CupKind {
    /// A cup of the store, used inside (매장 컵).
    Store,
    /// The customer's own cup (개인 컵).
    Own,
    /// A disposable cup (일회용 컵).
    Disposable,
}

impl DiningMode {
    /// Cups a customer may choose from, the default first. Store cups do not leave the store, so
    /// takeout has none. The checkout form offers exactly these, and the gateway refuses any other.
    pub fn offered_cups(self) -> &'static [CupKind] {
        match self {
            Self::Takeout => &[CupKind::Disposable, CupKind::Own],
            Self::Here => &[CupKind::Store, CupKind::Own, CupKind::Disposable],
        }
    }
}
