//! Check that sqlx is named only below a service's `src/db`: a handler that writes SQL would not
//! run on both databases.

use crate::{packages::SERVICES, workspace};
use anyhow::{Context as _, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// One sentence for each line that names sqlx elsewhere.
pub fn find_violations() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for service in SERVICES {
        let sources = workspace::root_folder().join("services").join(service).join("src");
        for path in rust_files(&sources)? {
            if path.strip_prefix(&sources)?.starts_with("db") {
                continue;
            }
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let lines = lines_naming_sqlx(&text);
            found.extend(
                lines
                    .into_iter()
                    .map(|line| format!("{}:{line} names sqlx outside db/", path.display())),
            );
        }
    }
    Ok(found)
}

/// Numbers of the lines that name sqlx, comments excluded.
fn lines_naming_sqlx(text: &str) -> Vec<usize> {
    let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.filter(|(_, line)| line.contains("sqlx::") || line.contains("use sqlx"))
        .map(|(index, _)| index + 1)
        .collect()
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = crate::build::files_below(folder)?.into_iter().map(|(_, path)| path);
    Ok(files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_query_is_found_and_a_comment_is_not() {
        assert_eq!(
            lines_naming_sqlx(
                "fn a() {}\n// sqlx::query\nlet q = sqlx::query(\"\");\nuse sqlx as x;\n"
            ),
            [3, 4]
        );
    }
}
