//! Benchmark: the cost of one order, one page and one phone, on the real processes. A cost is CPU
//! time or memory of the processes that did the work, so that runs on machines of the same kind can
//! be compared.

mod costs;
mod figure;
mod scale;
mod usage;

pub use figure::{BenchFigure, BenchReport};

use crate::{
    history::RunHistory,
    load::context::{LoadContext, LoadPhase},
    terminal,
    world::{self, ProcessWorld, WorldSetup, WorldTopology},
};
use anyhow::Result;
use clap::Parser;
use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, time::Duration};
use tokio::sync::watch;

const GRACE: Duration = Duration::from_secs(6);
/// Mode of the data folder. Postgres runs as another user and has to traverse it.
const PASSABLE: u32 = 0o711;

/// Measures the cost of an order, a page and a phone
#[derive(Debug, Parser)]
#[command(name = "bench")]
pub struct BenchOptions {
    /// Folder with the release binaries of the server and the services
    #[arg(long)]
    binaries: PathBuf,
    /// Folder with the built browser half, one subfolder for each surface
    #[arg(long)]
    site: PathBuf,
    /// Folder for databases and logs; must belong to this run alone
    #[arg(long)]
    data: PathBuf,
    /// Folder with initdb and postgres
    #[arg(long)]
    postgres_bin: PathBuf,
    /// File for the figures, as JSON
    #[arg(long)]
    out: PathBuf,
    /// Document whose tables, between its marks, are made from the figures
    #[arg(long)]
    document: PathBuf,
    /// Commit that is measured, for the report
    #[arg(long)]
    commit: String,
    /// Command that started this run, for the report
    #[arg(long)]
    command: String,
}

/// Measures everything; writes the figures and the tables.
///
/// # Errors
/// If something does not start, an answer is unexpected, or a file cannot be written.
pub async fn run_bench(options: &BenchOptions) -> Result<()> {
    world::sweep_leftovers();
    fs::create_dir_all(&options.data)?;
    fs::set_permissions(&options.data, fs::Permissions::from_mode(PASSABLE))?;
    let mut figures = Vec::new();
    for topology in WorldTopology::ALL {
        terminal::print_timed_line(format_args!("measuring {}", topology.name()));
        let world = topology.start(&options.world_setup()).await?;
        let measured = measure_world(&world).await;
        world.close(GRACE).await;
        figures.extend(measured?);
    }
    let report = BenchReport::new(&options.commit, &options.command, figures);
    report.write(&options.out)?;
    figure::update_document(&options.document, &document_tables(&report)?)
}

/// Tables by the name of their marks in the document.
fn document_tables(report: &BenchReport) -> Result<[(&'static str, String); 2]> {
    Ok([("costs", report.figures_table()), ("scale", scale::scale_table(report)?)])
}

async fn measure_world(world: &ProcessWorld) -> Result<Vec<BenchFigure>> {
    let (_open, phase) = watch::channel(LoadPhase::Open);
    let shop = LoadContext::new(world.addresses.clone(), RunHistory::new(), phase);
    costs::measure_costs(world, &shop).await
}

impl BenchOptions {
    fn world_setup(&self) -> WorldSetup {
        let binary = |name: &str| self.binaries.join(name);
        WorldSetup {
            menu: binary("menu"),
            order: binary("order"),
            staff: binary("staff"),
            server: binary("server"),
            site: self.site.clone(),
            data: self.data.clone(),
            postgres: Some(self.postgres_bin.clone()),
            libfaketime: None,
            envs: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_document_says_what_was_measured() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
        let report: BenchReport =
            serde_json::from_str(&fs::read_to_string(docs.join("bench.json")).unwrap()).unwrap();
        let document = docs.join("scale.md");
        if std::env::var_os("JUMUN_WRITE_SCALE").is_some() {
            figure::update_document(&document, &document_tables(&report).unwrap()).unwrap();
        }
        let text = fs::read_to_string(&document).unwrap();
        let now = figure::replace_parts(&text, &document_tables(&report).unwrap()).unwrap();
        assert!(now == text, "JUMUN_WRITE_SCALE=1 renews the tables");
    }
}
