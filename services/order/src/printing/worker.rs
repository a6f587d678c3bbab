//! Print worker: looks for jobs and sends them to their printers.

use super::{
    ticket::{self, TicketOptions},
    transport::{PrinterConnection, PrinterDeadlines, ProcessId},
};
use crate::{
    db::{OrderRepository, PrintClaim, RepositoryError},
    domain,
};
use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use metrics::{counter, describe_counter};
use order_api::{PrintFault, PrintJobId, PrinterId};
use service_kit::{Clock, ClockStep, ShutdownSignal};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

/// Maximum printers in use at the same time; others wait until one is free.
const AT_ONCE: usize = 64;
/// Minimum pause between two looks, since in a rush every order commits.
const PAUSE: Duration = Duration::from_millis(100);
/// Maximum backoff before a printer that cannot print is asked again.
const LONGEST_PAUSE_S: i64 = 15;
/// Time for unfinished jobs at shutdown. A job without an end becomes unknown when its lease
/// expires.
const DRAIN_DEADLINE: Duration = Duration::from_secs(4);
/// A ticket printed later than this is marked as late: staff may have made the order from the
/// screen meanwhile.
const LATE_AFTER: SignedDuration = SignedDuration::from_mins(1);
/// Attempts to record a job's end before its lease is left to expire.
const TELLINGS: u32 = 5;

/// Dependencies of the print worker.
#[derive(Clone)]
pub struct PrintWorker {
    /// Store that holds the jobs.
    pub store: Arc<dyn OrderRepository>,
    /// Source of the current time.
    pub clock: Clock,
    /// Deadlines of printers.
    pub deadlines: PrinterDeadlines,
}

/// Runs the worker until `shutdown` begins, then waits for jobs that are being printed.
pub async fn run_print_worker(printing: PrintWorker, shutdown: ShutdownSignal) {
    describe_counter!(
        "jumun_print_jobs_total",
        "Jobs that were printed, postponed by their printer, or lost sight of."
    );
    ["printed", "postponed", "unknown"]
        .into_iter()
        .for_each(|to| counter!("jumun_print_jobs_total", "to" => to).increment(0));
    let mut commits = printing.store.watch_commits();
    let mut tasks = JoinSet::new();
    let mut busy = HashSet::new();
    let mut skipped = None;
    let mut fails = false;
    loop {
        commits.mark_unchanged();
        let looked =
            printing.start_printer_tasks(&mut tasks, &mut busy, &mut skipped, &shutdown).await;
        // Log only the first of consecutive failures.
        if let Err(error) = &looked
            && !fails
        {
            tracing::warn!(%error, "print jobs cannot be looked for now");
        }
        fails = looked.is_err();
        sleep(PAUSE).await;
        let idle = timeout(printing.store.poll_interval(), commits.changed());
        tokio::select! {
            () = shutdown.wait_until_begun() => break,
            Some(done) = tasks.join_next() => release_printer(&mut busy, done),
            told = idle => if let Ok(Err(_gone)) = told { sleep(printing.store.poll_interval()).await },
        }
        while let Some(done) = tasks.try_join_next() {
            release_printer(&mut busy, done);
        }
    }
    let at_printers = async { while tasks.join_next().await.is_some() {} };
    if timeout(DRAIN_DEADLINE, at_printers).await.is_err() {
        tracing::warn!("what is at a printer has {DRAIN_DEADLINE:?} and no longer");
    }
}

/// Frees the printer of a finished task. A task that panicked keeps its printer busy until the
/// process ends, since no paper is better than two tickets.
fn release_printer(busy: &mut HashSet<PrinterId>, done: Result<PrinterId, tokio::task::JoinError>) {
    match done {
        Ok(printer) => drop(busy.remove(&printer)),
        Err(error) => tracing::error!(%error, "a printer's task ended"),
    }
}

impl PrintWorker {
    /// Starts a task for each printer that has due jobs and no task.
    async fn start_printer_tasks(
        &self,
        tasks: &mut JoinSet<PrinterId>,
        busy: &mut HashSet<PrinterId>,
        skipped: &mut Option<ClockStep>,
        shutdown: &ShutdownSignal,
    ) -> Result<(), RepositoryError> {
        // Time before step: a step between the two reads belongs to the next look.
        let now = self.clock.now();
        let step = self.clock.last_step();
        if let Some(step) = step.filter(|_| step != *skipped) {
            self.store.restore_skipped_time(step).await?;
            *skipped = Some(step);
        }
        let work = self.store.find_print_work(now).await?;
        if work.is_stale {
            self.store.expire_print_jobs(now).await?;
        }
        for printer in work.due {
            if tasks.len() < AT_ONCE && busy.insert(printer) {
                let printing = self.clone();
                let shutdown = shutdown.clone();
                tasks.spawn(async move {
                    if let Err(error) = printing.print_due_jobs(printer, &shutdown).await {
                        tracing::warn!(%error, %printer, "a printer's jobs cannot be worked off now");
                    }
                    printer
                });
            }
        }
        Ok(())
    }

