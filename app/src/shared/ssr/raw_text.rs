//! `<textarea>` and `<title>` with escaped text, which Leptos writes unescaped. Server only: a
//! browser sets both as text, and an escaped text would be shown with its entities.

use html_escape::encode_text;
use leptos::prelude::*;
use leptos_meta::Title;

/// A `<textarea>` that holds `text`; further attributes are given as `attr:…`.
#[component]
pub fn TextArea(
    /// The name of the form field.
    name: &'static str,
    /// Number of visible lines.
    #[prop(default = 3)]
    rows: usize,
    #[prop(into)] text: String,
) -> impl IntoView {
    // An HTML parser drops one newline after the start tag: this one, and not one of the text.
    let text = format!("\n{}", encode_text(&text));
    view! { <textarea name=name rows=rows>{text}</textarea> }
}

/// The document's title.
#[component]
pub fn PageTitle(#[prop(into)] text: String) -> impl IntoView {
    view! { <Title text=encode_text(&text).into_owned()/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKUP: &str = "\n</textarea></title>\"><i id=pwn> &lt;3";
    const ESCAPED: &str = "\n&lt;/textarea&gt;&lt;/title&gt;\"&gt;&lt;i id=pwn&gt; &amp;lt;3";

    #[test]
    fn a_textarea_holds_exactly_its_text() {
        let html =
            view! { <TextArea name="note" text=MARKUP attr:maxlength=9 attr:aria-invalid="true"/> }
                .to_html();
        assert!(html.starts_with("<textarea name=\"note\" rows=\"3\" "), "{html}");
        assert!(
            html.contains("maxlength=\"9\"") && html.contains("aria-invalid=\"true\""),
            "{html}"
        );
        assert!(html.ends_with(&format!(">\n{ESCAPED}</textarea>")), "{html}");
    }
}
