//! Check that changing texts of views are set by `ui::said`. A closure as a child keeps a text
//! node, which is lost when a browser translates the page. Other changing content is a `<Show>` or
//! a `<For>`.

use crate::workspace;
use anyhow::{Context as _, Result};
use std::{collections::BTreeSet, fs};

const FOLDER: &str = "app/src";

/// One sentence for each occurrence.
pub fn find_violations() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (name, path) in crate::build::files_below(&workspace::root_folder().join(FOLDER))? {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let place = name.display();
        found.extend(moving_children(&text).into_iter().map(|line| {
            format!("{FOLDER}/{place}:{line} has a closure for a child: `{{..said(…)}}`, `<Show>` or `<For>`")
        }));
    }
    Ok(found)
}

/// Numbers of the lines in which a child is a closure, or the name of a closure that is in scope.
fn moving_children(text: &str) -> Vec<usize> {
    let mut closures = BTreeSet::new();
    let mut found = Vec::new();
    for (at, line) in
        text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
    {
        if line.contains("fn ") {
            closures.clear();
        }
        if let Some((name, value)) =
            line.trim().strip_prefix("let ").and_then(|line| line.split_once(" = "))
        {
            if value.starts_with("move |") || value.starts_with('|') {
                closures.insert(name);
            } else {
                closures.remove(name);
            }
        }
        if has_moving_child(line, &closures) {
            found.push(at + 1);
        }
    }
    found
}

fn has_moving_child(line: &str, names: &BTreeSet<&str>) -> bool {
    line.match_indices('{').any(|(at, _)| {
        let before = line[..at].trim_end();
        let block = &line[at + 1..];
        let is_child =
            before.is_empty() || before.ends_with(['>', '"', '}']) && !before.ends_with("=>");
        let is_closure = block.starts_with("move |") || block.starts_with("||");
        // A name in braces is a child only directly after a tag; elsewhere it is a placeholder in a
        // text.
        let is_named = before.ends_with('>')
            && block.split_once('}').is_some_and(|(name, _)| names.contains(name));
        is_child && (is_closure || is_named)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_view_has_a_closure_for_a_child() {
        assert_eq!(find_violations().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_closure_is_found_as_a_child_and_not_as_an_attribute() {
        let text = "let words = move || 1;\n\
            view! { <p>{move || words.get()}</p> }\n\
            {move || x.get()}\n\
            <p>\"a\" {move || x.get()}</p>\n\
            <p role=\"status\">{words}</p>\n\
            // <p>{words}</p>\n\
            <p class:late={move || true} {..said(move || words())}></p>\n\
            <Show when=move || true><p>{other}</p></Show>\n\
            format!(\"{words}\")\n\
            let words = text();\n\
            <p>{words}</p>\n\
            let name = |id| id;\n\
            fn other() {\n\
            <p>{name}</p>\n";
        assert_eq!(moving_children(text), [2, 3, 4, 5]);
    }
}
