//! In which languages customers are served.

use super::{Context, lang};
use crate::{client::menu_news::english, ui::Lang};
use gateway::Gateway;
use leptos::prelude::*;
use menu_api::Text;

/// Those that the store offers, the usual one first; `None` while no menu is known.
pub fn offered(gateway: &Gateway) -> Option<Vec<Lang>> {
    let known = gateway.menu()?;
    Some(known.menu.store.languages.iter().copied().map(Lang::from).collect())
}

/// The English name for beside the one that is read, where customers are served in English at all.
pub fn english_beside(name: &Text) -> Option<String> {
    let is_offered = with_context(|context: &Context| context.offered.contains(&Lang::En));
    english(name, lang().tag()).filter(|_| is_offered.unwrap_or_default())
}
