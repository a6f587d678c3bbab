//! Limits of a table, checked before any work: no more rows than a menu may have.

use crate::admin::menu_editor::table::RowKind;
use menu_api::limits::{CATEGORIES, ITEMS, OPTION_GROUPS, OPTIONS_OF_GROUP};
use std::collections::HashMap;

/// Largest cell, in bytes. The longest text of a menu is a description of 500 characters.
pub const CELL_BYTES: usize = 4_000;
/// Number of faults after which reading stops: the table is not a menu's.
pub const FAULTS: usize = 200;

/// Rows read so far, by kind.
#[derive(Default)]
pub struct RowCounts(HashMap<RowKind, usize>);

impl RowCounts {
    /// Counts one row.
    ///
    /// # Errors
    /// The maximum, when a menu cannot have that many.
    pub fn count_row(&mut self, kind: RowKind) -> Result<(), usize> {
        let count = self.0.entry(kind).or_default();
        let most = max_rows(kind);
        *count += 1;
        if *count <= most { Ok(()) } else { Err(most) }
    }
}

fn max_rows(kind: RowKind) -> usize {
    match kind {
        RowKind::Category => CATEGORIES,
        RowKind::Item => ITEMS,
        RowKind::Group => OPTION_GROUPS,
        RowKind::Option => OPTION_GROUPS * OPTIONS_OF_GROUP,
    }
}
