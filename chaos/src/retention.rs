//! Retention check. The clocks of the order service and of its database are put forward by a month,
//! and the names and notes of customers whose orders had ended are searched for in every copy of
//! the data. It comes last in a run, since the clocks do not go back.

use crate::{
    check::{AuditCheck, FORGOTTEN, SearchedCopy, check_erasure, database},
    load::mark,
    world::{ProcessWorld, SkipReason, WorldSetup},
};
use anyhow::{Context as _, Result, ensure};
use jiff::SignedDuration;
use order_api::{Order, OrderDeadlines, OrderId};
use service_kit::Clock;
use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    process::Command,
    time::{Instant, sleep, timeout},
};

/// Limit for processes to end and to be ready again.
const RESTART_LIMIT: Duration = Duration::from_secs(20);
/// The order service erases a few hundred orders a second.
const ERASING_LIMIT: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Limit for one export or backup.
const COPY_LIMIT: Duration = Duration::from_secs(30);
const DAY_SECONDS: i32 = 24 * 3_600;

/// Result of the check, or the reason why it is skipped here.
pub async fn check_retention(
    setup: &WorldSetup,
    world: &ProcessWorld,
) -> Result<AuditCheck, SkipReason> {
    if !world.can_advance_clocks() {
        let why = "no clock can be moved here".to_owned();
        return Err(SkipReason { what: FORGOTTEN, why });
    }
    Ok(check_after_a_month(setup, world)
        .await
        .unwrap_or_else(|error| AuditCheck::from_error(FORGOTTEN, &error)))
}

async fn check_after_a_month(setup: &WorldSetup, world: &ProcessWorld) -> Result<AuditCheck> {
    let url = &world.addresses.order_database;
    let orders = database::read_facts(url).await?.orders;
    let before = search_rows(url).await?;
    let days = i32::try_from(OrderDeadlines::default().forget_after_days)? + 1;
    let tomorrow = Clock::system().now() + SignedDuration::from_hours(24);
    world.advance_clocks(days * DAY_SECONDS, RESTART_LIMIT).await?;
    // Read only now: until the service was stopped, orders that were not accepted in time expired.
    let has_ended = |order: &Order| !order.status.is_open() && order.status_at < tomorrow;
    let now = database::read_facts(url).await?.orders;
    let ended = now.iter().filter(|order| has_ended(order)).map(|order| order.id).collect();
    wait_until_erased(url, &ended).await?;
    Ok(check_erasure(&orders, &ended, &before, &search_all_copies(setup, world).await?))
}

async fn search_rows(url: &str) -> Result<HashSet<String>> {
    let mut found = HashSet::new();
    database::visit_values(url, &mut |value| mark::collect_marks(value, &mut found)).await?;
    Ok(found)
}

/// Waits until the orders' own rows have no names. Rows that are late are found by the search.
async fn wait_until_erased(url: &str, ended: &HashSet<OrderId>) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < ERASING_LIMIT {
        if database::find_unerased_orders(url).await?.is_disjoint(ended) {
            break;
        }
        sleep(LOOK_EVERY).await;
    }
    Ok(())
}

/// Searches the rows, exports and backups of every service, the order service's rows first, and the
/// logs of the processes.
async fn search_all_copies(setup: &WorldSetup, world: &ProcessWorld) -> Result<Vec<SearchedCopy>> {
    let addresses = &world.addresses;
    let services = [
        ("order", &setup.order, &addresses.order_database),
        ("menu", &setup.menu, &addresses.menu_database),
        ("staff", &setup.staff, &addresses.staff_database),
    ];
    let folder = setup.data.join(world.topology.name());
    let mut places = Vec::new();
    for (service, program, url) in services {
        places.push(SearchedCopy {
            name: format!("a row of {service}"),
            found: search_rows(url).await?,
        });
        let export = folder.join(service).with_extension("jsonl");
        let mut exporting = Command::new(program);
        exporting.args(["--database-url", url]).arg("export").arg(&export);
        run_copy_command(exporting).await.with_context(|| format!("the export of {service}"))?;
        places.push(search_file(format!("the export of {service}"), &export)?);
        if let Some((backing_up, backup)) = backup_command(setup, &folder, (service, program, url))
        {
            run_copy_command(backing_up)
                .await
                .with_context(|| format!("the backup of {service}"))?;
            places.push(search_file(format!("the backup of {service}"), &backup)?);
        }
    }
    for log in fs::read_dir(folder.join("logs"))? {
        let log = log?.path();
        places.push(search_file(log.display().to_string(), &log)?);
    }
    Ok(places)
}

/// Makes a backup as an operator does; on Postgres only where `pg_dump` is installed.
fn backup_command(
    setup: &WorldSetup,
    folder: &Path,
    (service, program, url): (&str, &Path, &str),
) -> Option<(Command, PathBuf)> {
    let file = folder.join(service).with_extension("backup");
    if url.starts_with("sqlite:") {
        let mut command = Command::new(program);
        command.args(["--database-url", url]).arg("backup").arg(&file);
        return Some((command, file));
    }
    let pg_dump = setup.postgres.as_ref()?.join("pg_dump");
    let mut command = Command::new(&pg_dump);
    command.arg("--dbname").arg(url).arg("--file").arg(&file);
    pg_dump.is_file().then_some((command, file))
}

async fn run_copy_command(mut command: Command) -> Result<()> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    let status = timeout(COPY_LIMIT, command.status()).await.context("it hangs")??;
    ensure!(status.success(), "it failed ({status})");
    Ok(())
}

fn search_file(name: String, file: &Path) -> Result<SearchedCopy> {
    let mut found = HashSet::new();
    mark::collect_marks(
        &fs::read(file).with_context(|| format!("cannot read {}", file.display()))?,
        &mut found,
    );
    Ok(SearchedCopy { name, found })
}
