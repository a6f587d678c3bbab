//! `/admin/preview`: the customer's pages rendered from the draft, or from the current menu without
//! one.

use crate::admin::{menu_editor::edit_target::EditTarget, words::page_words};
use leptos::prelude::*;

const HOME: &str = "/admin/preview";

/// Marks a request's context as a preview.
#[derive(Debug, Clone, Copy)]
pub struct PreviewMarker;

impl PreviewMarker {
    /// `page` with the customer surface's addresses replaced by the preview's; what has no preview
    /// leads to the menu's. The replacement has no character that HTML treats specially, so a text
    /// that contains such an address stays text.
    pub fn rewrite_addresses(page: &str) -> String {
        let page = page.replace("/client/pictures/", "/admin/pictures/");
        let page = page.replace("/client/thumbnails/", "/admin/thumbnails/");
        let mut parts = page.split("=\"/client");
        let mut seen = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (below, rest) = part.split_at(part.find('"').unwrap_or(part.len()));
            let has_preview = below.starts_with(['#', '?']) || below.starts_with("/items/");
            seen += &format!("=\"{HOME}{}{rest}", if has_preview { below } else { "" });
        }
        seen
    }
}

/// Bar on top of a preview, with the link back.
#[component]
pub fn PreviewBar() -> impl IntoView {
    let is_draft = use_context::<EditTarget>().is_some_and(|book| book.is_draft());
    let words = &page_words().menu_editor.draft;
    view! {
        <aside class="preview">
            <p>{if is_draft { words.previews_draft } else { words.previews_live }}</p>
            <a class="quiet" href="/admin/menu">{words.back_to_editor}</a>
        </aside>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_customer_s_leads_to_other_pages_of_the_preview() {
        let page = r#"<a href="/client/items/latte"><img src="/client/thumbnails/a1" srcset="/client/thumbnails/a1 288w, /client/pictures/a1 640w"></a><a href="/client#item-latte">"#;
        let seen = r#"<a href="/admin/preview/items/latte"><img src="/admin/thumbnails/a1" srcset="/admin/thumbnails/a1 288w, /admin/pictures/a1 640w"></a><a href="/admin/preview#item-latte">"#;
        assert_eq!(PreviewMarker::rewrite_addresses(page), seen);
        assert_eq!(
            PreviewMarker::rewrite_addresses(r#"<a href="/client/orders?x">"#),
            r#"<a href="/admin/preview">"#
        );
    }
}
