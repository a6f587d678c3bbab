//! Element text that changes while a page is open. A browser's page translation replaces every text
//! node, so an update of the text node that was rendered could be invisible. These texts are
//! therefore set on the element, whatever is in it by then.

use leptos::{
    html::{InnerHtml, InnerHtmlValue, inner_html},
    tachys::renderer::types::{Element, Node},
};

/// Binds an element's text, which follows changes: `<p {..bind_text(move || words.get())}></p>`.
pub fn bind_text<F: Fn() -> S + Send + 'static, S: Into<ElementText> + 'static>(
    text: F,
) -> InnerHtml<impl InnerHtmlValue> {
    inner_html(move || text().into())
}

/// Sets the whole text of an element. A sole text node is kept: WebKit drops a click whose pressed
/// text node is gone when the button is released.
pub fn set_text(element: &Element, text: &str) {
    let only = element.first_child().filter(|child| child.next_sibling().is_none());
    match only.filter(|child| child.node_type() == Node::TEXT_NODE) {
        Some(node) => node.set_node_value(Some(text)),
        None => element.set_text_content(Some(text)),
    }
}

/// The whole text of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementText(String);

impl<S: Into<String>> From<S> for ElementText {
    fn from(text: S) -> Self {
        Self(text.into())
    }
}

/// The server writes the text as escaped HTML; the browser sets it with [`set_text`].
impl InnerHtmlValue for ElementText {
    type AsyncOutput = Self;
    type State = (Element, Self);
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        self.0.len()
    }

    fn to_html(self, html: &mut String) {
        for letter in self.0.chars() {
            match letter {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                letter => html.push(letter),
            }
        }
    }

    fn to_template(_: &mut String) {}

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element) -> Self::State {
        if FROM_SERVER { (element.clone(), self) } else { self.build(element) }
    }

    fn build(self, element: &Element) -> Self::State {
        set_text(element, &self.0);
        (element.clone(), self)
    }

    fn rebuild(self, state: &mut Self::State) {
        if self != state.1 {
            *state = self.build(&state.0);
        }
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use leptos::prelude::*;

    #[test]
    fn the_server_writes_it_escaped() {
        let html = view! { <p class="fine" {..bind_text(|| "1 < 2 & </p><b>")}></p> }.to_html();
        assert_eq!(html, "<p class=\"fine\">1 &lt; 2 &amp; &lt;/p&gt;&lt;b&gt;</p>");
        let nothing = view! { <p {..bind_text(String::new)}></p> }.to_html();
        assert_eq!(nothing, "<p></p>");
    }
}
