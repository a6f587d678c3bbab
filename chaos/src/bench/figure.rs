//! Figures, the file that they are written to, and the tables in a document that are made from
//! them.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use std::{fmt::Write as _, fs, path::Path};

/// One measured figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchFigure {
    /// `one_machine` (SQLite) or `replicas` (Postgres).
    pub topology: String,
    /// Operation that was measured.
    pub what: String,
    /// Process or resource that it was measured on.
    pub on: String,
    pub value: f64,
    /// Unit of `value`; a cost is that of one operation.
    pub unit: String,
}

/// All figures of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchReport {
    pub commit: String,
    pub command: String,
    /// CPUs of the machine.
    pub cpus: usize,
    pub figures: Vec<BenchFigure>,
}

impl BenchReport {
    pub fn new(commit: &str, command: &str, figures: Vec<BenchFigure>) -> Self {
        let cpus = std::thread::available_parallelism().map_or(1, usize::from);
        Self { commit: commit.to_owned(), command: command.to_owned(), cpus, figures }
    }

    /// Writes the report as JSON.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Value of one figure.
    ///
    /// # Errors
    /// If it was not measured.
    pub fn figure_value(&self, topology: &str, what: &str, on: &str) -> Result<f64> {
        let is_it = |figure: &&BenchFigure| {
            figure.topology == topology && figure.what == what && figure.on == on
        };
        let figure = self.figures.iter().find(is_it);
        Ok(figure.with_context(|| format!("{topology}: {what} on {on} was not measured"))?.value)
    }

    /// All figures as a table in Markdown.
    pub fn figures_table(&self) -> String {
        let mut text = format!(
            "`{}` at commit {}, {} CPUs\n\n| | | SQLite, one of each | Postgres, replicas |\n|---|---|---:|---:|\n",
            self.command, self.commit, self.cpus
        );
        let mut seen = Vec::new();
        for BenchFigure { what, on, unit, .. } in &self.figures {
            if seen.contains(&(what, on)) {
                continue;
            }
            seen.push((what, on));
            let of = |topology| {
                self.figure_value(topology, what, on)
                    .map_or("–".to_owned(), |value| format_value(value, unit))
            };
            let _infallible =
                writeln!(text, "| {what} | {on} | {} | {} |", of("one_machine"), of("replicas"));
        }
        text
    }
}

fn format_value(value: f64, unit: &str) -> String {
    let digits = usize::from(value.abs() < 10.0);
    format!("{value:.digits$} {unit}")
}

/// Replaces the text between the marks `<!-- name -->` and `<!-- /name -->` of the document with
/// each part.
///
/// # Errors
/// If a mark is missing, or the file cannot be read or written.
pub fn update_document(document: &Path, parts: &[(&str, String)]) -> Result<()> {
    let text = fs::read_to_string(document)
        .with_context(|| format!("cannot read {}", document.display()))?;
    fs::write(document, replace_parts(&text, parts)?)
        .with_context(|| format!("cannot write {}", document.display()))
}

/// `text` with each part between its marks.
///
/// # Errors
/// If a mark is missing.
pub fn replace_parts(text: &str, parts: &[(&str, String)]) -> Result<String> {
    parts.iter().try_fold(text.to_owned(), |text, (name, part)| {
        replace_part(&text, name, part).with_context(|| format!("no marks for {name}"))
    })
}

fn replace_part(text: &str, name: &str, part: &str) -> Option<String> {
    let begin = format!("<!-- {name} -->");
    let end = format!("<!-- /{name} -->");
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{}\n{end}{after}", part.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let text = "a <!-- x -->old<!-- /x --> b";
        let once = replace_part(text, "x", "new\n").unwrap();
        assert_eq!(once, "a <!-- x -->\nnew\n<!-- /x --> b");
        assert_eq!(replace_part(&once, "x", "new").unwrap(), once);
        assert_eq!(replace_part(text, "y", "new"), None);
    }

    #[test]
    fn a_figure_that_one_engine_has_not_is_a_dash() {
        let figure = BenchFigure {
            topology: "replicas".into(),
            what: "a page".into(),
            on: "menu".into(),
            value: 12.34,
            unit: "us".into(),
        };
        let table = BenchReport::new("abc", "bench", vec![figure]).figures_table();
        assert!(table.contains("| a page | menu | – | 12 us |"), "{table}");
    }
}
