//! What the editor works on: the draft while one is open, else the menu that customers have.

use gateway::{Edit, Freshness, Gateway, GatewayError, Target};
use leptos::prelude::*;
use menu_api::Menu;
use std::sync::Arc;

/// The one of the two that is open, as it was a moment ago.
#[derive(Debug, Clone)]
pub struct Book {
    pub menu: Arc<Menu>,
    /// What customers have.
    pub sold: Arc<Menu>,
    pub target: Target,
    /// Whether what is seen may be old and cannot be changed.
    pub is_out_of_reach: bool,
    /// Why it is not known whether there is a draft.
    error: Option<GatewayError>,
}

impl Book {
    /// `None` while no menu is known.
    pub async fn open(gateway: &Gateway) -> Option<Self> {
        let draft = gateway.draft().await;
        let known = gateway.menu()?;
        let (menu, target, error) = match draft {
            Ok(Some(draft)) => (Arc::new(draft), Target::Draft, None),
            Ok(None) => (known.menu.clone(), Target::Menu, None),
            Err(error) => (known.menu.clone(), Target::Menu, Some(error)),
        };
        let is_out_of_reach = known.freshness != Freshness::Fresh || error.is_some();
        Some(Self { menu, sold: known.menu, target, is_out_of_reach, error })
    }

    /// As it is by now; never the other one.
    pub async fn again(self, gateway: &Gateway) -> Self {
        Self::open(gateway).await.filter(|now| now.target == self.target).unwrap_or(self)
    }

    /// Changes it, if it is of the version that is seen here still.
    ///
    /// # Errors
    /// As [`Gateway::edit`]; why it is not known what would be changed.
    pub async fn edit(&self, gateway: &Gateway, edit: &Edit) -> Result<(), GatewayError> {
        match &self.error {
            Some(error) => Err(error.clone()),
            None => gateway.edit(self.target, self.menu.version, edit).await,
        }
    }

    pub fn is_draft(&self) -> bool {
        self.target == Target::Draft
    }

    /// In every form: which of the two it was filled in for.
    pub fn mark(&self) -> impl IntoView + use<> {
        view! { <input type="hidden" name="book" value=self.name()/> }
    }

    /// Whether a form with this mark was filled in for the other one: what customers see must not change by surprise.
    pub fn is_another(&self, mark: Option<&str>) -> bool {
        mark.is_some_and(|mark| mark != self.name())
    }

    fn name(&self) -> &'static str {
        match self.target {
            Target::Menu => "menu",
            Target::Draft => "draft",
        }
    }
}
