//! Words that are forbidden in sources, for security or for the browsers that are supported, and
//! that no other check finds. Comments are ignored.

use crate::{build::files_below, workspace};
use anyhow::{Context as _, Result};
use std::{fs, path::Path};

/// Files of one extension (empty: of any) below some folders, the words forbidden in them, and the
/// reason.
struct SourceRule {
    folders: &'static [&'static str],
    extension: &'static str,
    words: &'static [&'static str],
    reason: &'static str,
}

/// Folders of code that ships, apart from subfolders named `tests`.
const SHIPPED: [&str; 11] = [
    "app",
    "crates/db-kit",
    "crates/gateway",
    "crates/menu-api",
    "crates/order-api",
    "crates/service-kit",
    "crates/staff-api",
    "crates/staff-token",
    "frontend",
    "server",
    "services",
];

const RULES: [SourceRule; 9] = [
    SourceRule {
        folders: &SHIPPED,
        extension: "rs",
        words: &["process::Command", "tokio::process", "Command::new(", "libc::system"],
        reason: "no process that serves starts another program",
    },
    SourceRule {
        folders: &SHIPPED,
        extension: "rs",
        words: &["Regex::new", "RegexBuilder", "Tera::", "Handlebars", "minijinja"],
        reason: "no regular expression and no template is made of what was typed",
    },
    SourceRule {
        folders: &SHIPPED,
        extension: "rs",
        words: &[
            "set_outer_html",
            "insert_adjacent_html",
            "js_sys::eval",
            "Function::new_with_args",
        ],
        reason: "a text is escaped where it is written, and none is run",
    },
    SourceRule {
        folders: &["server/src"],
        extension: "rs",
        words: &["field.text("],
        reason: "a text beside a file is put into one spelling: `normal_text::field_text`",
    },
    SourceRule {
        folders: &["public"],
        extension: "js",
        words: &[
            "eval(",
            "new Function",
            "innerHTML",
            "outerHTML =",
            "insertAdjacentHTML",
            "document.write",
            "createContextualFragment",
            "setHTMLUnsafe",
            "setTimeout(\"",
            "importScripts",
            "javascript:",
        ],
        reason: "a script writes text and not markup, and runs nothing that it was given",
    },
    SourceRule {
        folders: &["public"],
        extension: "js",
        words: &["__proto__", "rototype", "postMessage", "addEventListener(\"message\""],
        reason: "what was read is kept in Map and dataset, and no other page is listened to",
    },
    SourceRule {
        folders: &["public", "app/src"],
        extension: "",
        words: &[
            "onpaste",
            "\"paste\"",
            "http://cdn",
            "https://cdn",
            "//fonts.",
            "googletagmanager",
            "sentry.io",
        ],
        reason: "a PIN may be pasted, and a page takes nothing from elsewhere",
    },
    SourceRule {
        folders: &["public"],
        extension: "js",
        words: &[
            "navigator.wakeLock.",
            "navigator.serviceWorker.",
            "navigator.vibrate(",
            "navigationPreload.",
            "Notification.",
            "AbortSignal.timeout(",
            "AbortSignal.any(",
            " requestIdleCallback(",
            "startViewTransition(",
            "Popover(",
            "randomUUID(",
            "structuredClone(",
            ".findLast(",
            ".toSorted(",
            ".toReversed(",
            "Object.groupBy(",
            "Promise.withResolvers(",
            "Promise.try(",
            "URL.canParse(",
        ],
        reason: "not every browser of docs/browsers.md has it: ask for it first (`?.`), or do without",
    },
    SourceRule {
        folders: &["style"],
        extension: "css",
        words: &[
            "popover-open {",
            "@container",
            "@scope",
            "@starting-style",
            "anchor-name",
            "position-area",
            "field-sizing",
            "interpolate-size",
            "animation-timeline",
            "subgrid",
        ],
        reason: "not every browser of docs/browsers.md has it, and none of these is left out without harm",
    },
];

/// One sentence for each occurrence.
pub fn find_violations() -> Result<Vec<String>> {
    let root = workspace::root_folder();
    let mut found = Vec::new();
    for rule in &RULES {
        for folder in rule.folders {
            for (below, path) in files_below(&root.join(folder))? {
                if below.iter().any(|part| part == "tests") {
                    continue;
                }
                let has_kind =
                    path.extension().is_some_and(|extension| extension == rule.extension);
                if !has_kind && !rule.extension.is_empty() {
                    continue;
                }
                // A file that is not text, such as a picture, is skipped.
                let Ok(text) = fs::read_to_string(&path) else { continue };
                let place = path.strip_prefix(&root)?.display().to_string();
                found.extend(
                    words_in_text(rule, &text).map(|(line, word)| {
                        format!("{place}:{line} has `{word}`: {}", rule.reason)
                    }),
                );
            }
        }
    }
    found.extend(visible_pin_fields(&root.join("app/src"))?);
    Ok(found)
}

fn words_in_text<'a>(
    rule: &'a SourceRule,
    text: &'a str,
) -> impl Iterator<Item = (usize, &'static str)> + 'a {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.flat_map(|(index, line)| {
        let words = rule.words.iter().filter(move |word| line.contains(**word));
        words.map(move |word| (index + 1, *word))
    })
}

/// One sentence for each PIN field that is not of the type `password` or has an attribute `off`,
/// such as for autocomplete.
fn visible_pin_fields(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (name, path) in files_below(folder)? {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let open = input_tags(&text).filter(|input| input.contains("name=\"pin\""));
        let open =
            open.filter(|input| !input.contains("type=\"password\"") || input.contains("\"off\""));
        found.extend(
            open.map(|_| format!("app/src/{} shows a PIN while it is typed", name.display())),
        );
    }
    Ok(found)
}

fn input_tags(text: &str) -> impl Iterator<Item = &str> {
    text.split("<input").skip(1).filter_map(|rest| rest.split("/>").next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_have_no_such_words() {
        assert_eq!(find_violations().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn each_word_is_found_where_it_is_code() {
        for rule in &RULES {
            for word in rule.words {
                let text = format!("fine\n// {word} in a comment\n  let x = {word};\n");
                let lines: Vec<_> = words_in_text(rule, &text).map(|(line, _)| line).collect();
                assert!(lines.contains(&3) && !lines.contains(&2), "{word}: {lines:?}");
            }
        }
    }

    #[test]
    fn a_pin_that_can_be_read_over_a_shoulder_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let page = |field: &str| {
            fs::write(folder.path().join("page.rs"), format!("view! {{ <input {field}/> }}"))
                .unwrap();
            visible_pin_fields(folder.path()).unwrap().len()
        };
        assert_eq!(page("type=\"password\" name=\"pin\" autocomplete=\"current-password\""), 0);
        assert_eq!(page("type=\"text\" name=\"pin\""), 1);
        assert_eq!(page("type=\"password\" name=\"pin\" autocomplete=\"off\""), 1);
        assert_eq!(page("type=\"text\" name=\"name\""), 0);
    }
}
