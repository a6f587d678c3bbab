//! Names and notes of customers in a form that nothing else in a database has, so that a search
//! finds every copy of one.

use crate::history::PlacementKey;
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

const NAME: &str = "guest-";
const NOTE: &str = "wish-";
const DIGITS: usize = 16;

/// Name of the customer of this placement; no other placement has it.
pub fn name_of(key: &PlacementKey) -> String {
    format_mark(NAME, key)
}

/// Note of the same customer.
pub fn note_of(key: &PlacementKey) -> String {
    format_mark(NOTE, key)
}

fn format_mark(kind: &str, key: &PlacementKey) -> String {
    let mut hasher = DefaultHasher::new();
    key.as_str().hash(&mut hasher);
    format!("{kind}{:0DIGITS$x}", hasher.finish())
}

/// Whether `text` is exactly one of these names or notes.
pub fn is_mark(text: &str) -> bool {
    [NAME, NOTE]
        .iter()
        .any(|kind| text.strip_prefix(kind).is_some_and(|digits| are_digits(digits.as_bytes())))
}

fn are_digits(bytes: &[u8]) -> bool {
    bytes.len() == DIGITS && bytes.iter().all(u8::is_ascii_hexdigit)
}

/// Adds every such name and note within `bytes` to `found`.
pub fn collect_marks(bytes: &[u8], found: &mut HashSet<String>) {
    for kind in [NAME, NOTE] {
        let length = kind.len() + DIGITS;
        for candidate in bytes.windows(length).filter(|window| window.starts_with(kind.as_bytes()))
        {
            if are_digits(&candidate[kind.len()..]) {
                found.extend(str::from_utf8(candidate).ok().map(str::to_owned));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_whatever_stands_around_it() {
        let name = name_of(&PlacementKey::from("k"));
        let note = note_of(&PlacementKey::from("k"));
        assert!(is_mark(&name) && is_mark(&note) && name != name_of(&PlacementKey::from("l")));
        let mut found = HashSet::new();
        collect_marks(
            format!("\u{1}{name}takeout{{\"note\":\"{note}\"}}guest-house wish-").as_bytes(),
            &mut found,
        );
        assert_eq!(found, HashSet::from([name, note]));
        assert!(!is_mark("guest-house") && !is_mark(""));
    }
}