    /// Prints a printer's jobs one by one, until none is due or the printer cannot print.
    async fn print_due_jobs(
        &self,
        printer: PrinterId,
        shutdown: &ShutdownSignal,
    ) -> Result<(), RepositoryError> {
        while shutdown.wait_until_begun().now_or_never().is_none() {
            let now = self.clock.now();
            let lease_ends = lease_end(now, self.deadlines.time_to_begin());
            let claim = self.store.claim_print_job(printer, now, lease_ends).await?;
            let Some(claim) = claim else { break };
            match self.connect_to_printer(&claim).await {
                Ok(connection) => self.print_job(&claim, connection).await?,
                Err(cause) => {
                    self.postpone_job(&claim, cause).await?;
                    break;
                }
            }
        }
        Ok(())
    }

    /// Connects to the job's printer and checks that it can print.
    async fn connect_to_printer(
        &self,
        claim: &PrintClaim,
    ) -> Result<PrinterConnection<tokio::net::TcpStream>, PrintFault> {
        let address = domain::parse_printer_address(&claim.printer.settings.address)
            .ok_or(PrintFault::Unreachable)?;
        let mut connection = PrinterConnection::open(address, self.deadlines).await?;
        connection.check_status().await?;
        Ok(connection)
    }

    async fn postpone_job(
        &self,
        claim: &PrintClaim,
        cause: PrintFault,
    ) -> Result<(), RepositoryError> {
        tracing::info!(job = %claim.id, printer = %claim.printer.id, ?cause, tries = claim.tries, "a printer cannot print");
        counter!("jumun_print_jobs_total", "to" => "postponed").increment(1);
        let now = self.clock.now();
        let pause = (1 << claim.tries.clamp(0, 10)).min(LONGEST_PAUSE_S);
        let next_try = now + SignedDuration::from_secs(pause);
        self.store.postpone_print_job(claim, cause, now, next_try).await
    }

    async fn print_job(
        &self,
        claim: &PrintClaim,
        connection: PrinterConnection<tokio::net::TcpStream>,
    ) -> Result<(), RepositoryError> {
        let now = self.clock.now();
        let lease_ends = lease_end(now, self.deadlines.time_to_end());
        if !self.store.begin_print_job(claim, now, lease_ends).await? {
            return Ok(());
        }
        let confirmation = claim.printer.settings.confirmation;
        let printed = connection
            .print_page(&render_page(claim, now), confirmation, process_id(claim.id))
            .await;
        match printed {
            Ok(()) => counter!("jumun_print_jobs_total", "to" => "printed").increment(1),
            Err(cause) => {
                tracing::warn!(job = %claim.id, printer = %claim.printer.id, ?cause, "nobody knows whether a job is printed");
                counter!("jumun_print_jobs_total", "to" => "unknown").increment(1);
            }
        }
        self.record_job_end(claim, printed).await
    }

    /// Records the end of a job, with retries. If all fail, the job becomes unknown when its lease
    /// expires.
    async fn record_job_end(
        &self,
        claim: &PrintClaim,
        printed: Result<(), PrintFault>,
    ) -> Result<(), RepositoryError> {
        let mut told = self.store.end_print_job(claim, printed, self.clock.now()).await;
        for _ in 1..TELLINGS {
            if told.is_ok() {
                break;
            }
            sleep(Duration::from_secs(1)).await;
            told = self.store.end_print_job(claim, printed, self.clock.now()).await;
        }
        told
    }
}

fn lease_end(now: Timestamp, by: Duration) -> Timestamp {
    now + SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX)
}

fn render_page(claim: &PrintClaim, now: Timestamp) -> Vec<u8> {
    let settings = &claim.printer.settings;
    let zone = &TimeZone::get(&settings.zone).unwrap_or(TimeZone::UTC);
    let paper = settings.paper;
    let language = settings.language;
    let is_copy = claim.is_copy;
    let is_late = claim.was_postponed || now.duration_since(claim.wanted_at) >= LATE_AFTER;
    let late_since = (is_late && !is_copy).then_some(claim.wanted_at);
    match &claim.order {
        Some(order) => ticket::render_ticket(
            order,
            TicketOptions { zone, paper, language, is_copy, late_since },
        ),
        None => ticket::render_test_page(settings, now, zone),
    }
}

/// Process id from the job's id, four characters of 0x20 to 0x7E. A connection carries one job, so
/// the id only has to differ from that of an earlier connection's job.
fn process_id(id: PrintJobId) -> ProcessId {
    let [.., a, b, c, d] = *id.0.as_bytes();
    [a, b, c, d].map(|byte| b' ' + byte % 95)
}
