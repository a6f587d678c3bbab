//! What one order, one page and one phone cost, on the real processes. Everything is CPU time and memory of the processes that
//! did the work, so that two runs on machines of the same kind can be held against each other.

mod costs;
mod figure;
mod scale;
mod tracing;
mod usage;

pub use figure::{Figure, Report};

use crate::{
    history::History,
    load::shop::{Phase, Shop},
    say,
    world::{self, Setup, Topology, World},
};
use anyhow::Result;
use clap::Parser;
use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, time::Duration};
use tokio::sync::watch;

const GRACE: Duration = Duration::from_secs(6);
/// Postgres runs as another user and walks through it.
const PASSABLE: u32 = 0o711;

/// Measures what an order, a page and a phone cost
#[derive(Debug, Parser)]
#[command(name = "bench")]
pub struct Options {
    /// Folder with the release binaries of server and services
    #[arg(long)]
    binaries: PathBuf,
    /// Folder with the built browser half, one folder a surface
    #[arg(long)]
    site: PathBuf,
    /// Folder for databases and logs; must be this run's own
    #[arg(long)]
    data: PathBuf,
    /// Folder with initdb and postgres
    #[arg(long)]
    postgres_bin: PathBuf,
    /// Where the figures are written, as JSON
    #[arg(long)]
    out: PathBuf,
    /// The document whose tables, between its marks, are made from the figures
    #[arg(long)]
    document: PathBuf,
    /// What is measured
    #[arg(long)]
    commit: String,
    /// How it was started
    #[arg(long)]
    command: String,
}

/// Measures, and writes figures and tables.
///
/// # Errors
/// When something does not start, an answer is not what it should be, or a file cannot be written.
pub async fn run(options: &Options) -> Result<()> {
    world::sweep();
    fs::create_dir_all(&options.data)?;
    fs::set_permissions(&options.data, fs::Permissions::from_mode(PASSABLE))?;
    let mut figures = Vec::new();
    for topology in Topology::ALL {
        say::line(format_args!("measuring {}", topology.name()));
        let world = topology.start(&options.setup()).await?;
        let measured = measure(&world).await;
        world.close(GRACE).await;
        figures.extend(measured?);
    }
    say::line("measuring what traces cost");
    figures.extend(tracing::all(&options.setup()).await?);
    let report = Report::new(&options.commit, &options.command, figures);
    report.write(&options.out)?;
    figure::renew(&options.document, &tables(&report)?)
}

/// By the mark between which it stands.
fn tables(report: &Report) -> Result<[(&'static str, String); 2]> {
    Ok([("costs", report.table()), ("scale", scale::table(report)?)])
}

async fn measure(world: &World) -> Result<Vec<Figure>> {
    let (_open, phase) = watch::channel(Phase::Open);
    let shop = Shop::new(world.addresses.clone(), History::new(), phase);
    costs::all(world, &shop).await
}

impl Options {
    fn setup(&self) -> Setup {
        let binary = |name: &str| self.binaries.join(name);
        Setup {
            menu: binary("menu"),
            order: binary("order"),
            member: binary("member"),
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
        let report: Report =
            serde_json::from_str(&fs::read_to_string(docs.join("bench.json")).unwrap()).unwrap();
        let document = docs.join("scale.md");
        if std::env::var_os("JUMUN_WRITE_SCALE").is_some() {
            figure::renew(&document, &tables(&report).unwrap()).unwrap();
        }
        let text = fs::read_to_string(&document).unwrap();
        // Not the simulation's: a last digit of another machine's logarithms may change a count.
        let now = figure::renewed(&text, &[("costs", report.table())]).unwrap();
        assert!(now == text, "JUMUN_WRITE_SCALE=1 renews the tables");
    }
}
