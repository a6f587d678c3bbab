//! The languages offered to customers.

use crate::shared::{
    ssr::{RequestContext, request_lang},
    ui::{Lang, english_name},
};
use gateway::Gateway;
use leptos::prelude::*;
use menu_api::LocalizedText;

/// The languages that the store offers, the default first; `None` while no menu is known.
pub fn offered_languages(gateway: &Gateway) -> Option<Vec<Lang>> {
    let known = gateway.known_menu()?;
    Some(known.menu.store.languages.iter().copied().map(Lang::from).collect())
}

/// The English name to show beside the name in the page's language; `None` if the store does not
/// offer English.
pub fn english_subtitle(name: &LocalizedText) -> Option<String> {
    let is_offered = with_context(|context: &RequestContext| context.offered.contains(&Lang::En));
    english_name(name, request_lang().tag()).filter(|_| is_offered.unwrap_or_default())
}
