//! What the menu editor changes, each for whoever has seen a certain version of the menu.

use super::client::WHOLE_MENU;
use bytes::Bytes;
use reqwest::Method;
use serde_json::Value;
use std::time::Duration;

/// One change of the menu.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// One more of its kind, after the last.
    Create(Kind, Value),
    /// The one with this id, by a merge patch (RFC 7396).
    Patch(Kind, String, Value),
    /// The one with this id, taken out.
    Delete(Kind, String),
    /// Ids by kind, in the order in which they shall stand.
    Order(Value),
    /// Everything that is sold.
    Content(Value),
    /// The picture of the item with this id, as a file.
    Picture(String, Bytes),
}

/// What an edit is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// What customers have.
    Menu,
    /// What they shall have once it is published.
    Draft,
}

/// What becomes of the draft; who ends it has seen a certain version of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftStep {
    /// One is there.
    Open,
    /// It is the menu.
    Publish(i64),
    /// It is forgotten.
    Drop(i64),
}

impl DraftStep {
    pub(super) fn method(self) -> Method {
        match self {
            Self::Open => Method::PUT,
            Self::Publish(_) => Method::POST,
            Self::Drop(_) => Method::DELETE,
        }
    }

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Open | Self::Drop(_) => "/api/v1/admin/draft",
            Self::Publish(_) => "/api/v1/admin/draft/publish",
        }
    }

    pub(super) fn version(self) -> i64 {
        match self {
            Self::Open => 0,
            Self::Publish(version) | Self::Drop(version) => version,
        }
    }
}

/// What can be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Category,
    /// What is sold.
    Item,
    /// What is chosen from.
    OptionGroup,
}

impl Kind {
    fn path(self) -> &'static str {
        match self {
            Self::Category => "categories",
            Self::Item => "items",
            Self::OptionGroup => "option-groups",
        }
    }
}

impl Edit {
    /// How long it may take, when that is longer than usual: a whole menu is a thousand rows, a photo has to be scaled.
    pub(super) fn patience(&self) -> Option<Duration> {
        matches!(self, Self::Content(_) | Self::Picture(..)).then_some(WHOLE_MENU)
    }

    pub(super) fn method(&self) -> Method {
        match self {
            Self::Create(..) => Method::POST,
            Self::Patch(..) => Method::PATCH,
            Self::Delete(..) => Method::DELETE,
            Self::Order(_) | Self::Content(_) | Self::Picture(..) => Method::PUT,
        }
    }

    pub(super) fn path(&self) -> String {
        match self {
            Self::Create(kind, _) => format!("/api/v1/admin/{}", kind.path()),
            Self::Patch(kind, id, _) | Self::Delete(kind, id) => {
                format!("/api/v1/admin/{}/{id}", kind.path())
            }
            Self::Order(_) => "/api/v1/admin/order".to_owned(),
            Self::Content(_) => "/api/v1/admin/menu".to_owned(),
            Self::Picture(id, _) => format!("/api/v1/admin/items/{id}/picture"),
        }
    }

    pub(super) fn body(&self) -> &Value {
        match self {
            Self::Create(_, body) | Self::Patch(_, _, body) | Self::Order(body) | Self::Content(body) => body,
            Self::Delete(..) | Self::Picture(..) => &Value::Null,
        }
    }
}
