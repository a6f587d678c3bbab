//! Texts that another party makes and numbers: under each key, the one with the highest version counts.

use crate::Problem;

/// Where they are kept.
#[async_trait::async_trait]
pub trait TextRepository: Send + Sync {
    /// All texts with a version above `known`.
    ///
    /// # Errors
    /// When the database fails.
    async fn newer(&self, known: i64) -> Result<Vec<String>, Problem>;

    /// Keeps the text unless there is one of this version or a higher one.
    ///
    /// # Errors
    /// When the database fails.
    async fn keep(&self, key: &str, version: i64, text: &str) -> Result<(), Problem>;
}
