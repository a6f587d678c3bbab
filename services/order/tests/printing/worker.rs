//! From an accepted order to paper, through the database.

use crate::{
    databases::Base,
    orders::new_order,
    printer::{Mood, StandIn},
};
use db_kit::audit::ChangeAuthor;
use jiff::Timestamp;
use order::{
    db::{JobFilter, OrderRepository, PlaceOutcome, PutPrinterOutcome},
    domain::{
        ChangeDecision, IdempotencyKey, OrderChange, OrderPlacement, PrinterSetup, ValidOrder,
    },
    operation_caller::OperationCaller,
    printing::{PrintWorker, PrinterDeadlines, run_print_worker},
};
use order_api::{
    Order, OrderActor, OrderId, OrderStatus, OrderTransition, PaperLanguage, PaperWidth,
    PrintConfirmation, PrintFault, PrintJob, PrintState, PrinterId, PrinterSettings,
};
use service_kit::{Clock, ShutdownSignal};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinHandle;

fn noon() -> Timestamp {
    "2025-07-12T03:00:00Z".parse().unwrap()
}

/// A printing worker with its database and clock.
struct Kitchen {
    base: Base,
    clock: Clock,
    shutdown: ShutdownSignal,
    task: JoinHandle<()>,
}

impl Kitchen {
    async fn open() -> Self {
        let base = Base::sqlite().await;
        let clock = Clock::manual(noon());
        let shutdown = ShutdownSignal::default();
        let task = tokio::spawn(run_print_worker(printing(&base.store, &clock), shutdown.clone()));
        Self { base, clock, shutdown, task }
    }

    async fn printer(&self, stand_in: &StandIn) -> PrinterId {
        printer(&*self.base.store, &self.clock, stand_in).await
    }

    async fn accepted(&self, key: &str) -> Order {
        accepted(&*self.base.store, &self.clock, key).await
    }

