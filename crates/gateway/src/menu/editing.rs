//! Changes of the menu editor under optimistic concurrency: each names the version of the menu that
//! its sender has seen.

use super::client::WHOLE_MENU;
use bytes::Bytes;
use reqwest::Method;
use serde_json::Value;
use std::time::Duration;

/// One change of the menu.
#[derive(Debug, Clone, PartialEq)]
pub enum MenuEdit {
    /// Adds one of this kind, after the last.
    Create(MenuEntityKind, Value),
    /// Changes the one with this id by a merge patch (RFC 7396).
    Patch(MenuEntityKind, String, Value),
    /// Removes the one with this id.
    Delete(MenuEntityKind, String),
    /// Ids by kind, in their new sequence.
    Arrange(Value),
    /// Replaces everything that is sold.
    Content(Value),
    /// Sets the picture of the item with this id, from a file.
    Picture(String, Bytes),
}

/// The menu that an edit changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuEditTarget {
    /// The menu that customers have.
    Menu,
    /// The draft, which customers get once it is published.
    Draft,
}

/// A step of the draft; one that ends it names the version that its sender has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftStep {
    /// Opens a draft.
    Open,
    /// Makes the draft the menu.
    Publish(i64),
    /// Discards the draft.
    Drop(i64),
}

impl DraftStep {
    pub(super) fn http_method(self) -> Method {
        match self {
            Self::Open => Method::PUT,
            Self::Publish(_) => Method::POST,
            Self::Drop(_) => Method::DELETE,
        }
    }

    pub(super) fn request_path(self) -> &'static str {
        match self {
            Self::Open | Self::Drop(_) => "/api/v1/admin/draft",
            Self::Publish(_) => "/api/v1/admin/draft/publish",
        }
    }

    pub(super) fn expected_version(self) -> i64 {
        match self {
            Self::Open => 0,
            Self::Publish(version) | Self::Drop(version) => version,
        }
    }
}

/// Kind of an entity in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuEntityKind {
    /// A heading of the menu.
    Category,
    /// An item that is sold.
    Item,
    /// A group of options to choose from.
    OptionGroup,
}

impl MenuEntityKind {
    fn path_segment(self) -> &'static str {
        match self {
            Self::Category => "categories",
            Self::Item => "items",
            Self::OptionGroup => "option-groups",
        }
    }
}

impl MenuEdit {
    /// The deadline of an edit that takes longer than usual: a whole menu is a thousand rows, and a
    /// photo has to be scaled.
    pub(super) fn extended_deadline(&self) -> Option<Duration> {
        matches!(self, Self::Content(_) | Self::Picture(..)).then_some(WHOLE_MENU)
    }

    pub(super) fn http_method(&self) -> Method {
        match self {
            Self::Create(..) => Method::POST,
            Self::Patch(..) => Method::PATCH,
            Self::Delete(..) => Method::DELETE,
            Self::Arrange(_) | Self::Content(_) | Self::Picture(..) => Method::PUT,
        }
    }

    pub(super) fn request_path(&self) -> String {
        match self {
            Self::Create(kind, _) => format!("/api/v1/admin/{}", kind.path_segment()),
            Self::Patch(kind, id, _) | Self::Delete(kind, id) => {
                format!("/api/v1/admin/{}/{id}", kind.path_segment())
            }
            Self::Arrange(_) => "/api/v1/admin/arrangement".to_owned(),
            Self::Content(_) => "/api/v1/admin/menu".to_owned(),
            Self::Picture(id, _) => format!("/api/v1/admin/items/{id}/picture"),
        }
    }

    pub(super) fn request_body(&self) -> &Value {
        match self {
            Self::Create(_, body)
            | Self::Patch(_, _, body)
            | Self::Arrange(body)
            | Self::Content(body) => body,
            Self::Delete(..) | Self::Picture(..) => &Value::Null,
        }
    }
}
