//! Menu search: a form that loads the filtered page, and filters while the customer types once the
//! island is hydrated.

use crate::shared::ui::bind_text;
use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};

/// `maxlength` of the search field.
const LONGEST: u32 = 40;

/// Texts of the search in the reader's language; `{}` marks the blank of a text that has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchWords {
    label: String,
    button: String,
    clear: String,
    found: String,
    none_found: String,
    whole: String,
}

#[cfg(feature = "ssr")]
impl SearchWords {
    /// The texts in `lang`.
    pub fn for_lang(lang: crate::shared::ui::Lang) -> Self {
        let words = &lang.words().menu;
        Self {
            label: words.search.to_owned(),
            button: words.search_button.to_owned(),
            clear: words.search_clear.to_owned(),
            found: (words.found)("{}"),
            none_found: (words.none_found)("{}"),
            whole: words.whole.to_owned(),
        }
    }
}

/// Search field with its buttons and the result below. All items are on the page; those that do not
/// match are hidden.
#[island]
pub fn MenuSearch(
    /// The search text that the page was rendered with.
    query: String,
    /// The number of items that match `query`.
    found: usize,
    /// Whether every item is on the page, so that the browser can filter.
    whole: bool,
    /// Texts of the search.
    words: SearchWords,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(query.clone());
    let found = RwSignal::new(found);
    let look = move || {
        if let Some(input) = input.get_untracked().filter(|_| whole) {
            typed.set(input.value());
            #[cfg(feature = "hydrate")]
            found.set(browser::filter_page(&input.value()));
        }
    };
    // The customer may have typed before hydration, and a browser restores the field's value on the
    // way back.
    Effect::new(move |_| look());
    let clear = move |event: web_sys::MouseEvent| {
        if let Some(input) = input.get_untracked().filter(|_| whole) {
            event.prevent_default();
            input.set_value("");
            let _ = input.focus();
            look();
        }
    };
    let is_empty = move || typed.with(|typed| typed.trim().is_empty());
    let SearchWords {
        label,
        button,
        clear: clear_label,
        found: found_words,
        none_found,
        whole: see_whole,
    } = words;
    let outcome = move || match (is_empty(), found.get()) {
        (true, _) => String::new(),
        (false, 0) => crate::shared::ui::fill_placeholder(&none_found, typed.get().trim()),
        (false, found) => crate::shared::ui::fill_placeholder(&found_words, &found.to_string()),
    };
    view! {
        <form
            class="search"
            action="/client"
            on:submit=move |event| {
                if whole {
                    event.prevent_default();
                    if let Some(input) = input.get_untracked() {
                        let _ = input.blur();
                    }
                }
            }
        >
            <input
                type="search"
                name="q"
                value=query
                placeholder=label.clone()
                aria-label=label
                autocomplete="off"
                enterkeyhint="search"
                maxlength=LONGEST
                node_ref=input
                on:input=move |_| look()
            />
            <a class="clear" href="/client" aria-label=clear_label hidden=is_empty on:click=clear>"×"</a>
            <button type="submit" aria-label=button>
                <svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="11" cy="11" r="6.5"></circle><path d="M16 16l5 5"></path></svg>
            </button>
        </form>
        <p class="found" role="status" {..bind_text(outcome)}></p>
        <a class="quiet whole" href="/client" hidden=move || is_empty() || found.get() != 0 on:click=clear>{see_whole}</a>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::client::{
        menu::search,
        parts::dom::{find_all_on_page, find_all_within, find_on_page},
    };
    use leptos::prelude::window;
    use web_sys::{Element, UrlSearchParams};

    fn set_hidden(element: &Element, is: bool) {
        let _ = element.toggle_attribute_with_force("hidden", is);
    }

    /// Hides the rows, sections and category links that do not match, and returns the number of
    /// matches.
    pub fn filter_page(query: &str) -> usize {
        let mut found = 0;
        for section in find_all_on_page("main > section") {
            let before = found;
            for row in find_all_within(&section, "[data-item]") {
                let is = search::matches_query(
                    query,
                    &row.get_attribute("data-names").unwrap_or_default(),
                );
                set_hidden(&row, !is);
                found += usize::from(is);
            }
            set_hidden(&section, found == before);
            if let Some(link) = find_on_page(&format!(".categories [href=\"#{}\"]", section.id())) {
                set_hidden(&link, found == before);
            }
        }
        let _not_kept = store_query_in_url(query);
        found
    }

    /// Keeps the search text in the address, so that a reload and the back button restore it.
    fn store_query_in_url(query: &str) -> Option<()> {
        let location = window().location();
        let asked = UrlSearchParams::new_with_str(&location.search().ok()?).ok()?;
        if asked.get("q").unwrap_or_default() == query {
            return None;
        }
        let address = if query.trim().is_empty() {
            "/client".to_owned()
        } else {
            asked.set("q", query);
            asked.delete("added");
            format!("/client?{}", asked.to_string())
        };
        let history = window().history().ok()?;
        history.replace_state_with_url(&history.state().ok()?, "", Some(&address)).ok()
    }
}