    /// Waits until `wanted` is true of every job.
    async fn until(&self, wanted: impl Fn(&PrintJob) -> bool) -> Vec<PrintJob> {
        let looking = async {
            loop {
                let jobs = jobs(&*self.base.store).await;
                if !jobs.is_empty() && jobs.iter().all(&wanted) {
                    return jobs;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), looking).await.expect("jobs get there")
    }

    async fn close(self) {
        self.shutdown.begin_shutdown();
        self.task.await.unwrap();
        self.base.finish().await;
    }
}

fn printing(store: &Arc<dyn OrderRepository>, clock: &Clock) -> PrintWorker {
    let [connect, status, send, confirm] = [500, 500, 500, 500].map(Duration::from_millis);
    let deadlines = PrinterDeadlines { connect, status, send, confirm };
    PrintWorker { store: store.clone(), clock: clock.clone(), deadlines }
}

async fn printer(store: &dyn OrderRepository, clock: &Clock, stand_in: &StandIn) -> PrinterId {
    let id = PrinterId(clock.uuid_v7());
    let settings = PrinterSettings {
        store: "main".to_owned(),
        name: "바".to_owned(),
        address: stand_in.address.to_string(),
        zone: "Asia/Seoul".to_owned(),
        confirmation: PrintConfirmation::ProcessId,
        paper: PaperWidth::Mm80,
        language: PaperLanguage::Ko,
        on_accepted: true,
        on_cancelled: true,
        enabled: true,
    };
    let put = store
        .put_printer(
            id,
            0,
            PrinterSetup::parse(settings).unwrap(),
            &ChangeAuthor::without_actor(noon()),
        )
        .await
        .unwrap();
    assert!(matches!(put, PutPrinterOutcome::Done(_)), "{put:?}");
    id
}

async fn accepted(store: &dyn OrderRepository, clock: &Clock, key: &str) -> Order {
    let id = OrderId(clock.uuid_v7());
    let key = IdempotencyKey::parse(key).unwrap();
    let placement =
        OrderPlacement::new(ValidOrder::parse(new_order()).unwrap(), key, id, clock.now()).unwrap();
    let PlaceOutcome::New(order) = store.place_order(placement).await.unwrap() else {
        panic!("it is new")
    };
    moved(store, clock, &order, OrderStatus::Accepted).await
}

async fn moved(
    store: &dyn OrderRepository,
    clock: &Clock,
    order: &Order,
    to: OrderStatus,
) -> Order {
    let reason = Some("closing".to_owned());
    let step =
        OrderTransition { to, expected_version: order.version, actor: OrderActor::Staff, reason };
    let change =
        OrderChange::parse_transition(order.id, step, OperationCaller::for_service(clock.now()))
            .unwrap();
    let Some(ChangeDecision::Changed(event)) = store.change_order(change).await.unwrap() else {
        panic!("{to}")
    };
    event.order
}

async fn jobs(store: &dyn OrderRepository) -> Vec<PrintJob> {
    let filter = JobFilter { store: "main".to_owned(), order: None, undecided: false, limit: 100 };
    store.list_print_jobs(&filter).await.unwrap().jobs
}

fn is(state: PrintState) -> impl Fn(&PrintJob) -> bool {
    move |job| job.state == state
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_order_is_on_paper_once_and_its_end_is_too() {
    let kitchen = Kitchen::open().await;
    let stand_in = StandIn::start(Mood::Well).await;
    kitchen.printer(&stand_in).await;
    let order = kitchen.accepted("k").await;
    kitchen.until(is(PrintState::Printed)).await;
    kitchen.clock.advance_by(jiff::SignedDuration::from_secs(1));
    moved(&*kitchen.base.store, &kitchen.clock, &order, OrderStatus::Cancelled).await;
    stand_in.printed(2).await;
    let jobs = kitchen.until(is(PrintState::Printed)).await;
    assert_eq!((jobs.len(), jobs[0].number, jobs[0].version, jobs[1].version), (2, Some(1), 3, 2));
    let [ticket, end] = &stand_in.jobs()[..] else { panic!("two pieces of paper") };
    let latte = [0xc4, 0xab, 0xc6, 0xe4, b' ', 0xb6, 0xf3, 0xb6, 0xbc];
    let cancelled = [0xc3, 0xeb, 0xbc, 0xd2];
    let has = |page: &[u8], text: &[u8]| page.windows(text.len()).any(|part| part == text);
    assert!(has(ticket, &latte) && !has(ticket, &cancelled) && has(end, &cancelled));
    kitchen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_broke_off_is_unknown_and_not_sent_again_and_what_comes_behind_it_prints() {
    let kitchen = Kitchen::open().await;
    let stand_in = StandIn::start(Mood::Drops).await;
    kitchen.printer(&stand_in).await;
    kitchen.accepted("broken").await;
    let jobs = kitchen.until(is(PrintState::Unknown)).await;
    assert_eq!((jobs[0].cause, stand_in.connections()), (Some(PrintFault::ConnectionLost), 1));
    stand_in.turn(Mood::Well);
    kitchen.clock.advance_by(jiff::SignedDuration::from_mins(5));
    kitchen.accepted("next").await;
    stand_in.printed(1).await;
    let jobs = kitchen
        .until(|job| job.state != PrintState::Waiting && job.state != PrintState::Sending)
        .await;
    let states: Vec<_> = jobs.iter().map(|job| job.state).collect();
    assert_eq!(
        (states, stand_in.jobs().len()),
        (vec![PrintState::Printed, PrintState::Unknown], 1)
    );
    kitchen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printer_without_paper_prints_when_it_has_some_and_a_hanging_one_holds_up_no_other() {
    let kitchen = Kitchen::open().await;
    let empty = StandIn::start(Mood::PaperOut).await;
    let hanging = StandIn::start(Mood::Mute).await;
    let well = StandIn::start(Mood::Well).await;
    for stand_in in [&hanging, &empty, &well] {
        kitchen.printer(stand_in).await;
    }
    let order = kitchen.accepted("k").await;
    well.printed(1).await;
    let causes = |job: &PrintJob| job.state == PrintState::Printed || job.cause.is_some();
    let jobs = kitchen.until(causes).await;
    let cause =
        |fault| jobs.iter().any(|job| job.cause == Some(fault) && job.state != PrintState::Unknown);
    assert!(cause(PrintFault::PaperOut) && cause(PrintFault::NoAnswer), "{jobs:?}");
    empty.turn(Mood::Well);
    kitchen.clock.advance_by(jiff::SignedDuration::from_secs(16));
    assert_eq!(empty.printed(1).await.len(), 1);
    let preparing =
        moved(&*kitchen.base.store, &kitchen.clock, &order, OrderStatus::Preparing).await;
    assert_eq!(preparing.status, OrderStatus::Preparing, "orders go on");
    kitchen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_that_is_back_prints_what_is_still_to_be_made_and_says_that_it_is_late() {
    let kitchen = Kitchen::open().await;
    let stand_in = StandIn::start(Mood::PaperOut).await;
    kitchen.printer(&stand_in).await;
    let mut orders = Vec::new();
    for key in ["completed", "waits", "cancelled", "no-show", "preparing"] {
        orders.push(kitchen.accepted(key).await);
        kitchen.clock.advance_by(jiff::SignedDuration::from_millis(1));
    }
    kitchen.until(|job| job.cause == Some(PrintFault::PaperOut)).await;
    let store = &*kitchen.base.store;
    let clock = &kitchen.clock;
    let steps: [(usize, &[OrderStatus]); 4] = [
        (0, &[OrderStatus::Preparing, OrderStatus::Ready, OrderStatus::Completed]),
        (2, &[OrderStatus::Cancelled]),
        (3, &[OrderStatus::Preparing, OrderStatus::Ready, OrderStatus::NoShow]),
        (4, &[OrderStatus::Preparing]),
    ];
    for (index, steps) in steps {
        for to in steps {
            orders[index] = moved(store, clock, &orders[index], *to).await;
        }
    }
    stand_in.turn(Mood::Well);
    kitchen.clock.advance_by(jiff::SignedDuration::from_secs(16));
    stand_in.printed(2).await;
    let jobs = kitchen.until(|job| !job.state.is_pending()).await;
    let printed = |job: &&PrintJob| job.state == PrintState::Printed;
    let mut numbers: Vec<_> = jobs.iter().filter(printed).map(|job| job.number.unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [2, 5], "{jobs:?}");
    assert!(jobs.iter().filter(|job| !printed(job)).all(is(PrintState::Dropped)));
    let late = encoding_rs::EUC_KR.encode("늦게").0;
    assert!(stand_in.jobs().iter().all(|page| page.windows(late.len()).any(|part| part == &*late)));
    kitchen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn two_processes_on_one_database_print_each_order_once() {
    let base = Base::postgres().await;
    let other = order::db::open_repository(&base.url).await.unwrap();
    let (clock, shutdown, stand_in) =
        (Clock::system(), ShutdownSignal::default(), StandIn::start(Mood::Well).await);
    printer(&*base.store, &clock, &stand_in).await;
    let both = [&base.store, &other]
        .map(|store| tokio::spawn(run_print_worker(printing(store, &clock), shutdown.clone())));
    for index in 0..20 {
        accepted(&*base.store, &clock, &format!("k{index}")).await;
    }
    stand_in.printed(20).await;
    shutdown.begin_shutdown();
    for task in both {
        task.await.unwrap();
    }
    let jobs = jobs(&*base.store).await;
    assert!(
        jobs.len() == 20 && jobs.iter().all(|job| job.state == PrintState::Printed),
        "{jobs:?}"
    );
    assert_eq!(stand_in.jobs().len(), 20, "none twice");
    other.close().await;
    base.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_in_the_middle_leaves_the_job_unknown_and_another_one_does_not_send_it()
{
    let kitchen = Kitchen::open().await;
    let stand_in = StandIn::start(Mood::Late).await;
    kitchen.printer(&stand_in).await;
    kitchen.accepted("k").await;
    stand_in.printed(1).await;
    // Abort like a kill: without any cleanup. Tasks that it spawned end with it.
    kitchen.task.abort();
    let Kitchen { base, clock, shutdown, .. } = kitchen;
    clock.advance_by(jiff::SignedDuration::from_mins(2));
    let task = tokio::spawn(run_print_worker(printing(&base.store, &clock), shutdown.clone()));
    let kitchen = Kitchen { base, clock, shutdown, task };
    let jobs = kitchen.until(is(PrintState::Unknown)).await;
    assert_eq!(jobs[0].cause, Some(PrintFault::Interrupted));
    assert_eq!(stand_in.connections(), 1, "it was not sent again");
    kitchen.close().await;
}
