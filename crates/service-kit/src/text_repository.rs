//! Versioned texts from another party: under each key, the text with the highest version is valid.

use crate::Problem;

/// A repository of versioned texts.
#[async_trait::async_trait]
pub trait TextRepository: Send + Sync {
    /// All texts with a version above `known`.
    ///
    /// # Errors
    /// When the database fails.
    async fn find_newer(&self, known: i64) -> Result<Vec<String>, Problem>;

    /// Stores the text, unless the key already has this version or a higher one.
    ///
    /// # Errors
    /// When the database fails.
    async fn store_text(&self, key: &str, version: i64, text: &str) -> Result<(), Problem>;
}
