//! The editor's target: the draft while one is open, otherwise the menu that customers see.

use gateway::{CacheFreshness, Gateway, GatewayError, MenuEdit, MenuEditTarget};
use leptos::prelude::*;
use menu_api::Menu;
use std::sync::Arc;

/// The open one of the two, as read a moment ago.
#[derive(Debug, Clone)]
pub struct EditTarget {
    pub menu: Arc<Menu>,
    /// The menu that customers see.
    pub sold: Arc<Menu>,
    pub target: MenuEditTarget,
    /// Whether the menu may be out of date and cannot be changed.
    pub is_out_of_reach: bool,
    /// Why it is unknown whether a draft exists.
    error: Option<GatewayError>,
}

impl EditTarget {
    /// Reads the target; `None` while no menu is known.
    pub async fn load(gateway: &Gateway) -> Option<Self> {
        let draft = gateway.fetch_draft().await;
        let known = gateway.known_menu()?;
        let (menu, target, error) = match draft {
            Ok(Some(draft)) => (Arc::new(draft), MenuEditTarget::Draft, None),
            Ok(None) => (known.menu.clone(), MenuEditTarget::Menu, None),
            Err(error) => (known.menu.clone(), MenuEditTarget::Menu, Some(error)),
        };
        let is_out_of_reach = known.freshness != CacheFreshness::Fresh || error.is_some();
        Some(Self { menu, sold: known.menu, target, is_out_of_reach, error })
    }

    /// Reads the same target again; keeps the earlier state when a draft has begun or ended.
    pub async fn reload(self, gateway: &Gateway) -> Self {
        Self::load(gateway).await.filter(|now| now.target == self.target).unwrap_or(self)
    }

    /// Sends an edit of the version that was read.
    ///
    /// # Errors
    /// As [`Gateway::edit_menu`], or why it is unknown whether a draft exists.
    pub async fn send_edit(&self, gateway: &Gateway, edit: &MenuEdit) -> Result<(), GatewayError> {
        match &self.error {
            Some(error) => Err(error.clone()),
            None => gateway.edit_menu(self.target, self.menu.version, edit).await,
        }
    }

    pub fn is_draft(&self) -> bool {
        self.target == MenuEditTarget::Draft
    }

    /// Hidden field of every form: the target that it was filled in for.
    pub fn render_hidden_input(&self) -> impl IntoView + use<> {
        view! { <input type="hidden" name="book" value=self.target_name()/> }
    }

    /// Whether a form was filled in for the other target: what customers see must not change by
    /// surprise.
    pub fn is_other_target(&self, mark: Option<&str>) -> bool {
        mark.is_some_and(|mark| mark != self.target_name())
    }

    fn target_name(&self) -> &'static str {
        match self.target {
            MenuEditTarget::Menu => "menu",
            MenuEditTarget::Draft => "draft",
        }
    }
}
