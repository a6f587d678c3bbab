//! The languages offered to customers.

use crate::shared::{
    ssr::{Context, lang},
    ui::{Lang, english},
};
use gateway::Gateway;
use leptos::prelude::*;
use menu_api::Text;

/// The languages that the store offers, the default first; `None` while no menu is known.
pub fn offered(gateway: &Gateway) -> Option<Vec<Lang>> {
    let known = gateway.menu()?;
    Some(known.menu.store.languages.iter().copied().map(Lang::from).collect())
}

/// The English name to show beside the name in the page's language; `None` if the store does not
/// offer English.
pub fn english_beside(name: &Text) -> Option<String> {
    let is_offered = with_context(|context: &Context| context.offered.contains(&Lang::En));
    english(name, lang().tag()).filter(|_| is_offered.unwrap_or_default())
}
