//! What a table may have, looked at before any work is done for it: no more than a menu may.

use crate::admin::menu::table::Kind;
use menu_api::limits::{CATEGORIES, ITEMS, OPTION_GROUPS, OPTIONS_OF_GROUP};
use std::collections::HashMap;

/// The longest text of a menu is a description of 500 characters.
pub const CELL_BYTES: usize = 4_000;
/// More need not be read to know that the table is not what was meant.
pub const FAULTS: usize = 200;

/// The lines that were read so far, by what they are about.
#[derive(Default)]
pub struct LineCount(HashMap<Kind, usize>);

impl LineCount {
    /// Counts one; says so in words when a menu may not have it any more.
    pub fn add(&mut self, kind: Kind) -> Result<(), String> {
        let (count, most) = (self.0.entry(kind).or_default(), most(kind));
        *count += 1;
        if *count <= most {
            Ok(())
        } else {
            Err(format!("{}: {most}줄까지 올릴 수 있어요.", kind.word()))
        }
    }
}

fn most(kind: Kind) -> usize {
    match kind {
        Kind::Category => CATEGORIES,
        Kind::Item => ITEMS,
        Kind::Group => OPTION_GROUPS,
        Kind::Option => OPTION_GROUPS * OPTIONS_OF_GROUP,
    }
}
