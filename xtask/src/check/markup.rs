//! Check that markup comes from views only, which escape their values. A feature that does not
//! escape, or that some browsers lack, is allowed only in the file that handles this.

use crate::workspace;
use anyhow::{Context as _, Result};
use std::{fs, path::Path};

/// Risky code fragments, each with the only files that may contain it.
const RAW: [(&str, &[&str]); 23] = [
    // Leptos does not escape the content of these.
    ("<textarea", &["app/src/shared/ssr/raw_text.rs"]),
    ("<Title", &["app/src/shared/ssr/raw_text.rs"]),
    ("<script", &["app/src/shared/ssr/page_script.rs"]),
    ("<Script", &[]),
    ("<style", &["server/src/middleware/error_pages.rs"]),
    ("<Style", &[]),
    ("<iframe", &[]),
    ("srcdoc", &[]),
    ("inner_html", &["app/src/shared/ui/element_text.rs"]),
    ("InnerHtml", &["app/src/shared/ui/element_text.rs"]),
    ("InertElement", &[]),
    // `islands.js` shows its content where islands do not hydrate; only the component may write
    // one.
    ("<noscript", &["app/src/shared/ssr/periodic_refresh.rs"]),
    // Tablets without popovers need a script, and each popover needs a way to close it.
    ("popover", &["app/src/admin/board/panel.rs", "public/admin/panels.js"]),
    // Hand-written pages.
    ("<!DOCTYPE", &["app/src/shared/ssr/shell.rs", "server/src/middleware/error_pages.rs"]),
    ("text/html;", &["server/src/middleware/error_pages.rs"]),
    ("Html(", &[]),
    // Browser functions that parse markup or run text.
    ("set_outer_html", &[]),
    ("insert_adjacent_html", &[]),
    ("innerHTML", &[]),
    ("insertAdjacentHTML", &[]),
    ("createContextualFragment", &[]),
    ("document.write", &[]),
    ("eval(", &[]),
];
const FOLDERS: [(&str, &str); 3] = [("app/src", "rs"), ("server/src", "rs"), ("public", "js")];

/// One sentence for each line with such a fragment in another file.
pub fn find_violations() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (folder, extension) in FOLDERS {
        for (_, path) in crate::build::files_below(&workspace::root_folder().join(folder))? {
            if path.extension().is_none_or(|other| other != extension) {
                continue;
            }
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let file = path.strip_prefix(workspace::root_folder())?;
            let named = raw_in(file, &text).into_iter();
            found.extend(
                named.map(|(line, raw)| format!("{}:{line} writes {raw} itself", file.display())),
            );
        }
    }
    Ok(found)
}

/// Line numbers and fragments, outside comments and tests.
fn raw_in(file: &Path, text: &str) -> Vec<(usize, &'static str)> {
    let begins_tests = |of: &str| text.find(&format!("#[cfg(test)]\n{of}mod tests {{"));
    let end = ["", "pub ", "pub(super) "].into_iter().find_map(begins_tests).unwrap_or(text.len());
    let code = &text[..end];
    let code = code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let named = |(at, line): (usize, &str)| {
        let raw = RAW.into_iter().filter(|(raw, places)| {
            line.contains(raw) && !places.iter().any(|place| file == Path::new(place))
        });
        raw.map(|(raw, _)| (at + 1, raw)).collect::<Vec<_>>()
    };
    code.flat_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_textarea_is_found_everywhere_but_where_it_is_escaped() {
        let text = "// <textarea>\nview! { <textarea>{note}</textarea> }\nview! { <PageTitle text/> }\n<Title text/>\n";
        assert_eq!(
            raw_in(Path::new("app/src/client/a.rs"), text),
            [(2, "<textarea"), (4, "<Title")]
        );
        assert_eq!(raw_in(Path::new("app/src/shared/ssr/raw_text.rs"), text), []);
    }

    #[test]
    fn what_writes_markup_in_a_browser_is_found_and_a_test_is_not() {
        let script = "list.innerHTML = name;\nlist.textContent = name;\n";
        assert_eq!(raw_in(Path::new("public/a.js"), script), [(1, "innerHTML")]);
        for of in ["", "pub ", "pub(super) "] {
            let tested = format!(
                "fn a() {{}}\n#[cfg(test)]\n{of}mod tests {{\n    const A: &str = \"<script>\";\n}}\n"
            );
            assert_eq!(raw_in(Path::new("app/src/a.rs"), &tested), []);
        }
    }
}
